"""What a product tells the filing core about its annex: the only link from below to above.

Each product registers one ``Annex`` per form when Django starts; the core asks it for the form's
own rules and pages, and so needs no import of any product.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import BinaryIO, ClassVar

from changxing_union.filing.cellforms import ROW_PREFIX, Part, PrintedCell, row_key
from changxing_union.filing.models import Filing, FilingQuerySet, FormType
from changxing_union.filing.transitions import (
    APPROVE,
    DECLINE,
    STANDARD_LIFE,
    Transition,
    step_called,
)
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.marks import CopyLabel, MarkLine, qr_svg_data_uri
from changxing_union.printing.pdf import Printed


class Level(IntEnum):
    """How serious a finding is; only a warning lets the form be filed."""

    WARNING = 1
    MISSING = 2
    ERROR = 3


@dataclass(frozen=True)
class Finding:
    """One sentence about one cell: what is wrong and what to do.

    ``where`` (第 3 行) tells the row where the sentence stands apart from its cell.
    """

    name: str
    sentence: str
    level: Level = Level.ERROR
    where: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the form cannot be filed with it."""
        return self.level is not Level.WARNING

    @property
    def told(self) -> str:
        """The sentence as a list far from the cell tells it."""
        return f"{self.where}：{self.sentence}" if self.where else self.sentence


@dataclass(frozen=True)
class PrintOrder:
    """What is to be printed: the cells of one version, the copies, and how the paper is marked."""

    form_type: FormType
    cells: Mapping[str, str]
    opinions: Sequence[OpinionBox]
    copies: Sequence[tuple[int, str]]
    reference: str = ""
    version: int = 0
    url: str = ""
    check_code: str = ""
    status_note: str = ""
    organization: str = ""  # full name of the filing union
    # The numbers its table computes, as ``Annex.totals`` has them.
    totals: Mapping[str, int] = field(default_factory=dict)
    # What the county has added to the filed text, as ``Annex.added_cells`` has it.
    added: Mapping[str, str] = field(default_factory=dict)

    @property
    def copy_labels(self) -> list[CopyLabel]:
        """The copies as the paper's foot names them; none for a blank or single sheet."""
        return [CopyLabel(number=number, holder=holder) for number, holder in self.copies]

    @property
    def mark_line(self) -> MarkLine | None:
        """What ties the paper to the record; a blank form has none."""
        if not self.reference:
            return None
        return MarkLine(
            reference=self.reference,
            version=self.version,
            check_code=self.check_code,
            qr=qr_svg_data_uri(self.url),
        )


@dataclass(frozen=True)
class RegisterOrder:
    """What the Excel register is to contain and to say about itself."""

    title: str
    unit_line: str
    explanation: Sequence[tuple[str, str]]
    with_phones: bool
    # Unions whose unfiled edits the reader may see: their own.
    own_unions: frozenset[int]
    # Whether the county's own reader asks, who knows scores before they are released.
    to_county: bool = False
    # One of the annex's ``register_sorts``; empty: union by union.
    sort: str = ""


@dataclass(frozen=True)
class PageLink:
    """A page of the product about one filing, as its case page leads there."""

    label: str
    url: str


@dataclass(frozen=True)
class NextStep:
    """What is to be done next about one filing elsewhere than on its case page, and where."""

    sentence: str
    page: PageLink


