"""What changes the registers and the audit log."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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
    EnterpriseMerger,
    Organization,
    Team,
    User,
)
from changxing_union.organizations.names import pinyin_key

MERGED_ALREADY = "其中一个单位已经并入其他单位，请刷新页面后再办理。"
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
def register_enterprise(
    *,
    name: str,
    organization: Organization,
    act: Act,
    address: str = "",
    postcode: str = "",
    founded: date | None = None,
) -> Enterprise:
    """The enterprise called ``name`` in the register of ``organization``; registered if new.

    Two spellings that differ only in blanks, width or brackets are one enterprise. An enterprise
    that reports to another union is refused without saying to which. What else is told of it
    becomes what the next form starts from.
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
    enterprise.founded = founded or enterprise.founded
    enterprise.address = address or enterprise.address
    enterprise.postcode = postcode or enterprise.postcode
    enterprise.save(update_fields=["founded", "address", "postcode"])
    return enterprise


def find_enterprise(*, name: str, organization: Organization) -> Enterprise | None:
    """The registered enterprise called ``name``, if any; refused if it reports elsewhere."""
    found = Enterprise.objects.filter(name_key=_named(name)[1]).select_related("merged_into")
    enterprise = found.first()
    if enterprise is not None:
        enterprise = enterprise.merged_into or enterprise
        elsewhere = enterprise.affiliations.filter(until=None).exclude(organization=organization)
        refuse_if([TAKEN_ELSEWHERE] if elsewhere.exists() else [])
    return enterprise


def reporting_unit(name: str, *, organization_id: int) -> Enterprise | None:
    """The registered unit called ``name`` that reports to this union, under any spelling."""
    known = Enterprise.objects.filter(name_key__in=spellings(match_key(name)))
    return known.reporting_to(frozenset({organization_id})).first()


def reports_elsewhere(name: str, *, organization_id: int) -> bool:
    """Whether the unit called ``name`` now reports to another union."""
    current = Affiliation.objects.filter(
        enterprise__name_key__in=spellings(match_key(name)), until=None
    )
    return current.exclude(organization=organization_id).exists()


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
            found, _ = Enterprise.objects.get_or_create(
                name_key=key, defaults={"name": name, "name_pinyin": pinyin_key(name)}
            )
    except IntegrityError:
        found = Enterprise.objects.get(name_key=key)
    return found.merged_into or found


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


@dataclass(frozen=True)
class ListedTeam:
    """One team of a list with hundreds of lines: ``unit_key`` is its unit's compared name."""

    unit_key: str
    name: str
    leader_name: str
    leader_mobile: str


@transaction.atomic
def register_listed(
    units: Mapping[str, str], teams: Iterable[ListedTeam], *, organization: Organization, act: Act
) -> None:
    """Register what a union has listed: ``units`` maps compared names to names as typed.

    Unlike ``register_enterprise`` it refuses nothing: a unit that reports to another union is left
    as it is, with its teams, for the county to decide whose it is. Everything is done in bulk, and
    in one order, so that unions that list the same units at once wait for each other only one way.
    """
    known = set(Enterprise.objects.filter(name_key__in=units).values_list("name_key", flat=True))
    Enterprise.objects.bulk_create(
        (
            Enterprise(name=name, name_key=key, name_pinyin=pinyin_key(name))
            for key, name in sorted(units.items())
            if key not in known
        ),
        ignore_conflicts=True,
    )
    rows = Enterprise.objects.filter(name_key__in=units).select_related("merged_into")
    by_key = {row.name_key: row.merged_into or row for row in rows}
    standing = Affiliation.objects.filter(enterprise__in=by_key.values(), until=None)
    held = set(standing.values_list("enterprise", flat=True))
    free = sorted({row.pk for row in by_key.values()} - held)
    since = shanghai_day(act.at)
    Affiliation.objects.bulk_create(
        (Affiliation(enterprise_id=pk, organization=organization, since=since) for pk in free),
        ignore_conflicts=True,
    )
    # Asked again: another union may have taken one of the free units while we were at work.
    own = set(standing.filter(organization=organization).values_list("enterprise", flat=True))
    _register_listed_teams({key: row for key, row in by_key.items() if row.pk in own}, teams)


