"""Service teams and their people, made through the services."""

from datetime import date
from typing import Any

from changxing_union.organizations.models import User
from techservice.models import ServiceTeam, Volunteer
from techservice.services.teams import found_team
from techservice.services.volunteers import Facts, add_volunteer
from tests.factories.pioneer import act_by

JOINED_ON = date(2018, 4, 1)


def make_team(
    clerk: User, name: str = "焊接服务队", words: str = "电焊\n焊工", purpose: str = ""
) -> ServiceTeam:
    """A team without anybody in it."""
    return found_team(name=name, trade_words=words, purpose=purpose, act=act_by(clerk))


def facts_of(name: str, **facts: Any) -> Facts:
    """What is entered about somebody; a 技术能手 unless said otherwise."""
    usual: dict[str, Any] = {
        "category": "skilled", "unit_name": "长兴测试钢构有限公司", "skills": "电焊",
        "mobile": "", "is_leader": False, "account": None, "joined_on": JOINED_ON,
    }  # fmt: skip
    return Facts(name=name, **{**usual, **facts})


def make_volunteer(
    clerk: User, team: ServiceTeam, name: str = "测试甲", user: User | None = None, **facts: Any
) -> Volunteer:
    """Somebody who serves in ``team`` since April 2018."""
    account = user.pk if user else None
    return add_volunteer(team, facts_of(name, account=account, **facts), act=act_by(clerk))
