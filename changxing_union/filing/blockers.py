"""Why a step cannot be taken now, in the user's words; pages print it, services refuse with it."""

from datetime import date

from changxing_union.filing.annexes import Finding, Level, annex_of
from changxing_union.filing.cellforms import OpinionForm, Part, RowForm
from changxing_union.filing.models import (
    Filing,
    Opinion,
    ReturnFlag,
    ReturnState,
    Seal,
    SigningStage,
    Slot,
    State,
)
from changxing_union.filing.permissions import is_actor
from changxing_union.filing.transitions import ACCEPT, FILE, VOID, Transition
from changxing_union.kernel.dates import show_date
from changxing_union.kernel.reasons import reason_faults
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_review

# A table of thousands of lines could fill the page; the form itself marks every one.
MOST_TOLD = 50
LONGEST_REASON, REASON_ADVICE = 500, "以便对方知道如何处理"
CHANGED_SINCE = "您打开页面后，这份申报的内容又有改动，这一步没有执行。请刷新页面核对后再办理。"


def step_blockers(
    filing: Filing, step: Transition, *, act: Act, reason: str | None = None
) -> list[str]:
    """Every reason against ``step``; empty means go ahead. Rights and state come first, alone.

    ``reason`` is ``None`` for the page that offers the step: there it is yet to be typed.
    """
    if not is_actor(act.by, filing, step):
        return [f"“{step.label}”由{step.actor.value}办理，您的账号没有这项权限。"]
    if filing.state not in step.sources:
        return [
            f"该申报现在的状态是“{filing.state_label}”，不能{step.label}。请刷新页面查看最新情况。"
        ]
    blockers = []
    if step.needs_reason and reason is not None:
        word = f"{step.label}的原因"
        blockers += reason_faults(reason, most=LONGEST_REASON, word=word, advice=REASON_ADVICE)
    if step.judges_text and act.seen not in ("", filing.edition):
        return [CHANGED_SINCE]
    if step.until_received and filing.events.filter(action=ACCEPT.action).exists():
        blockers.append(
            f"县总工会接收过这张表，再次上报后不能{step.label}。如还要修改，请联系县总工会退回，"
            "或在接收后再次变更。"
        )
    is_new = step.action == FILE.action and filing.first_filed_at is None
    if is_new and not filing.form_type.campaign.is_open:
        blockers.append(
            "本年度申报活动已经结束，不能再上报。如有特殊情况，请联系县总工会经济工作部。"
        )
    if step.makes_version:
        blockers += [point.told for point in open_points(filing) if point.blocks][:MOST_TOLD]
    if step.target == State.APPROVED:
        blockers += approval_blockers(filing)
    if step.action == VOID.action and filing.first_filed_at is None:
        blockers.append("该草稿从未上报，不需要作废；由填报单位自行删除即可。")
    return [*blockers, *annex_of(filing).hindrances(filing, step)]


def approval_blockers(filing: Filing) -> list[str]:
    """All boxes signed, no return open (domain §4; peers: a case must not advance meanwhile)."""
    blockers = [
        f"“{opinion.label}”尚未签署完整（意见、签名、日期），请等签署人签署后再审定。"
        for opinion in filing.opinions.all()
        if opinion.stage == SigningStage.DECISION and not opinion.is_complete
    ]
    if filing.returns.filter(state=ReturnState.OPEN).exists():
        blockers.append("还有未答复的退回意见，须等填报单位重新上报。")
    return blockers


def open_points(filing: Filing) -> list[Finding]:
    """Everything the filer must or should look at before 上报, each tied to its cell."""
    annex = annex_of(filing)
    return [
        *unreadable_findings(filing),
        *annex.findings(filing, frozenset(filing.unparsed)),
        *opinion_points(filing),
        *flag_findings(filing),
    ]


def opinion_points(filing: Filing) -> list[Finding]:
    """What is open or odd in the signature boxes."""
    return opinion_findings(
        list(filing.opinions.all()),
        has_scan=has_sealed_scan(filing),
        scan_required=filing.form_type.scan_required,
        opened_on=filing.form_type.campaign.opened_on,
    )


