"""Teams that several unions have listed in annex 2, and the county's decision whose they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from changxing_union.filing.cellforms import ROW_PREFIX
from changxing_union.filing.models import (
    Filing,
    FormType,
    ReturnFlag,
    ReturnNote,
    ReturnState,
    State,
)
from changxing_union.filing.services import hold, lock, return_to_filer
from changxing_union.filing.services.rows import record
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import AuditAction, Membership, Organization, Role
from changxing_union.organizations.permissions import can_review
from changxing_union.organizations.services import record_audit
from pioneer.models import OwnerDecision, SummaryRow
from pioneer.services.cross_facts import standing_rows

NOT_CLERK = "重复班组由县总工会经济工作部经办人员确定归属，您的账号没有这项权限。"
NOT_LISTED = "这个班组现在没有由该工会重复报送，不需要确定归属。请刷新页面查看最新情况。"
DECIDED_ALREADY = "这个班组的归属刚由同事确定为{owner}报送，您的选择没有保存。请刷新页面核对。"
TWIN_PRESS = "这个班组的归属刚由同事确定，您的选择没有保存。请刷新页面核对。"
REASON_TOO_LONG = "依据最多 200 个字，请精简后再确定。"
# What a page says it has seen where nothing was decided yet.
UNDECIDED = "undecided"
LONGEST_REASON, LONGEST_FLAG, LONGEST_NOTE = 200, 200, 500
FLAGGED, FLAGGED_LABEL = "flag", "补充退回标注"


@dataclass(frozen=True)
class Side:
    """One union's line of a team that others list, too, with whom to call about it."""

    row: SummaryRow
    clerks: tuple[str, ...] = ()

    @property
    def filing(self) -> Filing:
        """The sheet the line stands in."""
        return self.row.sheet.filing

    @property
    def union(self) -> Organization:
        """Whose sheet it is."""
        return self.filing.organization

    @property
    def can_be_returned(self) -> bool:
        """Whether the sheet lies with the county."""
        return self.filing.state in (State.FILED, State.APPROVED)

    @property
    def is_with_union(self) -> bool:
        """Whether its union is changing it without having been asked to: 撤回 or 变更."""
        return self.filing.state == State.DRAFT


@dataclass(frozen=True)
class DoubleTeam:
    """A team in the sheets of two or more unions, and what was decided about it."""

    unit_key: str
    team_key: str
    sides: tuple[Side, ...]
    decision: OwnerDecision | None = None

    @property
    def edition(self) -> str:
        """What a page that shows it has seen decided."""
        return self.decision.edition if self.decision else UNDECIDED

    @property
    def is_open(self) -> bool:
        """Whether the county has still to decide: not yet, or the chosen union lists it no more."""
        owner = self.decision.owner_id if self.decision else None
        return owner not in {side.union.pk for side in self.sides}

    @property
    def others(self) -> tuple[Side, ...]:
        """The sides that have to take the line out."""
        owner = self.decision.owner_id if self.decision else None
        return tuple(side for side in self.sides if side.union.pk != owner)

    @property
    def must_be_returned_again(self) -> bool:
        """Whether another union has filed the line once more, in spite of the decision."""
        return not self.is_open and any(side.can_be_returned for side in self.others)


@dataclass
class Decided:
    """What deciding has led to, by the names of the unions concerned."""

    decision: OwnerDecision
    returned: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def double_teams(form_type: FormType, *, with_clerks: bool = False) -> list[DoubleTeam]:
    """Every team that several unions have filed in this campaign; two queries, or three."""
    rows = standing_rows(form_type).exclude(unit_key="").exclude(team_key="")
    elsewhere = standing_rows(form_type).filter(
        unit_key=OuterRef("unit_key"), team_key=OuterRef("team_key")
    )
    doubled = (
        rows.filter(Exists(elsewhere.exclude(sheet=OuterRef("sheet"))))
        .select_related("sheet__filing__organization", "sheet__filing__form_type")
        .order_by(
            "unit_key", "team_key", "sheet__filing__organization__sort_order",
            "sheet__filing__organization__code", "position",
        )
    )  # fmt: skip
    sides: dict[tuple[str, str], list[SummaryRow]] = defaultdict(list)
    for row in doubled:
        sides[row.unit_key, row.team_key].append(row)
    unions = {row.sheet.filing.organization_id for rows in sides.values() for row in rows}
    clerks = clerks_of(unions) if with_clerks else {}
    decisions = {
        (decision.unit_key, decision.team_key): decision
        for decision in OwnerDecision.objects.filter(campaign=form_type.campaign_id).select_related(
            "owner", "decided_by"
        )
    }
    return [
        DoubleTeam(
            *key,
            tuple(Side(row, clerks.get(row.sheet.filing.organization_id, ())) for row in rows),
            decisions.get(key),
        )
        for key, rows in sides.items()
    ]


