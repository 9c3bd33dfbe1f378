"""The deadline that counts for one union, from the rows of the campaign."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from changxing_union.filing.deadlines import DueDay, due_day
from changxing_union.filing.models import (
    Campaign,
    Deadline,
    Extension,
    Filing,
    FormType,
    Holiday,
    Reading,
    ReturnNote,
    ReturnState,
    Tier,
)
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.models import Organization

NO_DEADLINE = "“{form_type}”还没有设置截止日期，请联系系统管理员设置。"
JUDGING_TIER, ROLLS_FORWARD = "O-04", "O-05"
GRASSROOTS, STAYS = "grassroots", "stay"


def holidays() -> dict[date, bool]:
    """Day → does one work, for the days that differ from an ordinary week."""
    return dict(Holiday.objects.values_list("day", "works"))


def reading_value(campaign: Campaign, code: str) -> str:
    """How the county reads an unclear passage; empty when it has not said."""
    values = Reading.objects.filter(campaign=campaign, code=code).values_list("value", flat=True)
    return values.first() or ""


def rolls_forward(campaign: Campaign) -> bool:
    """Whether a deadline on a rest day moves to the next working day (reading O-05)."""
    return reading_value(campaign, ROLLS_FORWARD) != STAYS


def due_days(
    campaign: Campaign, *, organization: Organization | None = None, tier: Tier = Tier.UNION
) -> dict[int, DueDay]:
    """Annex → its deadline for ``organization`` (or for anyone, without extensions); 4 queries."""
    rest_days: Mapping[date, bool] = holidays()
    rolls = rolls_forward(campaign)
    extended: dict[int, date] = {}
    if organization is not None:
        extended = dict(
            organization.extensions.filter(form_type__campaign=campaign).values_list(
                "form_type__annex", "until"
            )
        )
    rows = FormType.objects.filter(campaign=campaign, deadlines__tier=tier)
    return {
        annex: due_day(issued, rolls=rolls, holidays=rest_days, extended_until=extended.get(annex))
        for annex, issued in rows.values_list("annex", "deadlines__due_on")
    }


def due_day_for(form_type: FormType, organization: Organization) -> DueDay:
    """The deadline that decides whether ``organization`` files this form late (reading O-04)."""
    found = due_days_of([(form_type, organization.pk)])
    refuse_if([] if found else [NO_DEADLINE.format(form_type=form_type)])
    return found[form_type.pk, organization.pk]


def due_days_of(owed: Iterable[tuple[FormType, int]]) -> dict[tuple[int, int], DueDay]:
    """(form, union) → the deadline that counts, where the form has one; 4 queries for any number.

    ``owed``: each form with the key of the union that files it.
    """
    forms = {(form_type.pk, union): form_type for form_type, union in owed}
    form_types = set(forms.values())
    rest_days, readings = holidays(), _readings({each.campaign_id for each in form_types})
    deadlines = Deadline.objects.filter(form_type__in=form_types)
    issued = {(row.form_type_id, row.tier): row.due_on for row in deadlines}
    extensions = Extension.objects.filter(
        form_type__in=form_types, organization__in={union for _form_type, union in forms}
    )
    extended = {(row.form_type_id, row.organization_id): row.until for row in extensions}
    found = {}
    for pair, form_type in forms.items():
        due_on = issued.get((form_type.pk, Tier.UNION))
        # Annex 2 has no grassroots deadline; its union deadline then decides.
        if readings.get((form_type.campaign_id, JUDGING_TIER)) == GRASSROOTS:
            due_on = issued.get((form_type.pk, Tier.GRASSROOTS), due_on)
        if due_on is not None:
            found[pair] = due_day(
                due_on,
                rolls=readings.get((form_type.campaign_id, ROLLS_FORWARD)) != STAYS,
                holidays=rest_days,
                extended_until=extended.get(pair),
            )
    return found


def _readings(campaigns: Collection[int]) -> dict[tuple[int, str], str]:
    """(campaign, passage) → how the county reads it, of the two that deadlines depend on."""
    codes = [JUDGING_TIER, ROLLS_FORWARD]
    rows = Reading.objects.filter(campaign__in=campaigns, code__in=codes)
    return {(row.campaign_id, row.code): row.value for row in rows}


def filing_days(filings: Collection[Filing]) -> dict[int, date]:
    """Key → the day by which each is to be filed, or filed again; constant queries.

    A returned one has the day of its open return; of the others, those whose form has a deadline.
    """
    notes = ReturnNote.objects.filter(filing__in=filings, state=ReturnState.OPEN)
    again = dict(notes.values_list("filing", "due_on"))
    due = due_days_of(
        (each.form_type, each.organization_id) for each in filings if each.pk not in again
    )
    first = {pair: day.effective for pair, day in due.items()}
    days = {
        each.pk: again.get(each.pk) or first.get((each.form_type_id, each.organization_id))
        for each in filings
    }
    return {pk: day for pk, day in days.items() if day is not None}
