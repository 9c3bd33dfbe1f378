"""Who serves in a team: taking people in, correcting what is known of them, seeing them off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Role, User
from techservice.models import ServiceTeam, TeamAction, Volunteer, VolunteerCategory
from techservice.services.team_history import Entry, changes, record, repeated
from techservice.services.teams import IS_RETIRED, LONGEST_REASON, hold_team

CLOSED = MOBILE, ACCOUNT = "手机", "账号"
NO_NAME = "请填写姓名。"
NO_CATEGORY = "请选择类别。"
NO_JOINING_DAY = "请填写入队日期。"
JOINED_AHEAD = "入队日期不能晚于今天，请核对。"
NO_LEAVING_DAY = "请填写离队日期。"
LEFT_AHEAD = "离队日期不能晚于今天，请核对。"
LEFT_TOO_EARLY = "离队日期不能早于入队日期（{day}），请核对。"
ALREADY_IN = "队里已有姓名和手机都相同的志愿者，请核对，不要重复登记。"
NO_ACCOUNT = "这个账号不是启用的服务队员账号，请重新选择，或请系统管理员先安排任职。"
ACCOUNT_TAKEN = "这个账号已对应另一名在队的志愿者，请核对。"
HAS_LEFT = "{name}已在{day}离队，不能再办理。如又回队，请重新添加。"
CHANGED_SINCE = "您打开页面后，{name}的登记刚被修改，您的修改没有保存。请核对现在的内容后再改。"
NOTHING_CHANGED = "各项都与现在登记的相同，没有修改。"
TAKEN_JUST_NOW = "同事刚登记了同一个人或同一个账号，请刷新页面核对后再办理。"


@dataclass(frozen=True)
class Facts:
    """What is entered about a volunteer, read and tidied by the form."""

    name: str
    category: str
    unit_name: str
    skills: str
    mobile: str
    is_leader: bool
    account: int | None
    joined_on: date | None


def offered_accounts(volunteer: Volunteer | None = None) -> list[User]:
    """Accounts of 服务队员 that stand for nobody yet, and the one that stands for this one."""
    taken = Volunteer.objects.current().exclude(user=None)
    if volunteer is not None:
        taken = taken.exclude(pk=volunteer.pk)
    members = User.objects.filter(
        memberships__role=Role.TEAM_MEMBER, memberships__ended_on=None, is_active=True
    )
    own = Q(pk=volunteer.user_id) if volunteer is not None and volunteer.user_id else Q()
    found = User.objects.filter(Q(pk__in=members.values("pk")) | own)
    return list(found.exclude(pk__in=taken.values("user")))


def facts_faults(
    facts: Facts, team: ServiceTeam, *, today: date, volunteer: Volunteer | None = None
) -> dict[str, str]:
    """Name of a field → what is wrong with it, for a new volunteer or a known one."""
    found = {
        "name": _name_fault(facts, team, volunteer),
        "category": "" if facts.category in VolunteerCategory.values else NO_CATEGORY,
        "account": _account_fault(facts.account, volunteer),
        "joined_on": _joining_fault(facts.joined_on, today),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def _name_fault(facts: Facts, team: ServiceTeam, volunteer: Volunteer | None) -> str:
    if not facts.name:
        return NO_NAME
    same = team.volunteers.current().filter(name=facts.name, mobile=facts.mobile)
    same = same.exclude(pk=volunteer.pk) if volunteer else same
    return ALREADY_IN if facts.mobile and same.exists() else ""


def _account_fault(account: int | None, volunteer: Volunteer | None) -> str:
    if account is None or account in [each.pk for each in offered_accounts(volunteer)]:
        return ""
    is_taken = Volunteer.objects.current().filter(user=account).exists()
    return ACCOUNT_TAKEN if is_taken else NO_ACCOUNT


def _joining_fault(day: date | None, today: date) -> str:
    if day is None:
        return NO_JOINING_DAY
    return JOINED_AHEAD if day > today else ""


@transaction.atomic
def add_volunteer(team: ServiceTeam, facts: Facts, *, act: Act) -> Volunteer:
    """入队; a new 队长 takes over from the old one."""
    team = hold_team(team, act)
    done = repeated(act, TeamAction.JOINED, TeamAction.LED)
    if done is not None and done.volunteer is not None:
        return done.volunteer
    refuse_if([] if team.is_active else [IS_RETIRED])
    refuse_if(facts_faults(facts, team, today=shanghai_day(act.at)).values())
    before = _stand_down(team) if facts.is_leader else None
    volunteer = Volunteer(team=team)
    _put(volunteer, facts)
    with _known_to_nobody():
        volunteer.save()
    category = volunteer.get_category_display()
    told = f"{volunteer.name}（{category}），{show_date(volunteer.joined_on)}入队"
    entries: list[Entry] = [(TeamAction.JOINED, told)]
    entries += [_led(volunteer, before)] if facts.is_leader else []
    record(team, entries, act=act, volunteer=volunteer)
    return volunteer


def edition_of(volunteer: Volunteer) -> str:
    """Which state of the entry a page shows: every change gives another."""
    return f"{volunteer.events.aggregate(newest=Max('pk'))['newest'] or 0}"


@transaction.atomic
def change_volunteer(volunteer: Volunteer, facts: Facts, *, act: Act) -> Volunteer:
    """修改 and 任队长."""
    team, volunteer = _held(volunteer, act)
    if repeated(act, TeamAction.CHANGED, TeamAction.LED):
        return volunteer
    refuse_if(presence_blockers(volunteer))
    stale = CHANGED_SINCE.format(name=volunteer.name)
    refuse_if([] if act.seen in ("", edition_of(volunteer)) else [stale])
    today = shanghai_day(act.at)
    refuse_if(facts_faults(facts, team, today=today, volunteer=volunteer).values())
    was_leader, old = volunteer.is_leader, shown(volunteer)
    _put(volunteer, facts)
    told = _difference(old, shown(volunteer))
    if was_leader and not facts.is_leader:
        told = "；".join(filter(None, [told, "不再担任队长"]))
    begins_to_lead = facts.is_leader and not was_leader
    refuse_if([] if told or begins_to_lead else [NOTHING_CHANGED])
    before = _stand_down(team) if begins_to_lead else None
    with _known_to_nobody():
        volunteer.save()
    entries: list[Entry] = [(TeamAction.CHANGED, f"{volunteer.name}：{told}")] if told else []
    entries += [_led(volunteer, before)] if begins_to_lead else []
    record(team, entries, act=act, volunteer=volunteer)
    return volunteer


@transaction.atomic
def leave_team(volunteer: Volunteer, *, left_on: date | None, reason: str, act: Act) -> Volunteer:
    """离队: the entry ends and stays; the account may then stand for somebody else."""
    team, volunteer = _held(volunteer, act)
    if repeated(act, TeamAction.LEFT):
        return volunteer
    refuse_if(presence_blockers(volunteer))
    fault = leaving_fault(volunteer, left_on, today=shanghai_day(act.at))
    reasons = reason_faults(reason, most=LONGEST_REASON, word="原因")
    refuse_if([*filter(None, [fault]), *reasons])
    led = "（队长）" if volunteer.is_leader else ""
    volunteer.left_on, volunteer.is_leader = left_on, False
    volunteer.save(update_fields=["left_on", "is_leader"])
    told = f"{volunteer.name}{led}，{show_date(left_on)}离队。原因：{tidy(reason)}"
    record(team, [(TeamAction.LEFT, told)], act=act, volunteer=volunteer)
    return volunteer


def leaving_fault(volunteer: Volunteer, left_on: date | None, *, today: date) -> str:
    """What is wrong with the day on which somebody is said to have left; blank: nothing."""
    if left_on is None:
        return NO_LEAVING_DAY
    if left_on > today:
        return LEFT_AHEAD
    is_early = left_on < volunteer.joined_on
    return LEFT_TOO_EARLY.format(day=show_date(volunteer.joined_on)) if is_early else ""


def presence_blockers(volunteer: Volunteer) -> list[str]:
    """Why nothing can be changed about ``volunteer`` any more."""
    if volunteer.left_on is None:
        return []
    return [HAS_LEFT.format(name=volunteer.name, day=show_date(volunteer.left_on))]


def _held(volunteer: Volunteer, act: Act) -> tuple[ServiceTeam, Volunteer]:
    """The team's row is held, so that two leaders cannot be made at once."""
    team = hold_team(volunteer.team, act)
    return team, Volunteer.objects.get(pk=volunteer.pk)


