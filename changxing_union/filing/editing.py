"""Typing into a filing: cells saved one by one, drafts with errors in them, two people at once.

A page carries the texts it was drawn with (``base``). What differs from them was typed here; what
the database holds differently from them was typed by somebody else. Only where both did, and not
the same, is there a conflict, and then both values are shown and nothing is overwritten.

Lines of a table need nothing more: a line taken out is one whose cells were all emptied, and a new
line is one whose cells were typed under a key that the table does not hold.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cellforms import (
    MAX_TYPED,
    ROW_PREFIX,
    CellForm,
    OpinionForm,
    Part,
    RowForm,
    row_key,
)
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

ELSEWHERE = "此格已在别处改为"
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
    """What became of one submission of the page; ``before`` is the edition it was saved into.

    ``unseen`` maps cells to what the page shows of them, where a colleague's text is stored by now.
    """

    filing: Filing
    before: str
    conflicts: Mapping[str, Conflict]
    changed: frozenset[str]
    unseen: Mapping[str, str]


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
    annex, before = annex_of(filing), filing.edition
    parts = [*typed_parts(filing), *annex.new_parts(filing, typed)]
    stored = stored_texts(filing, parts)
    merge = Merge(
        stored, stored if base is None else base, dict(filing.unparsed), _elsewhere(filing, act)
    )
    for part in parts:
        if part.key and not any(name in typed for name in part.names):
            continue  # one of hundreds of lines that this request says nothing about
        touched = merge.part(part, typed)
        if touched and part.row.pk is None:
            part.row.save(force_insert=True)
        elif touched:
            part.row.save(update_fields=[*touched, *_record_proxy(part.row, act)])
    changed = merge.changed
    _tick(filing, done=done_flags, shown=shown_flags, changed=changed)
    filing.unparsed = merge.unparsed
    is_moved = annex.arrange(filing, typed)
    if changed or is_moved:
        note_change(filing, {"unparsed": merge.unparsed}, act=act)
        annex.keep_in_step(filing)
    return Saved(filing, before, merge.conflicts, frozenset(changed), merge.unseen)


def unsaved_texts(
    filing: Filing, typed: Mapping[str, str], base: Mapping[str, str] | None
) -> list[tuple[str, str]]:
    """Label → text of what was typed on a page that can no longer be saved, for its reader to copy.

    A cell that holds what the page showed or what is stored is no loss; a new line is told whole.
    """
    parts = typed_parts(filing)
    stored = stored_texts(filing, parts)
    found = unsaved_cells(parts, stored, typed, base)
    known = {part.key for part in parts}
    lines: dict[str, list[str]] = {}
    for name, text in typed.items():
        key = row_key(name)
        if key and key not in known and text.strip():
            lines.setdefault(key, []).append(_newlines(text))
    return found + [("新增的行", "　".join(texts)) for texts in lines.values()]


def unsaved_cells(
    parts: list[Part],
    stored: Mapping[str, str],
    typed: Mapping[str, str],
    base: Mapping[str, str] | None,
) -> list[tuple[str, str]]:
    """Label → text of the cells of ``parts`` that hold neither what is stored nor the page's."""
    base = stored if base is None else base
    found = []
    for part in parts:
        where = f"{part.form.where} " if isinstance(part.form, RowForm) else ""
        for name in part.form.fields:
            cell = part.form.add_prefix(name)
            text = _newlines(typed.get(cell, stored[cell]))
            others = base.get(cell, stored[cell]), stored[cell]
            if not any(_same(part.form, name, text, other) for other in others):
                found.append((f"{where}{part.form.cell(name).label}", text))
    return found


@dataclass
class Merge:
    """One request's texts on their way into the database, cell by cell.

    ``elsewhere`` begins the sentence about a conflict: who else changed the cell, if that is known.
    """

    stored: Mapping[str, str]
    base: Mapping[str, str]
    unparsed: dict[str, str]
    elsewhere: str = ELSEWHERE
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    unseen: dict[str, str] = field(default_factory=dict)

    def part(self, part: Part, typed: Mapping[str, str]) -> list[str]:
        """Set what was typed here in ``part.row``; returns the columns that were set."""
        names = {part.form.add_prefix(name): name for name in part.form.fields}
        texts = {cell: _newlines(typed.get(cell, self.stored[cell]))[:MAX_TYPED] for cell in names}
        before = {cell: self.base.get(cell, self.stored[cell]) for cell in names}
        mine = [
            cell
            for cell, name in names.items()
            if not any(
                _same(part.form, name, texts[cell], other)
                for other in (before[cell], self.stored[cell])
            )
        ]
        contested = [
            cell
            for cell in mine
            if not _same(part.form, names[cell], self.stored[cell], before[cell])
        ]
        if contested and part.row.pk is None:
            # A colleague took out the line that was edited here: all of it is at stake.
            contested = mine = [cell for cell in names if texts[cell]]
        elif len(mine) > 1 and part.key and self._is_taken_out(part.form, texts, before):
            # Likewise the line taken out here that a colleague edited, if only a blank cell of it.
            # A single cell emptied in such a line is just that: what the colleague typed stays.
            contested = mine = [cell for cell in names if self.stored[cell]]
        for cell in contested:
            self.conflicts[cell] = _conflict(
                self.elsewhere, before[cell], mine=texts[cell], theirs=self.stored[cell]
            )
        self.unseen |= {
            cell: before[cell]
            for cell, name in names.items()
            if cell not in mine and not _same(part.form, name, texts[cell], self.stored[cell])
        }
        free = [cell for cell in mine if cell not in contested]
        for cell in free:
            self._set(part, cell, names[cell], texts[cell])
        return [column for cell in free for column in part.form.columns_of(names[cell])]

    def _is_taken_out(
        self, form: CellForm, texts: Mapping[str, str], before: Mapping[str, str]
    ) -> bool:
        """Whether all cells were emptied while one holds a text other than its page showed."""
        names = {form.add_prefix(name): name for name in form.fields}
        return not any(texts.values()) and any(
            self.stored[cell] and not _same(form, name, self.stored[cell], before[cell])
            for cell, name in names.items()
        )

    def _set(self, part: Part, cell: str, name: str, text: str) -> None:
        value, complaint = part.form.read(name, text)
        self.unparsed.pop(cell, None)
        if complaint:
            self.unparsed[cell] = text
        setattr(part.row, part.form.attribute(name), value)
        self.changed.add(cell)


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


def _elsewhere(filing: Filing, act: Act) -> str:
    """The filing knows only who saved last: that may be the reader."""
    if filing.updated_by_id == act.by.pk:
        return ELSEWHERE
    at = filing.updated_at.astimezone(SHANGHAI)
    return f"{filing.updated_by} {at:%H:%M} 已把此格改为"


def _conflict(elsewhere: str, base: str, *, mine: str, theirs: str) -> Conflict:
    """Both values in a sentence."""
    if theirs == base:
        elsewhere = "此格现为"  # of a line taken out here, in which another cell was changed
    sentence = (
        f"{elsewhere}“{theirs or '（空）'}”，您填的是"
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
    """A flag is done when ticked on the page, or when its cell or its line was just changed."""
    touched = changed | {f"{ROW_PREFIX}{row_key(cell)}" for cell in changed}
    flags = ReturnFlag.objects.filter(note__filing=filing, note__state=ReturnState.OPEN)
    for flag in flags:
        key = str(flag.pk)
        is_done = flag.field in touched or key in done or (flag.is_done and key not in shown)
        if is_done != flag.is_done:
            flag.is_done = is_done
            flag.save(update_fields=["is_done"])
