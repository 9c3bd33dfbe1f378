"""The filters of the list; exports and batches take the same query string (design §6)."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, TypeVar

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet

from changxing_union.filing.annexes import registered_annexes
from changxing_union.filing.models import Campaign, Filing, FormType, State
from changxing_union.organizations.models import KINDS_OF_GROUP, Group, Organization, User
from changxing_union.organizations.permissions import can_read_county_wide

Row = TypeVar("Row", bound=Model)
LATE = [("yes", "逾期"), ("no", "按时")]


def categories() -> list[tuple[str, str]]:
    """Every annex's own classification, as the list offers it."""
    return [choice for annex in registered_annexes() for choice in annex.categories]


def annexes() -> list[tuple[str, str]]:
    """The forms that can be filed here, as the list offers them."""
    return [(f"{each.number}", f"附件{each.number} {each.name}") for each in registered_annexes()]


def states() -> list[tuple[str, str]]:
    """The states as lists show them: 通过 and 不予通过 appear there in each form's own word."""
    labels = list(FormType.objects.order_by("pk").values_list("approved_label", "declined_label"))
    approved = dict.fromkeys(word for word, _ in labels)
    declined = dict.fromkeys(word for _, word in labels if word != State.DECLINED.label)
    own = {
        State.DRAFT: "草稿（未上报或未重新上报）",
        State.APPROVED: _with_words(State.APPROVED, approved),
        State.DECLINED: _with_words(State.DECLINED, declined),
    }
    return [(state.value, own.get(state, state.label)) for state in State]


def _with_words(state: State, words: Iterable[str]) -> str:
    told = "、".join(words)
    return f"{state.label}（{told}）" if told else str(state.label)


def years() -> list[tuple[str, str]]:
    """The years that had a campaign, newest first."""
    found = Campaign.objects.order_by("-year").values_list("year", flat=True)
    return [(f"{year}", f"{year} 年") for year in found]


class WordFilter(django_filters.FilterSet):
    """What any list is narrowed by first: 关键词."""

    # The columns in which every word of 关键词 is looked for, and what its field says of them.
    searched: ClassVar[tuple[str, ...]] = ()
    searched_words: ClassVar[str] = ""

    q = django_filters.CharFilter(
        label="关键词", method="by_text", widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """The field says where its words are looked for."""
        super().__init__(*args, **options)
        self.filters["q"].field.widget.attrs["placeholder"] = self.searched_words

    def is_sound(self) -> bool:
        """Whether all that is asked for can be."""
        return bool(self.form.is_valid())

    def by_text(self, rows: QuerySet[Row], name: str, text: str) -> QuerySet[Row]:
        """Every word must occur in one of the columns searched."""
        for word in text.split()[:5]:
            rows = rows.filter(self.places(word))
        return rows

    def places(self, word: str) -> Q:
        """Where one word may occur."""
        return reduce(or_, [Q((f"{column}__icontains", word)) for column in self.searched])

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


class RegisterFilter(WordFilter):
    """What every list of filings is narrowed by: 关键词, 年度, 所属工会."""

    year = django_filters.ChoiceFilter(
        label="年度", field_name="campaign__year", empty_label="全部年度"
    )
    organization = django_filters.ModelChoiceFilter(
        label="所属工会", queryset=Organization.objects.reporting(), empty_label="全部工会"
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        """Only the county chooses between unions; there are no years to choose in the first."""
        super().__init__(*args, **options)
        self.filters["year"].extra["choices"] = self.years = years()
        if len(self.years) < 2:
            del self.filters["year"]
        if not can_read_county_wide(user):
            del self.filters["organization"]

    def is_sound(self) -> bool:
        """In the first year no filter knows of years."""
        year = (self.data or {}).get("year", "")
        return super().is_sound() and year in ("", *(known for known, _label in self.years))


class FilingFilter(RegisterFilter):
    """The list: by 表格, 工会类别, 状态, 是否逾期 and 类型 besides."""

    searched = ("search_text",)
    searched_words = "单位、班组、负责人或编号"

    annex = django_filters.ChoiceFilter(
        label="表格", field_name="form_type__annex", choices=annexes, empty_label="全部表格"
    )
    group = django_filters.ChoiceFilter(
        label="工会类别", choices=Group.choices, empty_label="全部类别", method="by_group"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=State.choices, empty_label="全部状态")
    late = django_filters.ChoiceFilter(
        label="是否逾期", choices=LATE, empty_label="全部", method="by_lateness"
    )
    category = django_filters.ChoiceFilter(label="类型", choices=categories, empty_label="全部类型")

    class Meta:
        model = Filing
        fields = ["q", "annex", "year", "organization", "group", "state", "late", "category"]

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        """The states in the words of all forms; families of unions are the county's to choose."""
        super().__init__(*args, user=user, **options)
        self.filters["state"].extra["choices"] = states()
        if not can_read_county_wide(user):
            del self.filters["group"]

    def by_group(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Filings of one family of unions."""
        return filings.filter(organization__kind__in=KINDS_OF_GROUP[Group(value)])

    def by_lateness(self, filings: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Late or in time, among those that were filed at all."""
        return filings.filter(is_late=value == "yes", first_filed_at__isnull=False)
