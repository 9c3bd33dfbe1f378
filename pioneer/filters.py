"""The filters of 工人先锋号名册; its export takes the same query string (design §6)."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from changxing_union.filing.filters import years
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import Organization, User
from changxing_union.organizations.permissions import can_read_county_wide
from pioneer.models import TitleState
from pioneer.services.title_lists import UNTOUCHED, awaiting_plaque, overdue

TO_BE_NAMED, OVERDUE = "passed", "overdue"
STATES = [*TitleState.choices, (TO_BE_NAMED, "合格、待命名"), (OVERDUE, "整改逾期")]


class TitleFilter(django_filters.FilterSet):
    """关键词, 年度, 所属工会, 状态."""

    q = django_filters.CharFilter(
        label="关键词", method="by_text",
        widget=forms.TextInput(attrs={"placeholder": "单位、班组、牌匾或编号", "type": "search"}),
    )  # fmt: skip
    year = django_filters.ChoiceFilter(
        label="年度", field_name="campaign__year", empty_label="全部年度"
    )
    organization = django_filters.ModelChoiceFilter(
        label="所属工会", queryset=Organization.objects.reporting(), empty_label="全部工会"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="全部状态", method="by_state"
    )

    class Meta:
        model = Filing
        fields = ["q", "year", "organization", "state"]

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        """Only the county chooses between unions; there are no years to choose in the first."""
        super().__init__(*args, **options)
        self.filters["year"].extra["choices"] = self.years = years()
        if len(self.years) < 2:
            del self.filters["year"]
        if not can_read_county_wide(user):
            del self.filters["organization"]

    def is_sound(self) -> bool:
        """Whether all that is asked for can be; in the first year no filter knows of years."""
        year = (self.data or {}).get("year", "")
        return self.form.is_valid() and year in ("", *(known for known, _label in self.years))

    def by_text(self, filings: QuerySet[Filing], name: str, text: str) -> QuerySet[Filing]:
        """Every word must occur in unit, team, reference or the number of the plaque."""
        for word in text.split()[:5]:
            filings = filings.filter(
                Q(subject__icontains=word)
                | Q(reference__icontains=word)
                | Q(pioneer_application__title__plaque_number__icontains=word)
            )
        return filings

    def by_state(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Where the title stands; who was never dealt with is in cultivation."""
        if value == TO_BE_NAMED:
            return filings.filter(pk__in=awaiting_plaque().values("pk"))
        if value == OVERDUE:
            return filings.filter(overdue(shanghai_day(timezone.now())))
        found = Q(pioneer_application__title__state=value)
        return filings.filter(found | UNTOUCHED if value == TitleState.CULTIVATED else found)

    def described(self) -> list[tuple[str, str]]:
        """The filter in words, for the 说明 sheet of an export."""
        if not self.form.is_valid():
            return []
        described = []
        for name, value in self.form.cleaned_data.items():
            if value:
                field = self.form.fields[name]
                shown = dict(getattr(field, "choices", [])).get(value, value)
                described.append((str(field.label), str(shown)))
        return described
