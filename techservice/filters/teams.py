"""The filters of 服务队; the workbook takes the same query string (design §6)."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from changxing_union.filing.filters import WordFilter
from techservice.models import ServiceTeam, Volunteer, VolunteerCategory

ACTIVE, RETIRED = "active", "retired"
STATES = [(ACTIVE, "在用"), (RETIRED, "已停用")]


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
