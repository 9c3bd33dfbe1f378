"""What changes the registers and the audit log."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import match_key, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import (
    Affiliation,
    AuditAction,
    AuditEvent,
    Enterprise,
    Organization,
    Team,
    User,
)
from changxing_union.organizations.names import pinyin_key

UNIT_NAME_TOO_SHORT = "请填写单位全称（至少 2 个字）。"
TAKEN_ELSEWHERE = (
    "该单位已由其他工会登记报送。如单位已迁入本辖区，请与县总工会经济工作部联系办理归属调整。"
)


def record_audit(
    action: AuditAction,
    *,
    actor: User | None,
    target: str = "",
    ip: str = "",
    username: str = "",
    **detail: Any,
) -> AuditEvent:
    """Add one row to the audit log, at once and for good."""
    return AuditEvent.objects.create(
        at=timezone.now(),
        actor=actor,
        username=(username or (actor.username if actor else ""))[:150],
        action=action,
        target=target[:200],
        detail=detail,
        ip=ip[:45],
    )


@transaction.atomic
def register_enterprise(*, name: str, organization: Organization, act: Act) -> Enterprise:
    """The enterprise called ``name`` in the register of ``organization``; registered if new.

    Two spellings that differ only in blanks, width or brackets are one enterprise. An enterprise
    that reports to another union is refused without saying to which.
    """
    typed, key = _named(name)
    enterprise = _enterprise_with_key(key, typed)
    # Two clerks may register it for two unions at once: the second waits, and is then refused.
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    current = enterprise.affiliations.filter(until=None).first()
    if current is None:
        current = enterprise.affiliations.create(
            organization=organization, since=shanghai_day(act.at)
        )
    refuse_if([] if current.organization_id == organization.pk else [TAKEN_ELSEWHERE])
    return enterprise


def find_enterprise(*, name: str, organization: Organization) -> Enterprise | None:
    """The registered enterprise called ``name``, if any; refused if it reports elsewhere."""
    enterprise = Enterprise.objects.filter(name_key=_named(name)[1]).first()
    if enterprise is not None:
        elsewhere = enterprise.affiliations.filter(until=None).exclude(organization=organization)
        refuse_if([TAKEN_ELSEWHERE] if elsewhere.exists() else [])
    return enterprise


def _named(name: str) -> tuple[str, str]:
    """A unit's name as typed and as compared; refused when it is none."""
    typed = tidy_line(name)
    key = match_key(typed)
    refuse_if([] if len(typed) >= 2 and key else [UNIT_NAME_TOO_SHORT])
    refuse_if([] if len(typed) <= 100 else ["单位名称最多 100 个字，请核对。"])
    return typed, key


def _enterprise_with_key(key: str, name: str) -> Enterprise:
    """Two clerks typing the same new name at once get the same row."""
    try:
        with transaction.atomic():
            return Enterprise.objects.get_or_create(
                name_key=key, defaults={"name": name, "name_pinyin": pinyin_key(name)}
            )[0]
    except IntegrityError:
        return Enterprise.objects.get(name_key=key)


def move_blockers(enterprise: Enterprise, *, to: Organization, on: date) -> list[str]:
    """Why ``enterprise`` cannot begin to report to ``to`` on that day."""
    current = enterprise.affiliations.filter(until=None).first()
    if current is None:
        return []
    if current.organization_id == to.pk:
        return [f"该单位现在就隶属{to.name}，无需调整。"]
    if on < current.since:
        return ["调整日期不能早于现隶属关系的开始日期。"]
    # Every reader asks who the unit reports to now, not on which day.
    is_ahead = on > shanghai_day(timezone.now())
    return ["调整保存后立即生效，日期不能晚于今天；请到那一天再来调整。"] if is_ahead else []


@transaction.atomic
def move_enterprise(
    enterprise: Enterprise, *, to: Organization, on: date, reason: str = ""
) -> Affiliation:
    """调整归属: from ``on`` the enterprise reports to ``to``; the earlier row stays as history."""
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    refuse_if(move_blockers(enterprise, to=to, on=on))
    enterprise.affiliations.filter(until=None).update(until=on)
    return enterprise.affiliations.create(organization=to, since=on, reason=reason)


def register_team(
    enterprise: Enterprise,
    *,
    name: str,
    track: str,
    founded: date | None,
    leader_name: str,
    leader_mobile: str,
) -> Team:
    """Keep the team register at what was last filed, so that the next annex starts from it."""
    team, _ = Team.objects.update_or_create(
        enterprise=enterprise,
        name_key=match_key(name),
        defaults={
            "name": name,
            "track": track,
            "founded": founded,
            "leader_name": leader_name,
            "leader_mobile": leader_mobile,
        },
    )
    return team
