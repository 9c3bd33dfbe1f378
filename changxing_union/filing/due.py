"""The deadline that counts for one union, from the rows of the campaign."""

from collections.abc import Mapping
from datetime import date

from changxing_union.filing.deadlines import DueDay, due_day
from changxing_union.filing.models import Campaign, FormType, Holiday, Reading, Tier
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.models import Organization

NO_DEADLINE = "“{form_type}”还没有设置截止日期，请联系系统管理员设置。"
JUDGING_TIER, ROLLS_FORWARD = "O-04", "O-05"


def holidays() -> dict[date, bool]:
    """Day → does one work, for the days that differ from an ordinary week."""
    return dict(Holiday.objects.values_list("day", "works"))


def reading_value(campaign: Campaign, code: str) -> str:
    """How the county reads an unclear passage; empty when it has not said."""
    values = Reading.objects.filter(campaign=campaign, code=code).values_list("value", flat=True)
    return values.first() or ""


def rolls_forward(campaign: Campaign) -> bool:
    """Whether a deadline on a rest day moves to the next working day (reading O-05)."""
    return reading_value(campaign, ROLLS_FORWARD) != "stay"


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
    campaign = form_type.campaign
    tier = Tier.GRASSROOTS if reading_value(campaign, JUDGING_TIER) == "grassroots" else Tier.UNION
    found = due_days(campaign, organization=organization, tier=tier)
    if form_type.annex not in found:
        # Annex 2 has no grassroots deadline; its union deadline then decides.
        found = due_days(campaign, organization=organization)
    refuse_if([] if form_type.annex in found else [NO_DEADLINE.format(form_type=form_type)])
    return found[form_type.annex]
