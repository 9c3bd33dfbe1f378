"""What a product tells about one of its registers: the only link from below to above.

Each product registers a ``RecordKind`` per register when Django starts; pages, workbooks, history
and rights then exist once for all of them. A new register is a model with a one-to-one primary key
to ``Record``, a form, and a small class.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Field

from changxing_union.kernel.text import mask_phone
from changxing_union.records.cellforms import SHARED, RecordForm
from changxing_union.records.models import Record, RecordQuerySet, RecordRow
from changxing_union.records.permissions import Keeper


@dataclass(frozen=True)
class RegisterMenu:
    """The page that lists the registers of one product: ``product`` begins all their kinds."""

    product: str
    name: str
    url_name: str
    hint: str = ""
    tabs: str = ""  # the template that leads to its neighbours


@dataclass(frozen=True)
class DueWords:
    """What a register calls it that something is to be done by a day."""

    unsettled: str
    overdue: str
    settled: str


@dataclass(frozen=True)
class RecordCell:
    """One cell of a record, as its page and the lists show it."""

    name: str
    label: str
    text: str
    is_short: bool = False  # a number or a day, which never breaks in two lines


class RecordKind(ABC):
    """One register: what it asks for, who keeps it, what its list shows."""

    kind: ClassVar[str]
    name: ClassVar[str]
    url_name: ClassVar[str]
    menu: ClassVar[RegisterMenu]
    model: ClassVar[type[RecordRow]]
    form: ClassVar[type[RecordForm]]
    # What its button says, and the sentence that tells what belongs into it.
    new_label: ClassVar[str]
    hint: ClassVar[str]
    keeper: ClassVar[Keeper] = Keeper.UNIONS
    # Whether every union may look up what the county has entered.
    is_shared: ClassVar[bool] = False
    # What the list says of ``Record.subject`` and of ``happened_on``.
    subject_label: ClassVar[str] = "名称"
    day_label: ClassVar[str] = "日期"
    # The cells of the list beside these two, by their names in the form.
    listed: ClassVar[tuple[str, ...]] = ()
    categories: ClassVar[Sequence[tuple[str, str]]] = ()
    category_label: ClassVar[str] = "类别"
    # How the list tells the sum of head-counts (参加 {} 人次); empty where a sum says nothing.
    heads_words: ClassVar[str] = ""
    due_words: ClassVar[DueWords | None] = None
    # Cells that hold somebody's phone number, whole for its keepers only.
    phones: ClassVar[frozenset[str]] = frozenset()
    # Cells at which the form offers what was typed there before.
    offered: ClassVar[tuple[str, ...]] = ()
    # What has to be read besides to name the lines of a link that leads to no register.
    named_by: ClassVar[Mapping[str, str]] = {}
    # Columns of the workbook that are wider or narrower than their kind of cell.
    widths: ClassVar[Mapping[str, float]] = {}

    @abstractmethod
    def subject_of(self, values: Mapping[str, Any]) -> str:
        """What lists call a record of these values; cut to the length of its column."""

    def findings(self, values: Mapping[str, Any]) -> list[str]:
        """What is odd about a record of these values, though it may stand: sentences."""
        return []

    @property
    def noun(self) -> str:
        """What the one-to-one link to ``model`` is called."""
        return str(self.model._meta.get_field("record").remote_field.related_name)

    @property
    def links(self) -> list["Field[Any, Any]"]:
        """The columns of ``model`` that name lines of other registers, one or many."""
        options = self.model._meta
        own = [field for field in options.concrete_fields if field.name != "record"]
        return [field for field in [*own, *options.many_to_many] if field.is_relation]

    @property
    def many(self) -> frozenset[str]:
        """Those of them that name any number of lines."""
        return frozenset(field.name for field in self.model._meta.many_to_many)

    def with_rows(self, records: RecordQuerySet) -> RecordQuerySet:
        """Everything that lists, pages and workbooks show: constant queries however many."""
        paths = {each.name: f"{self.noun}__{each.name}{self._to_name(each)}" for each in self.links}
        many = [path for name, path in paths.items() if name in self.many]
        one = [path for name, path in paths.items() if name not in self.many]
        return records.select_related(
            "organization", "created_by", "updated_by", self.noun, *one
        ).prefetch_related(*many)

    def _to_name(self, link: "Field[Any, Any]") -> str:
        """What has to be read besides to name the line that ``link`` leads to."""
        leads_to = link.related_model
        if isinstance(leads_to, type) and issubclass(leads_to, RecordRow):
            return "__record"
        return f"__{self.named_by[link.name]}" if link.name in self.named_by else ""

    def row_of(self, record: Record) -> RecordRow:
        """The register's own columns of ``record``."""
        row: RecordRow = getattr(record, self.noun)
        return row

    def values_of(self, record: Record) -> dict[str, Any]:
        """What is stored, by the names of the form."""
        row, many = self.row_of(record), self.many
        return {
            name: list(getattr(row, name).all())
            if name in many
            else getattr(record if name in SHARED else row, name)
            for name in self.form.base_fields
        }

    def cells_of(self, record: Record, *, whole_phones: bool) -> list[RecordCell]:
        """Every cell of ``record`` in words, in the order of the form."""
        values = self.values_of(record)
        return [
            self._cell(name, str(field.label), values[name], whole_phones=whole_phones)
            for name, field in self.form.base_fields.items()
        ]

    def _cell(self, name: str, label: str, value: Any, *, whole_phones: bool) -> RecordCell:
        text = self.words(value, name)
        if name in self.phones and not whole_phones:
            text = mask_phone(text)
        return RecordCell(name, label, text, is_short=isinstance(value, (int, date)))

    def words(self, value: Any, name: str) -> str:
        """``value`` of the cell ``name`` as everybody reads it."""
        return self.form.base_fields[name].printed(value)  # type: ignore[attr-defined, no-any-return]

    def keep_in_step(self, record: Record, values: Mapping[str, Any]) -> None:
        """Bring the record's shared columns up to date with what was typed; it is not saved yet."""
        for name in SHARED:
            if name in values:
                setattr(record, name, values[name])
        longest = Record._meta.get_field("subject").max_length
        record.subject = self.subject_of(values)[:longest]
        words = [self.words(value, name) for name, value in values.items()
                 if name not in self.phones]  # fmt: skip
        record.search_text = "\n".join(filter(None, [record.subject, *words]))

    def state_words(self, record: Record, today: date) -> str:
        """已作废, 逾期未整改 and the like; empty where there is nothing to be said."""
        if record.is_void:
            return "已作废"
        if self.due_words is None or record.due_on is None:
            return ""
        if record.settled_on is not None:
            return self.due_words.settled
        return self.due_words.overdue if record.is_overdue(today) else self.due_words.unsettled


_registered: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> None:
    """Make ``kind`` known; called from a product's ``AppConfig.ready``."""
    _registered[kind.kind] = kind


def kind_called(kind: str) -> RecordKind:
    """The register of this name."""
    return _registered[kind]


def kinds_of(product: str) -> list[RecordKind]:
    """The registers of one product, in the order in which it made them known."""
    return [kind for kind in _registered.values() if kind.menu.product == product]
