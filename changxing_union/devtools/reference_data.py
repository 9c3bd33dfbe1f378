"""Reference data from ``fixtures/``: unions, and a campaign as its notice states it."""

import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from changxing_union.filing.models import (
    BoxRule,
    Campaign,
    CopyRule,
    Deadline,
    FormType,
    Holiday,
    Reading,
)
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Organization
from pioneer.models import Rubric, RubricItem, VetoItem
from techservice.models import ServiceTeam, TeamAction, TeamEvent

SEEDED_TEAM = "按通知“现有12支县职工技术志愿服务队”载入；名称和工种为示例，由县总工会修改。"


def fixture(name: str) -> Any:
    """The parsed content of ``fixtures/<name>``."""
    return json.loads((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8"))


@transaction.atomic
def seed_organizations() -> int:
    """Every union of ``organizations.json`` that is not there yet; edits of the office stay."""
    known = set(Organization.objects.values_list("code", flat=True))
    Organization.objects.bulk_create(
        Organization(**row) for row in fixture("organizations.json") if row["code"] not in known
    )
    return Organization.objects.count()


@transaction.atomic
def seed_service_teams() -> int:
    """The 12 服务队 of 2018 under example names, for the notice gives none (O-20).

    Teams the office has renamed are not the list of the fixture with some rows missing.
    """
    if not ServiceTeam.objects.exists():
        rows = fixture("service_teams.json")
        teams = ServiceTeam.objects.bulk_create(
            ServiceTeam(
                name=row["name"],
                name_key=match_key(row["name"]),
                trade_words="\n".join(row["words"]),
                purpose=row["purpose"],
                is_example=True,
                sort_order=place,
            )
            for place, row in enumerate(rows, start=1)
        )
        TeamEvent.objects.bulk_create(
            TeamEvent(team=team, action=TeamAction.FOUNDED, reason=SEEDED_TEAM, at=timezone.now())
            for team in teams
        )
    return ServiceTeam.objects.count()


@transaction.atomic
def seed_campaign(year: int) -> Campaign:
    """The campaign of ``year`` with its forms, readings and holidays; edits of the office stay."""
    rows = fixture(f"campaign_{year}.json")
    form_types, readings, holidays = (
        rows.pop(name) for name in ("form_types", "readings", "holidays")
    )
    path = settings.BASE_DIR / "fixtures" / f"notice_{year}.txt"
    rows["notice_text"] = path.read_text(encoding="utf-8")
    campaign, _ = Campaign.objects.get_or_create(year=rows.pop("year"), defaults=rows)
    _seed_form_types(campaign, form_types)
    _seed_readings(campaign, readings)
    _seed_holidays(holidays)
    _seed_rubric(campaign)
    return campaign


def _seed_readings(campaign: Campaign, rows: list[dict[str, Any]]) -> None:
    """A passage that was only explained so far gets its choices; what was chosen stays."""
    known = {reading.code: reading for reading in Reading.objects.filter(campaign=campaign)}
    Reading.objects.bulk_create(
        Reading(campaign=campaign, **row) for row in rows if row["code"] not in known
    )
    for row in rows:
        reading = known.get(row["code"])
        if reading and row["choices"] and not reading.choices:
            reading.choices, reading.value = row["choices"], row["value"]
            reading.save(update_fields=["choices", "value"])


def _seed_holidays(rows: list[dict[str, Any]]) -> None:
    known = {day.isoformat() for day in Holiday.objects.values_list("day", flat=True)}
    Holiday.objects.bulk_create(Holiday(**row) for row in rows if row["day"] not in known)


def _seed_rubric(campaign: Campaign) -> None:
    """The first edition of annex 3's 评分细则, as the notice prints it."""
    rows = fixture(f"rubric_{campaign.year}.json")
    items = rows.pop("items")
    vetoes = rows.pop("veto")
    # A list the office has reworded is not the list of the fixture with some rows missing.
    if not VetoItem.objects.exists():
        VetoItem.objects.bulk_create(
            VetoItem(text=text, position=position) for position, text in enumerate(vetoes, start=1)
        )
    rubric, created = Rubric.objects.get_or_create(
        campaign=campaign, version=1, defaults={**rows, "set_at": timezone.now()}
    )
    if created:
        RubricItem.objects.bulk_create(
            RubricItem(rubric=rubric, position=position, **item)
            for position, item in enumerate(items, start=1)
        )


def _seed_form_types(campaign: Campaign, rows: list[dict[str, Any]]) -> None:
    """Forms that are not there yet, with their boxes, copies and deadlines."""
    known = set(campaign.form_types.values_list("annex", flat=True))
    new = [row for row in rows if row["annex"] not in known]
    rules = [{name: row.pop(name) for name in ("boxes", "copies", "deadlines")} for row in new]
    made = FormType.objects.bulk_create(FormType(campaign=campaign, **row) for row in new)
    pairs = list(zip(made, rules, strict=True))
    BoxRule.objects.bulk_create(
        BoxRule(form_type=form_type, **box) for form_type, each in pairs for box in each["boxes"]
    )
    CopyRule.objects.bulk_create(
        CopyRule(form_type=form_type, number=number, holder=holder)
        for form_type, each in pairs
        for number, holder in enumerate(each["copies"], start=1)
    )
    Deadline.objects.bulk_create(
        Deadline(form_type=form_type, tier=tier, due_on=day)
        for form_type, each in pairs
        for tier, day in each["deadlines"].items()
    )
