"""Campaign settings are editable here; filings and their history can only be looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from changxing_union.filing.models import (
    BoxRule,
    Campaign,
    CopyRule,
    Deadline,
    Extension,
    Filing,
    FilingEvent,
    FormType,
    Holiday,
    Opinion,
    PaperCopy,
    Reading,
    ReturnNote,
)
from changxing_union.filing.services import begin_campaign, rejudge_lateness, rejudge_open_campaigns
from changxing_union.organizations.admin import ReadOnlyAdmin, ReferenceAdmin
from changxing_union.organizations.models import Organization


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    """One row a year; its forms and settings begin as last year's."""

    list_display = ["year", "theme", "document_number", "opened_on", "is_open"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The year is part of every reference given out."""
        return ["year"] if obj else []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Django calls this once the new row is saved."""
        super().save_related(request, form, formsets, change)
        if not change:
            begin_campaign(form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A campaign is closed, never deleted."""
        return False


class DeadlineInline(admin.TabularInline):
    """Days as named in the notice; every form needs one, so none can be taken away."""

    model = Deadline
    extra = 0
    can_delete = False


class BoxRuleInline(admin.TabularInline):
    """Signature boxes; the grid on paper has room for these and no others."""

    model = BoxRule
    extra = 0
    can_delete = False
    readonly_fields = ["position", "code", "body", "stage"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what a box is called can be changed."""
        return False


class CopyRuleInline(admin.TabularInline):
    """Copies and their holders."""

    model = CopyRule
    extra = 0


@admin.register(FormType)
class FormTypeAdmin(ReferenceAdmin):
    """The five annexes of a campaign."""

    list_display = ["annex", "short_title", "campaign", "approved_label", "scan_required"]
    list_filter = ["campaign"]
    readonly_fields = ["campaign", "annex"]
    inlines = [DeadlineInline, BoxRuleInline, CopyRuleInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A corrected deadline counts for everybody who has filed already."""
        super().save_related(request, form, formsets, change)
        filed = Filing.objects.filter(form_type=form.instance, first_filed_at__isnull=False)
        for organization in Organization.objects.filter(pk__in=filed.values("organization")):
            rejudge_lateness(form.instance, organization)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come with their campaign."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay with their campaign."""
        return False


@admin.register(Extension)
class ExtensionAdmin(ReferenceAdmin):
    """Extensions granted to single unions."""

    list_display = ["organization", "form_type", "until", "reason"]
    list_filter = ["form_type"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Whom it was granted is not changed: the union before would keep what it lost."""
        return ["organization", "form_type"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """An extension granted after 上报 clears the mark it was granted for."""
        super().save_model(request, obj, form, change)
        rejudge_lateness(obj.form_type, obj.organization)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Taken back, the ordinary deadline counts again."""
        super().delete_model(request, obj)
        rejudge_lateness(obj.form_type, obj.organization)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Likewise for several at once."""
        for extension in queryset:
            self.delete_model(request, extension)


class CalendarAdmin(ReferenceAdmin):
    """What moves deadlines for everybody: who has filed already is judged anew."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As the deadlines now fall."""
        super().save_model(request, obj, form, change)
        rejudge_open_campaigns()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Likewise."""
        super().delete_model(request, obj)
        rejudge_open_campaigns()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Likewise for several at once."""
        super().delete_queryset(request, queryset)
        rejudge_open_campaigns()


@admin.register(Holiday)
class HolidayAdmin(CalendarAdmin):
    """Public holidays and the working weekends that make up for them."""

    list_display = ["day", "name", "works"]
    date_hierarchy = "day"


class ReadingForm(forms.ModelForm):
    """A reading with its own choices offered by name."""

    class Meta:
        model = Reading
        fields = ["campaign", "code", "passage", "explanation", "value"]

    def __init__(self, *args: Any, **options: Any) -> None:
        """A passage without alternatives has an explanation only."""
        super().__init__(*args, **options)
        if self.instance.choices:
            self.fields["value"] = forms.ChoiceField(
                label="取值", choices=list(self.instance.choices.items())
            )


@admin.register(Reading)
class ReadingAdmin(CalendarAdmin):
    """How the county reads the notice, who decided it, and when."""

    form = ReadingForm
    list_display = ["code", "passage", "explanation", "value", "set_by", "set_at"]
    list_filter = ["campaign"]
    readonly_fields = ["set_by", "set_at"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Sign the reading with the name of whoever set it."""
        obj.set_by = request.user
        obj.set_at = timezone.now()
        super().save_model(request, obj, form, change)


class OpinionInline(admin.TabularInline):
    """Signature boxes of a filing."""

    model = Opinion
    extra = 0


class EventInline(admin.TabularInline):
    """History of a filing."""

    model = FilingEvent
    extra = 0


class ReturnInline(admin.TabularInline):
    """Returns of a filing."""

    model = ReturnNote
    extra = 0


class PaperInline(admin.TabularInline):
    """Paper copies of a filing."""

    model = PaperCopy
    extra = 0


@admin.register(Filing)
class FilingAdmin(ReadOnlyAdmin):
    """Filings with their opinions, returns, copies and history: to look at."""

    list_display = ["reference", "subject", "organization", "state", "version", "is_late"]
    list_filter = ["state", "form_type", "is_late"]
    search_fields = ["reference", "subject"]
    list_select_related = ["organization"]
    show_full_result_count = False
    inlines = [OpinionInline, ReturnInline, PaperInline, EventInline]
