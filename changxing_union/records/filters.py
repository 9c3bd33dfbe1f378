"""The filters of a register; its export takes the same query string (design §6)."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from changxing_union.filing.filters import RegisterFilter
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import Kind, Organization, User
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record, RecordQuerySet
from changxing_union.records.permissions import Keeper

UNSETTLED, OVERDUE, SETTLED, VOID = "open", "overdue", "settled", "void"


class RecordFilter(RegisterFilter):
    """A register: by 类别 and 状态 besides; what is void shows only when it is asked for."""

    searched = ("search_text",)
    searched_words = "名称、人员、内容等"

    category = django_filters.ChoiceFilter(label="类别", empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="状态", empty_label="全部（不含作废）", method="by_state"
    )

    class Meta:
        model = Record
        fields = ["q", "year", "organization", "category", "state"]

    def __init__(self, *args: Any, kind: RecordKind, user: User, **options: Any) -> None:
        """What this register does not tell apart is not asked."""
        super().__init__(*args, user=user, **options)
        self.filters["category"].extra["choices"] = kind.categories
        self.filters["category"].label = kind.category_label
        self.filters["state"].extra["choices"] = states_of(kind)
        if not kind.categories:
            del self.filters["category"]
        if kind.keeper is Keeper.COUNTY:
            self.filters.pop("organization", None)
        if "organization" in self.filters:
            self.filters["organization"].queryset = keepers()
            self.filters["organization"].label = "登记单位"

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what is void unless that is what is asked for."""
        found: RecordQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") == VOID else found.in_force()

    def by_state(self, records: RecordQuerySet, name: str, value: str) -> RecordQuerySet:
        """已作废, or how it stands with what is to be done by a day."""
        if value == VOID:
            return records.filter(is_void=True)
        if value == SETTLED:
            return records.filter(settled_on__isnull=False)
        if value == OVERDUE:
            return records.overdue(shanghai_day(timezone.now()))
        return records.unsettled()


def states_of(kind: RecordKind) -> list[tuple[str, str]]:
    """What a list of this kind can be narrowed to."""
    words = kind.due_words
    due = (
        [(UNSETTLED, f"{words.unsettled}（含逾期）"), (OVERDUE, words.overdue),
         (SETTLED, words.settled)]
        if words
        else []
    )  # fmt: skip
    return [*due, (VOID, "已作废")]


def keepers() -> QuerySet[Organization]:
    """Who keeps such a register: every reporting union, and the county union."""
    return Organization.objects.filter(
        Q(pk__in=Organization.objects.reporting().values("pk")) | Q(kind=Kind.COUNTY_UNION)
    )
