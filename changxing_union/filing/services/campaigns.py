"""A new year: what the last notice set is set again, to be corrected where the new one differs."""

from datetime import date

from django.db import transaction
from django.db.models import Model

from changxing_union.filing.models import Campaign, FormType


@transaction.atomic
def begin_campaign(campaign: Campaign) -> None:
    """Give ``campaign`` the forms, boxes, copies, deadlines and readings of the year before it.

    Deadlines keep their day and month; titles that name the old year name the new one.
    """
    before = Campaign.objects.filter(year__lt=campaign.year).order_by("-year").first()
    if before is None or campaign.form_types.exists():
        return
    for form_type in before.form_types.all():
        _copy_form_type(form_type, campaign, before.year)
    for reading in before.readings.all():
        _copy(reading, campaign=campaign)


def _copy_form_type(form_type: FormType, campaign: Campaign, year: int) -> None:
    boxes, copies = list(form_type.box_rules.all()), list(form_type.copy_rules.all())
    deadlines = list(form_type.deadlines.all())
    old, new = f"{year}年", f"{campaign.year}年"
    _copy(
        form_type,
        campaign=campaign,
        list_title=form_type.list_title.replace(old, new),
        heading_title=form_type.heading_title.replace(old, new),
        footer=form_type.footer.replace(old, new),
    )
    for row in (*boxes, *copies):
        _copy(row, form_type=form_type)
    for deadline in deadlines:
        due_on = _same_day(deadline.due_on, deadline.due_on.year + campaign.year - year)
        _copy(deadline, form_type=form_type, due_on=due_on)


def _same_day(day: date, year: int) -> date:
    """29 February becomes the 28th."""
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def _copy(row: Model, **changed: object) -> None:
    """Turn ``row`` into a new row like it, but for ``changed``."""
    row.pk = None
    row._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)