class Annex(ABC):
    """One form: its life, its cells, its rules, its paper and its register."""

    kind: ClassVar[str]
    number: ClassVar[int]
    name: ClassVar[str]
    life: ClassVar[tuple[Transition, ...]] = STANDARD_LIFE
    # Whether it holds a table whose lines are added and taken out (see ``RowForm``).
    has_rows: ClassVar[bool] = False
    # What buttons of its own send (上移, 采用建议分) which ``press`` carries out.
    row_actions: ClassVar[frozenset[str]] = frozenset()
    # Scripts of its own for the page on which it is typed.
    scripts: ClassVar[Sequence[str]] = ()
    # The template that lays the cells out as the paper does, for typing and for reading.
    grid_template: ClassVar[str]
    # What htmx puts into the form after an autosave.
    autosaved_template: ClassVar[str] = "filing/_autosaved.html"
    # Whether each union owes one a year, if only a 零报告.
    is_due_from_every_union: ClassVar[bool] = False
    # The URL name of the page that opens a new filing, and what its button says.
    new_url: ClassVar[str]
    new_label: ClassVar[str]
    # For whom one is filed, as the page says that offers all forms.
    new_hint: ClassVar[str] = ""
    # What the button says that exports the annex's register.
    register_label: ClassVar[str]
    # What else it can be sorted by: as the address says it, and as the list offers it.
    register_sorts: ClassVar[Sequence[tuple[str, str]]] = ()
    # What it is headed where the form's own short title and 台账 do not say it.
    register_name: ClassVar[str] = ""
    # Whether that register is the official form: then its union gets it with the phone numbers.
    register_is_form: ClassVar[bool] = False
    # Whether it holds people's phone numbers, which are masked unless asked for.
    register_has_phones: ClassVar[bool] = True
    # Whether its pages take the whole width; empty lines wait until there are ``paper_lines``, and
    # 增加空行 adds ``added_lines``.
    is_wide: ClassVar[bool] = False
    paper_lines: ClassVar[int] = 15
    added_lines: ClassVar[int] = 20
    # What its opinion boxes usually say (domain §2.1); offered, never required.
    filing_phrases: ClassVar[Sequence[str]] = ("情况属实，同意推荐。", "同意申报。")
    decision_phrases: ClassVar[Sequence[str]] = ("同意。",)
    # How to type into its cells, said above the form.
    typing_hint: ClassVar[str] = ""
    # How many files a filing may hold, besides the tables that the portal keeps of imports.
    most_files: ClassVar[int] = 20
    # What the list calls ``Filing.category``, and its values.
    categories: ClassVar[Sequence[tuple[str, str]]] = ()

    @abstractmethod
    def own_parts(self, filing: Filing) -> list[Part]:
        """The rows and forms of this annex, opinion boxes excluded."""

    def new_parts(self, filing: Filing, typed: Mapping[str, str]) -> list[Part]:
        """Lines of its table that ``typed`` names and the filing does not hold (yet, or any more).

        They are stored as soon as one of their cells is.
        """
        return []

    def arrange(self, filing: Filing, typed: Mapping[str, str]) -> bool:
        """Put the lines of its table in the order the page had them; whether that changed it."""
        return False

    def press(
        self, filing: Filing, action: str, argument: str, chosen: Sequence[str], act: Act
    ) -> str:
        """Carry out one of its ``row_actions``; the sentence that says what was done.

        ``chosen`` are the values ticked beside the button.
        """
        return ""

    def totals(self, filing: Filing, *, to_filer: bool = True) -> Mapping[str, int]:
        """The numbers its table computes, by the names its grid template shows them under.

        As for all text: the filer's are those of what is typed, others' those of what was filed.
        """
        return {}

    def added_cells(self, filing: Filing) -> Mapping[str, str]:
        """What the county has added that the paper bears, by names of the annex's own.

        It is no part of what was filed: the check code does not change with it. The core asks only
        for a filing whose text is the filed one.
        """
        return {}

    def flaggable(self, cells: Sequence[PrintedCell]) -> list[PrintedCell]:
        """What the county can flag in a return: every cell, but each line of a table as one."""
        lines: dict[str, list[PrintedCell]] = {}
        for cell in cells:
            # A line stands where its first cell does; other cells are lines of their own.
            lines.setdefault(row_key(cell.name) or cell.name, []).append(cell)
        keys = dict.fromkeys(key for cell in cells if (key := row_key(cell.name)))
        numbers = {key: number for number, key in enumerate(keys, start=1)}
        return [
            PrintedCell(
                f"{ROW_PREFIX}{key}",
                f"第 {numbers[key]} 行",
                "　".join(cell.value for cell in line if cell.value),
            )
            if key in numbers
            else line[0]
            for key, line in lines.items()
        ]

    def form_context(self, filing: Filing) -> Mapping[str, object]:
        """What its grid template needs beside the cells while the form is typed."""
        return {}

    def grid_context(
        self, filing: Filing, *, to_filer: bool, reader: User | None = None
    ) -> Mapping[str, object]:
        """What its grid template needs beside the cells, typed or read; ``to_filer`` as above.

        ``reader``: whose case page it is; nobody's while the form is typed or about to be filed.
        """
        return {}

    def hindrances(self, filing: Filing, step: Transition) -> list[str]:
        """What of the product's own stands against ``step``, in the words of the refusal."""
        return []

    def pages(self, filing: Filing, user: User) -> Sequence[PageLink]:
        """Pages of its own about ``filing`` that ``user`` may open."""
        return ()

    def next_step(self, filing: Filing, user: User) -> NextStep | None:
        """What ``user`` is to do next on one of those pages, if it is their turn."""
        return None

    def hidden_actions(self, filing: Filing, user: User) -> Collection[str]:
        """Steps of its history that are not ``user``'s to know."""
        return ()

    def evidence_items(self, filing: Filing) -> Mapping[str, str]:
        """The lines to which files are attached one by one: code → name, in the form's order."""
        return {}

    @abstractmethod
    def findings(self, filing: Filing, unreadable: frozenset[str]) -> list[Finding]:
        """What is missing, wrong or odd; ``unreadable`` cells hold text nobody could parse."""

    @abstractmethod
    def keep_in_step(self, filing: Filing) -> None:
        """Bring the filing's shared columns up to date after an edit of the annex's own cells."""

    @abstractmethod
    def after_filing(self, filing: Filing, act: Act) -> None:
        """Keep the registers up to date with what was just filed."""

    @abstractmethod
    def pdf(self, order: PrintOrder) -> Printed:
        """The official paper, all copies of the order in one PDF."""

    @abstractmethod
    def write_register(
        self, filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
    ) -> int:
        """Write the 台账 of ``filings`` to ``target``; returns the number of rows."""


_registered: dict[str, Annex] = {}


def register(annex: Annex) -> None:
    """Make ``annex`` known; called from a product's ``AppConfig.ready``."""
    _registered[annex.kind] = annex


def annex_of(filing: Filing) -> Annex:
    """The annex a filing belongs to."""
    return _registered[filing.kind]


def annex_numbered(number: int) -> Annex | None:
    """The annex with this number, or ``None`` when no product has it."""
    return next((annex for annex in _registered.values() if annex.number == number), None)


def step_of(filing: Filing, action: str) -> Transition:
    """The step called ``action`` in the life of ``filing``; refused where its form has none."""
    step = step_called(annex_of(filing).life, action)
    if step is None:
        raise Refused([f"“{filing.form_type.short_title}”没有这一步，请刷新页面后再办理。"])
    return step


def step_label(filing: Filing, step: Transition) -> str:
    """What a button and the history say: 通过 and 不予通过 in the form's own words."""
    words = {
        APPROVE.action: filing.form_type.approved_label,
        DECLINE.action: filing.form_type.declined_label,
    }
    return words.get(step.action, step.label)


def registered_annexes() -> list[Annex]:
    """All annexes, in the order of the notice."""
    return sorted(_registered.values(), key=lambda annex: annex.number)
