"""Two spellings that are one unit, and two names alike that are two: the county's word on it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from changxing_union.filing.models import Filing
from changxing_union.filing.services import hold
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import AuditAction, Enterprise, EnterpriseMerger
from changxing_union.organizations.permissions import can_review
from changxing_union.organizations.services import MERGED_ALREADY, merge_enterprises, record_audit
from pioneer.models import NotTheSame, OwnerDecision, SummaryRow, SummarySheet
from pioneer.services.summary import rename_filed

NOT_CLERK = "单位合并由县总工会经济工作部经办人员办理，您的账号没有这项权限。"
REASON_TOO_LONG = "依据最多 200 个字，请精简后再合并。"
ONE_UNIT = "请选择两个不同的单位。"
LONGEST_REASON = 200


@dataclass(frozen=True)
class Merged:
    """What a merger has changed in annex 2; ``is_new`` is false for a press sent twice."""

    merger: EnterpriseMerger
    lines: int = 0
    is_new: bool = True


@transaction.atomic
def merge_units(kept: Enterprise, absorbed: Enterprise, *, act: Act, reason: str = "") -> Merged:
    """单位合并: from now on ``absorbed`` is another spelling of ``kept``, in every form.

    The lines keep the name as typed; compared and counted they are ``kept``'s. The same press sent
    twice merges once.
    """
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    reason = tidy_line(reason)
    refuse_if([] if len(reason) <= LONGEST_REASON else [REASON_TOO_LONG])
    earlier = EnterpriseMerger.objects.filter(absorbed=absorbed, kept=kept, merged_by=act.by)
    if (merger := earlier.first()) is not None:
        return Merged(merger, is_new=False)
    _hold_filings(absorbed)
    merger = merge_enterprises(kept, absorbed, reason=reason, act=act)
    Filing.objects.filter(enterprise=absorbed).update(enterprise=kept)
    rows = SummaryRow.objects.filter(unit_key=absorbed.name_key)
    sheets = list(rows.filed().order_by("sheet").values_list("sheet", flat=True).distinct())
    lines = rows.filed().count()
    rows.update(unit_key=kept.name_key)
    _move_decisions(kept, absorbed)
    _recount(sheets)
    return Merged(merger, lines)


def _hold_filings(absorbed: Enterprise) -> None:
    """Forms before enterprises, as 上报 holds them."""
    named = Q(enterprise=absorbed) | Q(summary_sheet__rows__unit_key=absorbed.name_key)
    hold(set(Filing.objects.filter(named).values_list("pk", flat=True)))


def _move_decisions(kept: Enterprise, absorbed: Enterprise) -> None:
    """What was decided on the one spelling holds for the other, unless that was decided itself."""
    decided = OwnerDecision.objects.filter(unit_key=kept.name_key)
    taken = set(decided.values_list("campaign", "team_key"))
    moved = [
        decision.pk
        for decision in OwnerDecision.objects.filter(unit_key=absorbed.name_key)
        if (decision.campaign_id, decision.team_key) not in taken
    ]
    OwnerDecision.objects.filter(pk__in=moved).update(unit_key=kept.name_key)


def _recount(sheets: list[int]) -> None:
    """Lists name a sheet's number of enterprises, as filed."""
    for sheet in SummarySheet.objects.select_related("filing__organization").filter(pk__in=sheets):
        rename_filed(sheet)


@transaction.atomic
def tell_apart(one: Enterprise, other: Enterprise, *, act: Act) -> NotTheSame:
    """不同单位: the pair is not suggested again; saying it twice says it once."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    refuse_if([] if one.pk != other.pk else [ONE_UNIT])
    refuse_if([MERGED_ALREADY] if one.merged_into_id or other.merged_into_id else [])
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    noted, is_new = NotTheSame.objects.get_or_create(
        one=first, other=second, defaults={"noted_by": act.by, "noted_at": act.at}
    )
    if is_new:
        record_audit(
            AuditAction.REFERENCE_DATA,
            actor=act.by,
            target=first.name,
            ip=act.ip,
            changes=[{"added": {"name": "不同单位", "object": f"{first.name} 与 {second.name}"}}],
        )
    return noted
