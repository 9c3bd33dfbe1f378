"""Founding, changing, retiring and restoring 职工技术志愿服务队; each leaves its 服务队记录."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import match_key, tidy, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from techservice.matching import SHORTEST_WORD, ServingTeam, words_in
from techservice.models import OPEN_STATES, ServiceTeam, TeamAction, Volunteer
from techservice.permissions import can_manage_teams
from techservice.services.team_history import Entry, changes, record, repeated

NAME_LENGTH, PURPOSE_LENGTH, LONGEST_REASON = 50, 500, 400
MOST_WORDS, WORD_LENGTH = 60, 20
NAME, WORDS, PURPOSE = "服务队名称", "工种、专业词", "服务内容"
NOT_CLERK = "服务队由县总工会经济工作部经办人员管理，您的账号没有这项权限。"
NO_NAME = "请填写服务队名称（至少 2 个字）。"
LONG_NAME = f"服务队名称最多 {NAME_LENGTH} 个字，请精简。"
NAME_TAKEN = "已有名为“{name}”的服务队，请换一个名称，或修改原来那一支。"
NO_WORDS = "请填写至少一个工种或专业词，按需求推荐服务队时要用。"
SHORT_WORD = "“{word}”太短，容易误配，请写 {least} 个字以上，例如“电焊”。"
LONG_WORD = "“{word}…”太长，每个词最多 {most} 个字；几个词之间请换行或用逗号隔开。"
TOO_MANY_WORDS = "工种、专业词最多 {most} 个，现有 {count} 个，请精简。"
LONG_PURPOSE = f"服务内容最多 {PURPOSE_LENGTH} 个字，请精简。"
CHANGED_SINCE = "您打开页面后，这支服务队刚被修改，您的修改没有保存。请核对现在的内容后再改。"
NOTHING_CHANGED = "各项都与现在登记的相同，没有修改。"
STILL_AT_WORK = "这支队还有 {count} 单服务在办，请先完成或改派，再停用。"
IS_RETIRED = "这支服务队已经停用。如需继续使用，请先恢复。"
IS_ACTIVE = "这支服务队正在使用，不需要恢复。"
# What changes the team itself, not its people.
OWN_ACTIONS = (
    TeamAction.FOUNDED, TeamAction.RENAMED, TeamAction.CHANGED, TeamAction.RETIRED,
    TeamAction.RESTORED,
)  # fmt: skip


def edition_of(team: ServiceTeam) -> str:
    """Which state of the team a page shows: every change of its own facts gives another."""
    own = team.events.filter(volunteer=None, action__in=OWN_ACTIONS)
    return f"{own.aggregate(newest=Max('pk'))['newest'] or 0}"


def team_faults(
    *, name: str, trade_words: str, purpose: str, team: ServiceTeam | None = None
) -> dict[str, str]:
    """Name of a field → what is wrong with it, for a new team or a changed one."""
    name = tidy_line(name)
    found = {
        "name": _name_fault(name, team),
        "trade_words": _words_fault(words_in(trade_words)),
        "purpose": LONG_PURPOSE if len(tidy(purpose)) > PURPOSE_LENGTH else "",
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def _name_fault(name: str, team: ServiceTeam | None) -> str:
    if len(name) < 2 or not match_key(name):
        return NO_NAME
    if len(name) > NAME_LENGTH:
        return LONG_NAME
    others = ServiceTeam.objects.filter(name_key=match_key(name))
    others = others.exclude(pk=team.pk) if team else others
    return NAME_TAKEN.format(name=name) if others.exists() else ""


def _words_fault(words: tuple[str, ...]) -> str:
    if not words:
        return NO_WORDS
    if len(words) > MOST_WORDS:
        return TOO_MANY_WORDS.format(most=MOST_WORDS, count=len(words))
    for word in words:
        if len(word) < SHORTEST_WORD:
            return SHORT_WORD.format(word=word, least=SHORTEST_WORD)
        if len(word) > WORD_LENGTH:
            return LONG_WORD.format(word=word[:6], most=WORD_LENGTH)
    return ""


@transaction.atomic
def found_team(*, name: str, trade_words: str, purpose: str, act: Act) -> ServiceTeam:
    """建队: a new team behind the others."""
    refuse_if([] if can_manage_teams(act.by) else [NOT_CLERK])
    done = repeated(act, TeamAction.FOUNDED)
    if done is not None:
        return done.team
    refuse_if(team_faults(name=name, trade_words=trade_words, purpose=purpose).values())
    last = ServiceTeam.objects.aggregate(last=Max("sort_order"))["last"] or 0
    team = ServiceTeam(sort_order=last + 1)
    _put(team, name, trade_words, purpose)
    try:
        with transaction.atomic():
            team.save()
            record(team, [(TeamAction.FOUNDED, f"{WORDS}：{shown(team)[WORDS]}")], act=act)
    except IntegrityError:
        # The same press a moment ago, or a colleague with the same name.
        done = repeated(act, TeamAction.FOUNDED)
        if done is None:
            raise Refused([NAME_TAKEN.format(name=team.name)]) from None
        return done.team
    return team


@transaction.atomic
def change_team(
    team: ServiceTeam, *, name: str, trade_words: str, purpose: str, act: Act
) -> ServiceTeam:
    """改名 and 修改; a name that the office has typed is no example any more."""
    team = hold_team(team, act)
    if repeated(act, TeamAction.RENAMED, TeamAction.CHANGED):
        return team
    refuse_if([] if act.seen in ("", edition_of(team)) else [CHANGED_SINCE])
    refuse_if(team_faults(name=name, trade_words=trade_words, purpose=purpose, team=team).values())
    old_name, old = team.name, shown(team)
    _put(team, name, trade_words, purpose)
    entries: list[Entry] = []
    if team.name != old_name:
        team.is_example = False
        entries.append((TeamAction.RENAMED, f"“{old_name}”改为“{team.name}”"))
    new = shown(team)
    told = changes([(label, old[label], new[label]) for label in (WORDS, PURPOSE)])
    entries += [(TeamAction.CHANGED, told)] if told else []
    refuse_if([] if entries else [NOTHING_CHANGED])
    try:
        with transaction.atomic():
            team.save(update_fields=["name", "name_key", "trade_words", "purpose", "is_example"])
    except IntegrityError:
        raise Refused([NAME_TAKEN.format(name=team.name)]) from None
    record(team, entries, act=act)
    return team


def _put(team: ServiceTeam, name: str, trade_words: str, purpose: str) -> None:
    team.name = tidy_line(name)
    team.name_key = match_key(team.name)
    team.trade_words = "\n".join(words_in(trade_words))
    team.purpose = tidy(purpose)


def shown(team: ServiceTeam) -> dict[str, str]:
    """Label → what is entered, in the words of pages and history."""
    return {NAME: team.name, WORDS: "、".join(team.words), PURPOSE: team.purpose}


@transaction.atomic
def retire_team(team: ServiceTeam, *, reason: str, act: Act) -> ServiceTeam:
    """停用: the team is suggested and sent no more; its people and history stay."""
    return _switch(team, TeamAction.RETIRED, is_active=False, reason=reason, act=act)


@transaction.atomic
def restore_team(team: ServiceTeam, *, reason: str, act: Act) -> ServiceTeam:
    """恢复 a team that was retired."""
    return _switch(team, TeamAction.RESTORED, is_active=True, reason=reason, act=act)


def switch_blockers(team: ServiceTeam, *, is_active: bool) -> list[str]:
    """Why the team cannot be restored (``is_active``) or retired now."""
    if team.is_active is is_active:
        return [IS_ACTIVE if is_active else IS_RETIRED]
    at_work = 0 if is_active else team.orders.filter(state__in=OPEN_STATES).count()
    return [STILL_AT_WORK.format(count=at_work)] if at_work else []


def _switch(
    team: ServiceTeam, action: TeamAction, *, is_active: bool, reason: str, act: Act
) -> ServiceTeam:
    team = hold_team(team, act)
    if repeated(act, action):
        return team
    refuse_if(switch_blockers(team, is_active=is_active))
    refuse_if(reason_faults(reason, most=LONGEST_REASON, word="原因"))
    team.is_active = is_active
    team.save(update_fields=["is_active"])
    record(team, [(action, tidy(reason))], act=act)
    return team


def hold_team(team: ServiceTeam, act: Act) -> ServiceTeam:
    """The row as it is now, held until the transaction ends; 经办 only."""
    refuse_if([] if can_manage_teams(act.by) else [NOT_CLERK])
    return ServiceTeam.objects.select_for_update().get(pk=team.pk)


def team_of(user: User) -> ServiceTeam | None:
    """The team ``user`` now serves in."""
    return ServiceTeam.objects.filter(
        volunteers__user=user, volunteers__left_on=None
    ).first()  # fmt: skip


def serving_teams(open_orders: Mapping[int, int]) -> list[ServingTeam]:
    """The teams that can be sent, as matching reads them; ``open_orders``: team's key → how many.

    Two queries.
    """
    skills: dict[int, list[str]] = {}
    present = Volunteer.objects.current().exclude(skills="").order_by("team", "id")
    for team, text in present.values_list("team", "skills"):
        skills.setdefault(team, []).append(text)
    members = Count("volunteers", filter=Q(volunteers__left_on=None))
    in_order = ServiceTeam.objects.active().annotate(people=members).order_by("sort_order", "id")
    return [
        ServingTeam(
            key=team.pk,
            name=team.name,
            trade_words=team.words,
            skills=words_in("\n".join(skills.get(team.pk, []))),
            open_orders=open_orders.get(team.pk, 0),
            members=team.people,
        )
        for team in in_order
    ]
