"""What the administrator sets for this product beside 评分细则, which has a page of its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from changxing_union.organizations.admin import ReferenceAdmin
from pioneer.models import VetoItem


@admin.register(VetoItem)
class VetoItemAdmin(ReferenceAdmin):
    """What is gone through before a team is named; each naming keeps the words of its day."""

    list_display = ["text", "position", "is_active"]
    list_editable = ["position", "is_active"]
    search_fields = ["text"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An item that no longer applies is switched off (启用), never deleted."""
        return False
