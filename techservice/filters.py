"""The filters of technical service; workbooks take the same query string (design §6)."""

from typing import cast

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from changxing_union.filing.filters import RegisterFilter, WordFilter
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.kernel.dates import shanghai_day
from techservice.models import (
    EXPIRED,
    AppointmentState,
    OrderState,
    ServiceTeam,
    Volunteer,
    VolunteerCategory,
)
from techservice.services.supervisor_lists import (
    APPOINTMENT,
    awaiting_appointment,
    in_state,
)
from techservice.services.supervisor_lists import WAITING as NOT_YET

ACTIVE, RETIRED = "active", "retired"
STATES = [(ACTIVE, "在用"), (RETIRED, "已停用")]
WAITING = Q(service_request__order__isnull=True) | Q(
    service_request__order__state=OrderState.WAITING
)
WAITING_CODE, EXPIRED_CODE = "waiting", "expired"
APPOINTMENT_STATES = [
    (WAITING_CODE, NOT_YET),
    (AppointmentState.SERVING.value, AppointmentState.SERVING.label),
    (EXPIRED_CODE, EXPIRED),
    (AppointmentState.DISMISSED.value, AppointmentState.DISMISSED.label),
    (AppointmentState.RESIGNED.value, AppointmentState.RESIGNED.label),
]


class TeamFilter(WordFilter):
    """The teams: by words of theirs or of their people, by 志愿者类别 and 状态."""

    searched = ("name", "trade_words", "purpose")
    searched_words = "名称、工种、特长或姓名"

    category = django_filters.ChoiceFilter(
        label="志愿者类别", choices=VolunteerCategory.choices, empty_label="全部类别",
        method="by_category",
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="全部状态", method="by_state"
    )

    class Meta:
        model = ServiceTeam
        fields = ["q", "category", "state"]

    def places(self, word: str) -> Q:
        """In the team's own words, or in what one of its people is called or can do."""
        people = Volunteer.objects.current().filter(team=OuterRef("pk"))
        named = Q(name__icontains=word) | Q(skills__icontains=word) | Q(unit_name__icontains=word)
        return super().places(word) | Q(Exists(people.filter(named)))

    def by_category(
        self, teams: QuerySet[ServiceTeam], name: str, value: str
    ) -> QuerySet[ServiceTeam]:
        """Teams in which somebody of this kind serves now."""
        people = Volunteer.objects.current().filter(team=OuterRef("pk"), category=value)
        return teams.filter(Exists(people))

    def by_state(
        self, teams: QuerySet[ServiceTeam], name: str, value: str
    ) -> QuerySet[ServiceTeam]:
        """In use or retired."""
        return teams.filter(is_active=value == ACTIVE)


class ServiceFilter(RegisterFilter):
    """The services: by 服务状态 and 服务队 besides."""

    searched = ("search_text", "service_request__need_text")
    searched_words = "企业、需求、工种或编号"

    state = django_filters.ChoiceFilter(
        label="服务状态", choices=OrderState.choices, empty_label="全部状态", method="by_state"
    )
    team = django_filters.ModelChoiceFilter(
        label="服务队",
        queryset=ServiceTeam.objects.all(),
        field_name="service_request__order__team",
        empty_label="全部服务队",
    )

    class Meta:
        model = Filing
        fields = ["q", "year", "organization", "state", "team"]

    def by_state(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Where the service stands; what nobody has dealt with yet waits for a team."""
        if value == OrderState.WAITING:
            return filings.filter(WAITING)
        return filings.filter(service_request__order__state=value)


class SupervisorFilter(RegisterFilter):
    """The appointments: by their 聘任状态 besides."""

    searched = ("subject", "reference", f"{APPOINTMENT}__certificate_no")
    searched_words = "姓名、单位、证书或编号"

    state = django_filters.ChoiceFilter(
        label="聘任状态", choices=APPOINTMENT_STATES, empty_label="全部状态", method="by_state"
    )

    class Meta:
        model = Filing
        fields = ["q", "year", "organization", "state"]

    def by_state(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """期满 is told by the term: nobody has ended it."""
        found, today = cast(FilingQuerySet, filings), shanghai_day(timezone.now())
        if value == WAITING_CODE:
            return awaiting_appointment(found)
        if value == EXPIRED_CODE:
            serving = in_state(found, AppointmentState.SERVING)
            return serving.filter(**{f"{APPOINTMENT}__term_end__lt": today})
        if value == AppointmentState.SERVING:
            serving = in_state(found, AppointmentState.SERVING)
            return serving.filter(**{f"{APPOINTMENT}__term_end__gte": today})
        return in_state(found, AppointmentState(value))
