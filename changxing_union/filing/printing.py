"""The official paper of a filing: what is printed, how it is marked, what is kept (design §7)."""

import json
import logging
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from django.urls import reverse

from changxing_union.filing.annexes import Annex, PrintOrder, annex_of
from changxing_union.filing.cells import code_of, shown_cells
from changxing_union.filing.models import Filing, FormType, State
from changxing_union.kernel.dates import parse_date
from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.pdf import Printed
from changxing_union.printing.store import kept_prints

logger = logging.getLogger(__name__)

# Part of every key: raise it when a print template changes, and papers are made anew.
TEMPLATE_EDITION = "3"
STATUS_NOTES = {
    State.DRAFT: "草稿（未上报）",
    State.RETURNED: "退回修改中（未重新上报）",
    State.VOID: "作废",
}


def copies_of(form_type: FormType, number: int | None = None) -> list[tuple[int, str]]:
    """Number and holder of each copy, or of the one asked for (empty when there is no such)."""
    rules = form_type.copy_rules.all()
    return [(rule.number, rule.holder) for rule in rules if number in (None, rule.number)]


def print_order(
    filing: Filing, *, copies: Sequence[tuple[int, str]], origin: str, to_filer: bool
) -> PrintOrder:
    """What a reader of ``filing`` gets on paper: the filer the present text, others the filed one.

    ``origin`` (https://host) is where the QR code leads.
    """
    shown = shown_cells(filing, to_filer=to_filer)
    cells = {cell.name: cell.value for cell in shown}
    opinions = [
        OpinionBox(
            label=opinion.label,
            text=cells.get(f"{opinion.code}-text", ""),
            signer=cells.get(f"{opinion.code}-signer", ""),
            signed_on=parse_date(cells.get(f"{opinion.code}-date", "")),
        )
        for opinion in filing.opinions.all()
    ]
    is_filed_text = not filing.is_editable or not to_filer
    note = "" if is_filed_text and filing.is_editable else status_note(filing)
    return PrintOrder(
        form_type=filing.form_type,
        cells=cells,
        opinions=opinions,
        copies=copies,
        reference=filing.reference,
        version=filing.version,
        url=origin + reverse("case", args=[filing.reference]),
        check_code="" if note else code_of(filing, filing.version, shown),
        status_note=note,
        organization=filing.organization.name,
        totals=annex_of(filing).totals(filing, to_filer=to_filer),
        added={} if filing.may_hold_unfiled_text else annex_of(filing).added_cells(filing),
    )


def status_note(filing: Filing) -> str:
    """What the paper says of a state in which it is not to be stamped; empty in all others."""
    if filing.state == State.DECLINED:
        return filing.state_label
    return STATUS_NOTES.get(State(filing.state), "")


def blank_order(form_type: FormType) -> PrintOrder:
    """The empty form, with its boxes, for those who begin on paper; copies are not numbered."""
    opinions = [OpinionBox(label=rule.label) for rule in form_type.box_rules.all()]
    return PrintOrder(form_type=form_type, cells={}, opinions=opinions, copies=[])


def kept_blank(annex: Annex, form_type: FormType) -> Path:
    """The blank form's PDF, made once for everyone who asks."""
    order = blank_order(form_type)
    boxes = "|".join(box.label for box in order.opinions)
    key = f"{TEMPLATE_EDITION}|blank|{form_type.heading_title}|{form_type.footer}|{boxes}"
    return kept_prints().get_or_make(key, lambda: annex.pdf(order).pdf)


def kept_pdf(filing: Filing, order: PrintOrder) -> Path:
    """The PDF of ``order``, made once: filed text never changes, nor does its paper."""
    key = "|".join(
        [TEMPLATE_EDITION, order.reference, str(order.version), order.check_code, order.url,
         order.status_note, order.organization, _fingerprint(order), repr(order.copies),
         order.form_type.heading_title, order.form_type.footer]
    )  # fmt: skip
    return kept_prints().get_or_make(key, lambda: made_pdf(filing, order).pdf)


def _fingerprint(order: PrintOrder) -> str:
    """Everything printed, the county's part included: that changes without a new version."""
    printed = [dict(order.cells), dict(order.totals), dict(order.added)]
    text = json.dumps(printed, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def made_pdf(filing: Filing, order: PrintOrder) -> Printed:
    """The PDF of ``order``, made now; characters that no font can draw are put on record."""
    printed = annex_of(filing).pdf(order)
    if printed.missing_glyphs:
        logger.warning("%s: no glyph for %s", order.reference, "".join(printed.missing_glyphs))
    return printed
