"""The filters of 技术服务; its workbook takes the same query string (design §6)."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from changxing_union.filing.filters import RegisterFilter
from changxing_union.filing.models import Filing, State
from changxing_union.kernel.text import match_key
from techservice.models import (
    FINISHED_STATES,
    GRADES,
    OPEN_STATES,
    OrderState,
    ServiceTeam,
    ServiceVisit,
    TrainingDemand,
)
from techservice.service_statistics import SATISFIED_FROM, UNSORTED
from techservice.services.board_tables import FINISHED, JUDGED, SATISFIED, UNMET, WORKING

WAITING = Q(service_request__order__isnull=True) | Q(
    service_request__order__state=OrderState.WAITING
)

WORKING_NOW = Q(service_request__order__state__in=OPEN_STATES)
# Several states at once, as 技术服务统计 counts them: what is void is none of them.
GROUPS = {
    UNMET: ("未完成（待派队和在办）", WAITING | WORKING_NOW),
    WORKING: ("在办（已派队、服务中、已暂停）", WORKING_NOW),
    FINISHED: (
        "已完成（含已评价、已归档）", Q(service_request__order__state__in=FINISHED_STATES),
    ),
}  # fmt: skip
STATES_AND_GROUPS = [*OrderState.choices, *((name, words) for name, (words, _q) in GROUPS.items())]
GRADE_CHOICES = [
    *((str(grade), word) for grade, word in GRADES.items()),
    (SATISFIED, "满意及以上"), (JUDGED, "已评"),
]  # fmt: skip


class ServiceFilter(RegisterFilter):
    """The services: by 服务状态 and 服务队 besides."""

    searched = ("search_text", "service_request__need_text")
    searched_words = "企业、需求、工种或编号"

    state = django_filters.ChoiceFilter(
        label="服务状态", choices=STATES_AND_GROUPS, empty_label="全部状态", method="by_state"
    )
    team = django_filters.ModelChoiceFilter(
        label="服务队",
        queryset=ServiceTeam.objects.all(),
        field_name="service_request__order__team",
        empty_label="全部服务队",
    )

    # Where the numbers of 技术服务统计 lead; kept in the address, told above the list.
    trade = django_filters.CharFilter(
        label="专业或工种", method="by_trade", widget=forms.HiddenInput
    )
    training = django_filters.CharFilter(
        label="培训工种", method="by_training", widget=forms.HiddenInput
    )
    grade = django_filters.ChoiceFilter(
        label="满意程度", choices=GRADE_CHOICES, method="by_grade", widget=forms.HiddenInput
    )
    visited = django_filters.ModelChoiceFilter(
        label="上门的服务队",
        queryset=ServiceTeam.objects.all(),
        method="by_visits",
        widget=forms.HiddenInput,
    )
    accepted = django_filters.ChoiceFilter(
        label="受理情况",
        choices=[("yes", "已受理（不含作废）")],
        method="by_acceptance",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Filing
        fields = [
            "q", "year", "organization", "state", "team", "trade", "training", "grade", "visited",
            "accepted",
        ]  # fmt: skip

    def by_state(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Where the service stands; what nobody has dealt with yet waits for a team."""
        if value in GROUPS:
            return filings.filter(GROUPS[value][1], state=State.APPROVED)
        if value == OrderState.WAITING:
            return filings.filter(WAITING)
        return filings.filter(service_request__order__state=value)

    def by_trade(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Asked for in these words, however they are spelled."""
        typed = filings.order_by().values_list("service_request__need_trade", flat=True).distinct()
        return filings.filter(service_request__need_trade__in=_spelled(value, typed))

    def by_training(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """With people to be trained in it."""
        demands = TrainingDemand.objects.filed().filter(sheet__in=filings.values("pk"))
        typed = demands.order_by().values_list("trade", flat=True).distinct()
        wanted = demands.filter(trade__in=_spelled(value, typed))
        return filings.filter(pk__in=wanted.order_by().values("sheet"))

    def by_grade(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """By what the enterprise said; services that count."""
        judged = filings.filter(state=State.APPROVED, service_request__order__grade__isnull=False)
        if value == JUDGED:
            return judged
        if value == SATISFIED:
            return judged.filter(service_request__order__grade__gte=SATISFIED_FROM)
        return judged.filter(service_request__order__grade=int(value))

    def by_visits(
        self, filings: QuerySet[Filing], name: str, value: ServiceTeam
    ) -> QuerySet[Filing]:
        """Where this team has been, also before another was sent; services that count."""
        visits = ServiceVisit.objects.filter(order=OuterRef("pk"), team=value)
        return filings.filter(Exists(visits), state=State.APPROVED)

    def by_acceptance(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Without what became void since."""
        return filings.filter(state=State.APPROVED)

    def told_apart(self) -> list[tuple[str, str]]:
        """In words, what narrows the list and has no field on its page."""
        hidden = {str(field.label) for field in self.form.hidden_fields()}
        return [(label, words) for label, words in self.described() if label in hidden]


def _spelled(value: str, typed: QuerySet[Any, str]) -> list[str]:
    """Those of the words ``typed`` that mean ``value``; 未归类 is none at all."""
    key = "" if value == UNSORTED else match_key(value)
    return [word for word in typed if match_key(word) == key]