def clerks_of(organizations: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Union → its current 填报员 with their office phones; one query."""
    held = Membership.objects.current().filter(
        organization__in=organizations, role=Role.FILER, user__is_active=True
    )
    found: dict[int, list[str]] = defaultdict(list)
    for union, name, phone in held.order_by("user__username").values_list(
        "organization", "user__full_name", "user__phone"
    ):
        found[union].append(f"{name} {phone}".strip())
    return {union: tuple(clerks) for union, clerks in found.items()}


def decide_owner(
    form_type: FormType,
    *,
    unit_key: str,
    team_key: str,
    owner: Organization,
    reason: str,
    act: Act,
) -> Decided:
    """确定归属: ``owner`` files the team, and every other union has to take its line out.

    What lies with the county is returned with the line flagged; what is being corrected gets one
    more flag; what its union is changing on its own waits for its 重新上报. ``act.seen`` is the
    ``DoubleTeam.edition`` that the page showed: who decides second is told. The same press sent
    twice decides once.
    """
    names = (unit_key, team_key)
    try:
        return _decide(form_type, names, owner, reason, act)
    except IntegrityError:
        # A colleague (or our own twin request) made the first decision while we were at work.
        decision = _decisions(form_type, names).first()
        if decision is None:
            raise
        if not _is_same_press(decision, act):
            raise Refused([TWIN_PRESS]) from None
        return Decided(decision)


@transaction.atomic
def _decide(
    form_type: FormType, names: tuple[str, str], owner: Organization, reason: str, act: Act
) -> Decided:
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    reason = tidy_line(reason)
    refuse_if([] if len(reason) <= LONGEST_REASON else [REASON_TOO_LONG])
    # Forms before decisions, as a merger of units holds them; what is read is read under the lock.
    held = {row.sheet.filing_id for row in _rows_of(form_type, names)}
    hold(held)
    # Held by itself: joined to the owner, a decision that was just changed would not be found.
    _decisions(form_type, names).select_related(None).select_for_update().first()
    decision = _decisions(form_type, names).first()
    if decision is not None and _is_same_press(decision, act):
        return Decided(decision)
    seen = decision.edition if decision else UNDECIDED
    if act.seen not in ("", seen):
        told = DECIDED_ALREADY.format(owner=decision.owner.name) if decision else NOT_LISTED
        raise Refused([told])
    # What was filed only now is not held; the page, drawn anew, shows it as a side to be decided.
    rows = [row for row in _rows_of(form_type, names) if row.sheet.filing_id in held]
    unions = {row.sheet.filing.organization_id for row in rows}
    refuse_if([] if owner.pk in unions and len(unions) > 1 else [NOT_LISTED])
    before = decision.owner if decision else None
    decision = decision or OwnerDecision(
        campaign=form_type.campaign, unit_key=names[0], team_key=names[1]
    )
    decision.owner, decision.reason, decision.token = owner, reason, act.token
    decision.decided_by, decision.decided_at = act.by, act.at
    decision.save()
    decided = Decided(decision)
    for row in rows:
        _tell(row, decided, act)
    _note_in_audit_log(rows[0], decision, before, act)
    return decided


def _decisions(form_type: FormType, names: tuple[str, str]) -> QuerySet[OwnerDecision]:
    found = OwnerDecision.objects.filter(campaign=form_type.campaign_id)
    return found.filter(unit_key=names[0], team_key=names[1]).select_related("owner")


def _is_same_press(decision: OwnerDecision, act: Act) -> bool:
    same = act.token != "" and decision.token == act.token
    return same and decision.decided_by_id == act.by.pk


def _rows_of(form_type: FormType, names: tuple[str, str]) -> Iterable[SummaryRow]:
    """The lines in question, always in one order, so that two clerks never block each other."""
    rows = standing_rows(form_type).filter(unit_key=names[0], team_key=names[1])
    return rows.select_related("sheet__filing__organization").order_by("sheet", "position")


def _tell(row: SummaryRow, decided: Decided, act: Act) -> None:
    """Let the union of ``row`` know, in whatever way the state of its sheet allows."""
    filing = lock(row.sheet.filing)
    union, decision = filing.organization.name, decided.decision
    note = filing.returns.filter(state=ReturnState.OPEN).first()
    if filing.organization_id == decision.owner_id:
        _take_back_flag(filing, note, row, act)
        return
    if filing.state in (State.FILED, State.APPROVED):
        _return(filing, row, decision, act)
        decided.returned.append(union)
    elif note is not None and row.sheet.rows.working().filter(key=row.key).exists():
        _flag(filing, note, row, _flag_text(decision), act)
        decided.flagged.append(union)
    else:
        decided.waiting.append(union)


def _return(filing: Filing, row: SummaryRow, decision: OwnerDecision, act: Act) -> None:
    sentence = f"“{row}”确定由{decision.owner.name}报送，请删去第 {row.position} 行后重新上报。" + (
        f"依据：{decision.reason}" if decision.reason else ""
    )
    flags = {f"{ROW_PREFIX}{row.key}": (f"第 {row.position} 行", _flag_text(decision))}
    own = _act_on(row, act)
    return_to_filer(filing, act=own, reason=sentence[:LONGEST_NOTE], flags=flags)


def _flag_text(decision: OwnerDecision) -> str:
    reason = f"依据：{decision.reason}" if decision.reason else ""
    owner = decision.owner.name
    return f"该班组确定由{owner}报送，请删去这一行。{reason}"[:LONGEST_FLAG]


def _flag(filing: Filing, note: ReturnNote, row: SummaryRow, text: str, act: Act) -> None:
    """One more line to look at, or the same line for another reason."""
    ReturnFlag.objects.update_or_create(
        note=note,
        field=f"{ROW_PREFIX}{row.key}",
        defaults={"label": f"第 {row.position} 行", "reason": text, "is_done": False},
    )
    own = _act_on(row, act)
    told = f"第 {row.position} 行：{text}"
    record(filing, FLAGGED, FLAGGED_LABEL, act=own, from_state=filing.state, reason=told)


def _take_back_flag(filing: Filing, note: ReturnNote | None, row: SummaryRow, act: Act) -> None:
    """An earlier decision asked the owner to delete the line that it is now to keep."""
    name = f"{ROW_PREFIX}{row.key}"
    if note is not None and note.flags.filter(field=name).exists():
        _flag(filing, note, row, "该班组改为由本工会报送，请保留这一行，核对后勾选“已处理”。", act)


def _act_on(row: SummaryRow, act: Act) -> Act:
    """One press leads to an event for each line, and no two events bear one token."""
    return replace(act, token=f"{act.token[:40]}-{row.pk}" if act.token else "", seen="")


def _note_in_audit_log(
    row: SummaryRow, decision: OwnerDecision, before: Organization | None, act: Act
) -> None:
    change = {"name": "归属确定", "object": f"{row}：由{decision.owner.short_name}报送"}
    if before is not None:
        change["object"] += f"（原由{before.short_name}报送）"
    if decision.reason:
        change["object"] += f"，依据：{decision.reason}"
    record_audit(
        AuditAction.REFERENCE_DATA,
        actor=act.by,
        target=str(row),
        ip=act.ip,
        changes=[{"changed" if before else "added": change}],
    )
