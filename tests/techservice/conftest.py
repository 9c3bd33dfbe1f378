"""Teams that many tests look at."""

from datetime import timedelta

import pytest

from techservice.services import teams, volunteers
from tests.factories.pioneer import act_by
from tests.factories.teams import make_team, make_volunteer

PHONE = "13900000061"
REASON = "示例：该队并入其他服务队。"


@pytest.fixture
def team(cast, clerk):
    """Welders, among them ``fuwudui``."""
    team = make_team(clerk, "焊接示例队")
    make_volunteer(clerk, team, user=cast["fuwudui"], is_leader=True)
    return team


@pytest.fixture
def two(cast):
    """Welders with a leader who has an account, and a retired team of electricians."""
    clerk = cast["jingjibu"]
    welders = make_team(clerk, purpose="焊接指导\n上门服务")
    make_volunteer(
        clerk, welders, user=cast["fuwudui"], is_leader=True, mobile=PHONE, skills="氩弧焊"
    )  # fmt: skip
    make_volunteer(clerk, welders, "测试乙", category="doctor", skills="", unit_name="")
    electricians = make_team(clerk, "电工服务队", "电工\n变压器")
    gone = make_volunteer(clerk, electricians, "测试丙", skills="继电保护")
    left_on = gone.joined_on + timedelta(days=9)
    volunteers.leave_team(gone, left_on=left_on, reason=REASON, act=act_by(clerk))
    return welders, teams.retire_team(electricians, reason=REASON, act=act_by(clerk))
