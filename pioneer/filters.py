"""The filters of 工人先锋号名册; its export takes the same query string (design §6)."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from changxing_union.filing.filters import RegisterFilter
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import shanghai_day
from pioneer.models import TitleState
from pioneer.services.title_lists import UNTOUCHED, awaiting_plaque, overdue

TO_BE_NAMED, OVERDUE = "passed", "overdue"
STATES = [*TitleState.choices, (TO_BE_NAMED, "合格、待命名"), (OVERDUE, "整改逾期")]


class TitleFilter(RegisterFilter):
    """The titles: by their 状态 besides."""

    searched = ("subject", "reference", "pioneer_application__title__plaque_number")
    searched_words = "单位、班组、牌匾或编号"

    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="全部状态", method="by_state"
    )

    class Meta:
        model = Filing
        fields = ["q", "year", "organization", "state"]

    def by_state(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Where the title stands; who was never dealt with is in cultivation."""
        if value == TO_BE_NAMED:
            return filings.filter(pk__in=awaiting_plaque().values("pk"))
        if value == OVERDUE:
            return filings.filter(overdue(shanghai_day(timezone.now())))
        found = Q(pioneer_application__title__state=value)
        return filings.filter(found | UNTOUCHED if value == TitleState.CULTIVATED else found)
