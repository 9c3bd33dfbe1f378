"""Entrusting a filing to people, and taking it from them again."""

from django.db import transaction

from changxing_union.filing.models import Assignment, Filing
from changxing_union.filing.services.rows import SPENT, is_repeated, lock, record
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_assess, can_file_for, can_review

ASSIGN, RELIEVE, RECUSE = "assign", "relieve", "recuse"
NOT_CLERK = "考核员由县总工会经济工作部经办人员分派，您的账号没有这项权限。"
NOT_ASSIGNED = "这份申报现在没有分派给您，不需要回避。请刷新页面查看最新情况。"
LONGEST_REASON = 200


def assignment_blockers(filing: Filing, user: User) -> list[str]:
    """Why ``user`` may not work on ``filing``: no assessor, of its own union, or stepped back."""
    is_recused = filing.assignments.filter(user=user, is_recused=True).exists()
    return hindrances(filing, user, is_recused=is_recused)


def hindrances(filing: Filing, user: User, *, is_recused: bool) -> list[str]:
    """The same for who has looked up already whether ``user`` stepped back."""
    if not user.is_active or not can_assess(user):
        return [f"{user}不是在任的考核员，请另选一位。"]
    if can_file_for(user, filing.organization):
        return [f"{user}同时是{filing.organization.name}的填报员，应当回避，请另选一位。"]
    if is_recused:
        return [f"{user}已对这份申报声明回避，请另选一位。"]
    return []


@transaction.atomic
def assign(filing: Filing, user: User, *, act: Act) -> Assignment:
    """Entrust ``filing`` to ``user``; who has it already keeps it."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing = lock(filing)
    held = filing.assignments.current().filter(user=user).first()
    if held is not None:
        return held
    refuse_if(assignment_blockers(filing, user))
    assignment = Assignment.objects.create(
        filing=filing, user=user, assigned_by=act.by, assigned_at=act.at
    )
    record(filing, ASSIGN, "分派考核员", act=act, from_state=filing.state, reason=str(user))
    return assignment


@transaction.atomic
def relieve(filing: Filing, user: User, *, act: Act, reason: str) -> bool:
    """Take ``filing`` from ``user``; whether they had it."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing = lock(filing)
    held = filing.assignments.current().filter(user=user).first()
    if held is None:
        return False
    refuse_if([SPENT] if is_repeated(filing, act, RELIEVE) else [])
    _end(held, act=act, reason=_sound(reason), is_recused=False)
    told = f"{user}：{held.end_reason}"
    record(filing, RELIEVE, "撤换考核员", act=act, from_state=filing.state, reason=told)
    return True


@transaction.atomic
def recuse(filing: Filing, *, act: Act, reason: str) -> None:
    """回避: the person at work steps back, for a reason, for good."""
    filing = lock(filing)
    held = filing.assignments.current().filter(user=act.by).first()
    if held is None:
        raise Refused([NOT_ASSIGNED])
    _end(held, act=act, reason=_sound(reason), is_recused=True)
    told = held.end_reason
    record(filing, RECUSE, "声明回避", act=act, from_state=filing.state, reason=told)


def _sound(reason: str) -> str:
    reason = tidy_line(reason)
    refuse_if(reason_faults(reason, most=LONGEST_REASON, word="原因"))
    return reason


def _end(assignment: Assignment, *, act: Act, reason: str, is_recused: bool) -> None:
    assignment.ended_at = act.at
    assignment.end_reason = reason
    assignment.is_recused = is_recused
    assignment.save(update_fields=["ended_at", "end_reason", "is_recused"])
