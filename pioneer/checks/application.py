"""The cross-checks of annex 1 (domain §2.1, §2.7): facts in, sentences out, no database.

An error or a missing cell keeps the form from being filed; a warning only asks for a second look.
Every check is silent while a cell it needs is empty.
"""

from collections.abc import Iterator
from datetime import date

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.common_checks import (
    age_findings,
    missing_cells,
    tenure_findings,
)
from changxing_union.kernel.text import match_key
from pioneer.models import PioneerApplication

# The cells without which the form cannot be filed, with the words that ask for them.
REQUIRED = {
    "unit_name": "请填写单位名称。",
    "team_name": "请填写班组名称。",
    "member_total": "请填写人数。",
    "post_leader_name": "请填写岗长姓名。",
    "team_founded": "请填写班组何时组建，例如 2012 年 5 月。",
    "male_count": "请填写男职工人数，没有的填 0。",
    "female_count": "请填写女职工人数，没有的填 0。",
    "party_count": "请填写党员人数，没有的填 0。",
    "league_count": "请填写团员人数，没有的填 0。",
    "avg_age": "请填写平均年龄。",
    "edu_college": "请填写大专（及以上）人数，没有的填 0。",
    "edu_high": "请填写高中人数（含中专、技校），没有的填 0。",
    "edu_junior": "请填写初中人数，没有的填 0。",
    "leader_name": "请填写班组负责人姓名。",
    "leader_gender": "请选择班组负责人性别。",
    "leader_birth": "请填写班组负责人出生年月，例如 1985 年 3 月。",
    "leader_education": "请填写班组负责人文化程度。",
    "leader_politics": "请填写班组负责人政治面貌。",
    "leader_since": "请填写班组负责人何年何月任职，例如 2015 年 7 月。",
    "leader_mobile": "请填写班组负责人手机号码。",
    "address": "请填写单位地址。",
}


def application_findings(
    application: PioneerApplication, *, today: date, unreadable: frozenset[str] = frozenset()
) -> list[Finding]:
    """Every sentence about the cells of ``application`` as of ``today``, in the form's order.

    ``unreadable`` names cells whose text could not be read: they are not empty, so they are not
    reported as missing.
    """
    findings = [
        *missing_cells(application, REQUIRED, unreadable),
        *_head_counts(application),
        *_education(application),
        *_leader(application, today),
        *_founding(application),
    ]
    order = list(REQUIRED)
    rank = {name: position for position, name in enumerate(order)}
    return sorted(findings, key=lambda finding: rank.get(finding.name, len(order)))


def _head_counts(application: PioneerApplication) -> Iterator[Finding]:
    total = application.member_total
    if total is None:
        return
    if total == 0:
        yield Finding("member_total", "人数至少为 1 人，请核对。")
    male, female = application.male_count, application.female_count
    if male is not None and female is not None and male + female != total:
        sentence = f"男、女合计 {male + female} 人，与总人数 {total} 人不符。"
        yield Finding("male_count", sentence)
    party, league = application.party_count, application.league_count
    if party is not None and party > total:
        yield Finding("party_count", f"党员 {party} 人，超过总人数 {total} 人。")
    if league is not None and league > total:
        yield Finding("league_count", f"团员 {league} 人，超过总人数 {total} 人。")
    if party is not None and league is not None and max(party, league) <= total < party + league:
        sentence = (
            f"党员、团员合计 {party + league} 人，超过总人数 {total} 人，"
            "请核对是否有人兼为党员和团员。"
        )
        yield Finding("league_count", sentence, Level.WARNING)


def _education(application: PioneerApplication) -> Iterator[Finding]:
    """No box below 初中 exists: the three may fall short of the total, never exceed it (O-10)."""
    total = application.member_total
    parts = (application.edu_college, application.edu_high, application.edu_junior)
    known = [part for part in parts if part is not None]
    if total is None or len(known) < len(parts):
        return
    schooled = sum(known)
    if schooled > total:
        sentence = f"大专、高中、初中合计 {schooled} 人，超过总人数 {total} 人。"
        yield Finding("edu_college", sentence)
    elif schooled < total:
        sentence = (
            f"大专、高中、初中合计 {schooled} 人，其余 {total - schooled} 人为小学及以下？"
            "（中专、技校计入高中）"
        )
        yield Finding("edu_college", sentence, Level.WARNING)


def _leader(application: PioneerApplication, today: date) -> Iterator[Finding]:
    post_leader, leader = application.post_leader_name, application.leader_name
    if post_leader and leader and match_key(post_leader) != match_key(leader):
        sentence = f"岗长姓名“{post_leader}”与班组负责人姓名“{leader}”不一致，请核对是否为同一人。"
        yield Finding("post_leader_name", sentence, Level.WARNING)
    birth, since = application.leader_birth, application.leader_since
    yield from age_findings("leader_birth", birth, today)
    yield from tenure_findings("leader_since", birth, since)
    if since and application.team_founded and since < application.team_founded:
        yield Finding("leader_since", "任职时间早于班组组建时间，请核对。", Level.WARNING)


def _founding(application: PioneerApplication) -> Iterator[Finding]:
    unit, team = application.unit_founded, application.team_founded
    if unit and team and team < unit:
        yield Finding("team_founded", "班组组建时间早于单位组建时间，请核对。", Level.WARNING)
