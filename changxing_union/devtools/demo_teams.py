"""Demo volunteers in the example teams, taken in as the office would; visibly fictional."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from changxing_union.devtools.reference_data import fixture
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from techservice.models import ServiceTeam, TeamEvent
from techservice.services.volunteers import Facts, add_volunteer


def seed_volunteers() -> None:
    """Everybody of ``demo_volunteers.json`` whose team still bears its example name."""
    for number, row in enumerate(fixture("demo_volunteers.json"), start=1):
        token = f"demo-volunteer-{number}"
        team = ServiceTeam.objects.filter(name=row["team"], is_active=True).first()
        if team is not None and not TeamEvent.objects.filter(token=token).exists():
            _add(team, row, mobile=f"139000000{60 + number}", token=token)


def _add(team: ServiceTeam, row: dict[str, Any], *, mobile: str, token: str) -> None:
    now = timezone.now()
    account = User.objects.filter(username=row["account"]).first()
    facts = Facts(
        name=row["name"],
        category=row["category"],
        unit_name=row["unit_name"],
        skills=row["skills"],
        mobile=mobile,
        is_leader=row["is_leader"],
        account=account.pk if account else None,
        joined_on=shanghai_day(now - timedelta(days=row["days_ago"])),
    )
    clerk = User.objects.get(username="jingjibu")
    add_volunteer(team, facts, act=Act(by=clerk, at=now, ip="127.0.0.1", token=token))
