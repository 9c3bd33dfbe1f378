"""Changing how the 100-point sheet is read: a new edition, for a reason; none is ever edited."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from changxing_union.filing.models import Campaign
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import AuditAction
from changxing_union.organizations.permissions import can_administer
from changxing_union.organizations.services import record_audit
from pioneer.models import ItemRule, Rubric, RubricItem

NOT_ADMINISTRATOR = "评分细则由系统管理员按县总工会的决定修改，您的账号没有这项权限。"
CHANGED_SINCE = "您打开页面后，评分细则刚被修改，您的修改没有保存。请刷新页面核对后再改。"
NOTHING_CHANGED = "各项都与现行细则相同，没有修改。"
LONGEST_REASON = 300
REASON, REASON_ADVICE = "修改依据", "例如会议纪要或答复的日期"


@dataclass(frozen=True)
class Reading:
    """What may be read one way or another; the wording and the points are the notice's."""

    rate_policy: str
    rate_combination: str
    zero_rule: bool
    required_kinds: frozenset[str]
    score_step: Decimal
    pass_line: Decimal


def reading_of(rubric: Rubric) -> Reading:
    """How ``rubric`` reads the notice."""
    return Reading(
        rate_policy=rubric.rate_policy,
        rate_combination=rubric.rate_combination,
        zero_rule=rubric.zero_rule,
        required_kinds=frozenset(
            named.code
            for line in rubric.lines
            if line.rule == ItemRule.KINDS
            for named, is_required in line.named_facts
            if is_required
        ),
        score_step=rubric.score_step,
        pass_line=rubric.pass_line,
    )


@transaction.atomic
def change_reading(
    campaign: Campaign, rubric: Rubric, reading: Reading, *, reason: str, act: Act
) -> Rubric:
    """A new edition for ``campaign`` that reads the notice as ``reading``.

    ``rubric`` is the edition the page showed. Open assessments go by the new edition from now on;
    closed ones name the edition they were judged by. Refused when the edition is no longer in
    force, when nothing differs, and without a reason.
    """
    refuse_if([] if can_administer(act.by) else [NOT_ADMINISTRATOR])
    reason = tidy_line(reason)
    refuse_if(reason_faults(reason, most=LONGEST_REASON, word=REASON, advice=REASON_ADVICE))
    in_force = Rubric.objects.in_force(campaign)
    refuse_if([] if in_force == rubric else [CHANGED_SINCE])
    refuse_if([NOTHING_CHANGED] if reading == reading_of(rubric) else [])
    try:
        with transaction.atomic():
            edition = Rubric.objects.create(
                campaign=campaign,
                version=rubric.version + 1 if rubric.campaign_id == campaign.pk else 1,
                pass_line=reading.pass_line,
                score_step=reading.score_step,
                rate_policy=reading.rate_policy,
                rate_combination=reading.rate_combination,
                zero_rule=reading.zero_rule,
                reason=reason,
                set_by=act.by,
                set_at=act.at,
            )
    except IntegrityError:
        raise Refused([CHANGED_SINCE]) from None
    RubricItem.objects.bulk_create(
        _copy(line, edition, reading.required_kinds) for line in rubric.lines
    )
    record_audit(
        AuditAction.REFERENCE_DATA,
        actor=act.by,
        target=str(edition),
        ip=act.ip,
        changes=[{"added": {"name": "评分细则", "object": reason}}],
    )
    return edition


def _copy(line: RubricItem, edition: Rubric, required: Collection[str]) -> RubricItem:
    facts = line.facts
    if line.rule == ItemRule.KINDS:
        facts = [{**fact, "required": fact["code"] in required} for fact in facts]
    return RubricItem(
        rubric=edition,
        position=line.position,
        code=line.code,
        category=line.category,
        content=line.content,
        points=line.points,
        rule=line.rule,
        each=line.each,
        rate_step=line.rate_step,
        facts=facts,
    )