def _put(volunteer: Volunteer, facts: Facts) -> None:
    if facts.joined_on is None:
        raise Refused([NO_JOINING_DAY])
    volunteer.name, volunteer.category = facts.name, facts.category
    volunteer.unit_name, volunteer.skills = facts.unit_name, facts.skills
    volunteer.mobile, volunteer.is_leader = facts.mobile, facts.is_leader
    volunteer.user = User.objects.get(pk=facts.account) if facts.account else None
    volunteer.joined_on = facts.joined_on


def _stand_down(team: ServiceTeam) -> Volunteer | None:
    """The leader so far, who leads no more; the database allows one at a time."""
    leader = team.volunteers.current().filter(is_leader=True).first()
    if leader is not None:
        leader.is_leader = False
        leader.save(update_fields=["is_leader"])
    return leader


def _led(volunteer: Volunteer, before: Volunteer | None) -> Entry:
    return TeamAction.LED, volunteer.name + (f"，接替{before.name}" if before else "")


def shown(volunteer: Volunteer) -> dict[str, str]:
    """Label → what is entered, in the words of pages and history."""
    return {
        "姓名": volunteer.name,
        "类别": volunteer.get_category_display(),
        "所在单位": volunteer.unit_name,
        "技术特长": volunteer.skills,
        MOBILE: volunteer.mobile,
        ACCOUNT: volunteer.user.username if volunteer.user else "",
        "入队日期": show_date(volunteer.joined_on),
    }


def _difference(old: dict[str, str], new: dict[str, str]) -> str:
    """What has changed; of what readers of the team may not know, only that it has."""
    open_to_readers = [(label, old[label], new[label]) for label in old if label not in CLOSED]
    told = [changes(open_to_readers)]
    told += [f"{label}已修改" for label in CLOSED if old[label] != new[label]]
    return "；".join(filter(None, told))


@contextmanager
def _known_to_nobody() -> Iterator[None]:
    """Refuses where a colleague has entered the person or the account since it was looked up."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused([TAKEN_JUST_NOW]) from None