def _register_listed_teams(units: Mapping[str, Enterprise], teams: Iterable[ListedTeam]) -> None:
    """Teams not known yet are added; of known ones only the leader is brought up to date."""
    known = {
        (team.enterprise_id, team.name_key): team
        for team in Team.objects.filter(enterprise__in=units.values())
    }
    new: dict[tuple[int, str], Team] = {}
    changed: dict[int, Team] = {}
    for listed in teams:
        unit = units.get(listed.unit_key)
        key = match_key(listed.name)
        if unit is None or not key:
            continue
        team = known.get((unit.pk, key))
        if team is None:
            team = new.setdefault(
                (unit.pk, key), Team(enterprise=unit, name=listed.name, name_key=key)
            )
        leader = listed.leader_name, listed.leader_mobile or team.leader_mobile
        if leader == (team.leader_name, team.leader_mobile):
            continue
        team.leader_name, team.leader_mobile = leader
        if team.pk:
            changed[team.pk] = team
    Team.objects.bulk_create((new[key] for key in sorted(new)), ignore_conflicts=True)
    Team.objects.bulk_update(changed.values(), ["leader_name", "leader_mobile"], batch_size=500)


def canonical_keys(keys: Collection[str]) -> dict[str, str]:
    """Compared name → that of the unit it was merged into, for those of ``keys`` that were."""
    merged = Enterprise.objects.filter(name_key__in=keys, merged_into__isnull=False)
    return dict(merged.values_list("name_key", "merged_into__name_key"))


def spellings(key: str) -> set[str]:
    """The compared names of the unit that ``key`` names: its own and those merged into it."""
    units = Enterprise.objects.filter(name_key=key).values_list(
        "name_key", "merged_into__name_key", "other_spellings__name_key",
        "merged_into__other_spellings__name_key",
    )  # fmt: skip
    return {key} | {name for names in units for name in names if name}


def merge_blockers(kept: Enterprise, absorbed: Enterprise) -> list[str]:
    """Why ``absorbed`` cannot become another spelling of ``kept``."""
    if kept.pk == absorbed.pk:
        return ["请选择两个不同的单位再合并。"]
    if kept.merged_into_id or absorbed.merged_into_id:
        return [MERGED_ALREADY]
    return []


@transaction.atomic
def merge_enterprises(
    kept: Enterprise, absorbed: Enterprise, *, reason: str, act: Act
) -> EnterpriseMerger:
    """单位合并: from now on both names mean ``kept``, with its union; its teams come along.

    A team that ``kept`` knows already under the same name stays behind with its old unit.
    """
    pks = sorted((kept.pk, absorbed.pk))
    held = {row.pk: row for row in Enterprise.objects.select_for_update().filter(pk__in=pks)}
    kept, absorbed = held[kept.pk], held[absorbed.pk]
    refuse_if(merge_blockers(kept, absorbed))
    today = shanghai_day(act.at)
    if not kept.affiliations.filter(until=None).exists():
        absorbed.affiliations.filter(until=None).update(enterprise=kept)
    ended = absorbed.affiliations.filter(until=None)
    ended.update(until=today, reason=f"并入{kept.name}"[:200])
    known = kept.teams.values_list("name_key", flat=True)
    absorbed.teams.exclude(name_key__in=list(known)).update(enterprise=kept)
    Enterprise.objects.filter(merged_into=absorbed).update(merged_into=kept)
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    record_audit(
        AuditAction.MERGED,
        actor=act.by,
        target=absorbed.name,
        ip=act.ip,
        kept=kept.name,
        reason=reason,
    )
    return EnterpriseMerger.objects.create(
        kept=kept, absorbed=absorbed, reason=reason, merged_by=act.by, merged_at=act.at
    )
