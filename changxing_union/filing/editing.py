"""Typing into a filing: cells saved one by one, drafts with errors in them, two people at once.

A page carries the texts it was drawn with (``base``). What differs from them was typed here; what
the database holds differently from them was typed by somebody else. Only where both did, and not
the same, is there a conflict, and then both values are shown and nothing is overwritten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cellforms import CellForm, OpinionForm, Part
from changxing_union.filing.models import (
    Filing,
    Opinion,
    ReturnFlag,
    ReturnState,
    SigningBody,
    SigningStage,
)
from changxing_union.filing.permissions import can_edit
from changxing_union.filing.services import lock, note_change
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act

# An accidental paste of a whole document is cut here; the cell then says how long it may be.
MAX_TYPED = 5_000
NOT_EDITABLE = "该申报已经上报或处理完毕，现在不能修改。如需更正，请撤回或请县总工会退回。"


@dataclass(frozen=True)
class Conflict:
    """A cell that two people changed to different texts: what both began from, and both texts."""

    base: str
    mine: str
    theirs: str
    sentence: str


@dataclass(frozen=True)
class Saved:
    """What became of one submission of the page."""

    filing: Filing
    conflicts: Mapping[str, Conflict]
    changed: frozenset[str]


def typed_parts(filing: Filing) -> list[Part]:
    """Everything the filer types: the annex and the boxes signed on paper, recorded here (代录)."""
    boxes = [
        Part(OpinionForm(opinion=opinion), opinion)
        for opinion in filing.opinions.all()
        if opinion.stage == SigningStage.FILING
    ]
    return [*annex_of(filing).own_parts(filing), *boxes]


def stored_texts(filing: Filing, parts: list[Part]) -> dict[str, str]:
    """HTML name → what each cell now shows."""
    return {
        name: text
        for part in parts
        for name, text in part.form.texts(part.row, filing.unparsed).items()
    }


def read_base(text: str) -> dict[str, str] | None:
    """The texts a page was drawn with; ``None`` when the page does not say."""
    try:
        base = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(base, dict):
        return None
    # JSON may hold half a surrogate pair, which no answer could be encoded with.
    return {
        str(name): str(value).encode("utf-8", "replace").decode() for name, value in base.items()
    }


@transaction.atomic
def save_typed(
    filing: Filing,
    typed: Mapping[str, str],
    *,
    base: Mapping[str, str] | None,
    done_flags: frozenset[str] = frozenset(),
    shown_flags: frozenset[str] = frozenset(),
    act: Act,
) -> Saved:
    """Store every cell of ``typed`` that was changed here and by nobody else meanwhile.

    ``typed`` maps HTML names to texts; cells that are absent stay as they are. A text that cannot
    be read is kept as typed and its stored value emptied. ``shown_flags`` are the return flags
    drawn as done, ``done_flags`` those ticked when the page was sent.
    """
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    parts = typed_parts(filing)
    stored = stored_texts(filing, parts)
    known = stored if base is None else base
    conflicts: dict[str, Conflict] = {}
    changed: set[str] = set()
    unparsed = dict(filing.unparsed)
    for part in parts:
        touched = []
        for name in part.form.fields:
            cell = part.form.add_prefix(name)
            text = _newlines(typed.get(cell, stored[cell]))[:MAX_TYPED]
            before = known.get(cell, stored[cell])
            if any(_same(part.form, name, text, other) for other in (before, stored[cell])):
                continue
            if not _same(part.form, name, stored[cell], before):
                conflicts[cell] = _conflict(filing, before, mine=text, theirs=stored[cell], act=act)
                continue
            value, complaint = part.form.read(name, text)
            unparsed.pop(cell, None)
            if complaint:
                unparsed[cell] = text
            attribute = part.form.attribute(name)
            setattr(part.row, attribute, value)
            touched.append(attribute)
            changed.add(cell)
        if touched:
            part.row.save(update_fields=[*touched, *_record_proxy(part.row, act)])
    _tick(filing, done=done_flags, shown=shown_flags, changed=changed)
    if changed:
        note_change(filing, {"unparsed": unparsed}, act=act)
        annex_of(filing).keep_in_step(filing)
    return Saved(filing, conflicts, frozenset(changed))


def _newlines(text: str) -> str:
    """Browsers send CR LF for what was drawn with LF; no database stores a NUL."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _same(form: CellForm, name: str, one: str, other: str) -> bool:
    """Whether two texts mean the same: 2012.6 and 2012年6月 are no change and no conflict."""
    if _newlines(one) == _newlines(other):
        return True
    value, complaint = form.read(name, one)
    other_value, other_complaint = form.read(name, other)
    return not complaint and not other_complaint and value == other_value


def _conflict(filing: Filing, base: str, *, mine: str, theirs: str, act: Act) -> Conflict:
    """Both values in a sentence. The filing knows only who saved last: that may be the reader."""
    at = filing.updated_at.astimezone(SHANGHAI)
    by_another = filing.updated_by_id != act.by.pk
    changed = f"{filing.updated_by} {at:%H:%M} 已把此格改为" if by_another else "此格已在别处改为"
    sentence = (
        f"{changed}“{theirs or '（空）'}”，您填的是"
        f"“{mine or '（空）'}”，尚未保存。请核对后再保存，以再次保存的为准。"
    )
    return Conflict(base=base, mine=mine, theirs=theirs, sentence=sentence)


def _record_proxy(row: Model, act: Act) -> list[str]:
    """Boxes signed on paper and typed by the union: who typed and when, and whose pen it was."""
    if not isinstance(row, Opinion):
        return []
    row.recorded_by = act.by
    row.recorded_at = act.at
    row.by_proxy = row.body != SigningBody.REPORTING_UNION
    return ["recorded_by", "recorded_at", "by_proxy"]


def _tick(
    filing: Filing, *, done: frozenset[str], shown: frozenset[str], changed: set[str]
) -> None:
    """A flag is done when ticked on the page, or when its cell was just changed."""
    flags = ReturnFlag.objects.filter(note__filing=filing, note__state=ReturnState.OPEN)
    for flag in flags:
        key = str(flag.pk)
        is_done = flag.field in changed or key in done or (flag.is_done and key not in shown)
        if is_done != flag.is_done:
            flag.is_done = is_done
            flag.save(update_fields=["is_done"])
