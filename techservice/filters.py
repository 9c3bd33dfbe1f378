"""The filters of 服务队 and 技术服务; workbooks take the same query string (design §6)."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from changxing_union.filing.filters import RegisterFilter, WordFilter
from changxing_union.filing.models import Filing
from techservice.models import OrderState, ServiceTeam, Volunteer, VolunteerCategory

ACTIVE, RETIRED = "active", "retired"
STATES = [(ACTIVE, "在用"), (RETIRED, "已停用")]
WAITING = Q(service_request__order__isnull=True) | Q(
    service_request__order__state=OrderState.WAITING
)


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