def opinion_warnings(filing: Filing) -> list[Finding]:
    """What looks wrong in the boxes, for the signatory who has just signed."""
    return [finding for finding in opinion_points(filing) if not finding.blocks]


def unreadable_findings(filing: Filing) -> list[Finding]:
    """The sentence for every cell whose text could not be read."""
    boxes = [Part(OpinionForm(opinion=opinion), opinion) for opinion in filing.opinions.all()]
    findings = []
    for part in [*annex_of(filing).own_parts(filing), *boxes]:
        for name in part.form.fields:
            cell = part.form.add_prefix(name)
            if cell in filing.unparsed:
                complaint = part.form.read(name, filing.unparsed[cell])[1]
                where = part.form.where if isinstance(part.form, RowForm) else ""
                findings.append(Finding(cell, complaint or "请重新填写此格。", where=where))
    return findings


def has_sealed_scan(filing: Filing) -> bool:
    """Whether at least one 盖章扫描件 is attached."""
    return filing.attachments.kept().filter(slot=Slot.SEALED_SCAN).exists()


def opinion_findings(
    opinions: list[Opinion],
    *,
    has_scan: bool,
    scan_required: bool,
    opened_on: date | None = None,
) -> list[Finding]:
    """Boxes to complete before 上报, the scan that proves them, and dates that look wrong (N46)."""
    scan_missing = scan_required and not has_scan
    findings: list[Finding] = []
    previous: Opinion | None = None
    for opinion in opinions:
        if opinion.stage == SigningStage.FILING and not opinion.is_complete:
            also = "，并上传盖章扫描件" if scan_missing and not findings else ""
            sentence = f"请补充{opinion.label}、签名和日期{also}。"
            findings.append(Finding(f"{opinion.code}-text", sentence, Level.MISSING))
        elif opinion.stage == SigningStage.FILING and has_scan and opinion.seal == Seal.NONE:
            sentence = f"已上传盖章扫描件，但“{opinion.label}”选的是“未盖章”，请核对。"
            findings.append(Finding(f"{opinion.code}-seal", sentence, Level.WARNING))
        if opinion.signed_on and opened_on and opinion.signed_on < opened_on:
            issued = show_date(opened_on)
            sentence = f"“{opinion.label}”的日期早于通知印发日期（{issued}），请核对。"
            findings.append(Finding(f"{opinion.code}-date", sentence, Level.WARNING))
        earlier = previous.signed_on if previous else None
        if previous and opinion.signed_on and earlier and opinion.signed_on < earlier:
            sentence = f"“{opinion.label}”的日期早于“{previous.label}”，请核对先后。"
            findings.append(Finding(f"{opinion.code}-date", sentence, Level.WARNING))
        previous = opinion if opinion.signed_on else previous
    if scan_missing and not any(finding.blocks for finding in findings):
        findings.append(Finding("attachment", "请上传盖章扫描件。", Level.MISSING))
    return findings


def flag_findings(filing: Filing) -> list[Finding]:
    """Flagged cells of the open return that the filer has not ticked off yet."""
    flags = ReturnFlag.objects.filter(
        note__filing=filing, note__state=ReturnState.OPEN, is_done=False
    )
    return [
        Finding(
            flag.field,
            f"退回意见要求修改“{flag.label}”，请修改或核对后勾选“已处理”。",
            Level.MISSING,
        )
        for flag in flags
    ]


def paper_blockers(by: User) -> list[str]:
    """What keeps ``by`` from noting the arrival of a paper copy."""
    return [] if can_review(by) else ["纸质件由县总工会经济工作部登记。"]


def delete_blockers(filing: Filing, *, act: Act) -> list[str]:
    """Only a draft that was never filed can be deleted (domain §4 rule 1)."""
    if not is_actor(act.by, filing, FILE):
        return ["只有填报单位的填报员可以删除草稿。"]
    if filing.first_filed_at or not filing.is_editable:
        return [
            "该申报曾经上报，按规定须留存，不能删除。如不再申报，请联系县总工会经济工作部作废。"
        ]
    if act.seen not in ("", filing.edition):
        return ["您打开页面后，这份草稿又有改动，没有删除。请刷新页面核对后再删除。"]
    return []
