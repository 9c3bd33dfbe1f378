"""What a product tells the filing core about its annex: the only link from below to above.

Each product registers one ``Annex`` per form when Django starts; the core asks it for the form's
own rules and pages, and so needs no import of any product.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import BinaryIO, ClassVar

from django.db.models import QuerySet

from changxing_union.filing.cellforms import Part
from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.transitions import STANDARD_LIFE, Transition
from changxing_union.organizations.acts import Act
from changxing_union.printing.pdf import Printed


class Level(IntEnum):
    """How serious a finding is; only a warning lets the form be filed."""

    WARNING = 1
    MISSING = 2
    ERROR = 3


@dataclass(frozen=True)
class Finding:
    """One sentence about one cell: what is wrong and what to do."""

    name: str
    sentence: str
    level: Level = Level.ERROR

    @property
    def blocks(self) -> bool:
        """Whether the form cannot be filed with it."""
        return self.level is not Level.WARNING


@dataclass(frozen=True)
class OpinionPrint:
    """One signature box as the paper shows it."""

    label: str
    text: str = ""
    signer: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class PrintOrder:
    """What is to be printed: the cells of one version, the copies, and how the paper is marked."""

    form_type: FormType
    cells: Mapping[str, str]
    opinions: Sequence[OpinionPrint]
    copies: Sequence[tuple[int, str]]
    reference: str = ""
    version: int = 0
    url: str = ""
    check_code: str = ""
    status_note: str = ""


@dataclass(frozen=True)
class RegisterOrder:
    """What the Excel register is to contain and to say about itself."""

    title: str
    unit_line: str
    explanation: Sequence[tuple[str, str]]
    with_phones: bool
    # Unions whose unfiled edits the reader may see: their own.
    own_unions: frozenset[int]


class Annex(ABC):
    """One form: its life, its cells, its rules, its paper and its register."""

    kind: ClassVar[str]
    number: ClassVar[int]
    life: ClassVar[tuple[Transition, ...]] = STANDARD_LIFE
    # The template that lays the cells out as the paper does, for typing and for reading.
    grid_template: ClassVar[str]
    # The URL name of the page that opens a new filing.
    new_url: ClassVar[str]
    # What the list calls ``Filing.category``, and its values.
    categories: ClassVar[Sequence[tuple[str, str]]] = ()

    @abstractmethod
    def own_parts(self, filing: Filing) -> list[Part]:
        """The rows and forms of this annex, opinion boxes excluded."""

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
        self, filings: QuerySet[Filing], order: RegisterOrder, target: BinaryIO
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


def registered_annexes() -> list[Annex]:
    """All annexes, in the order of the notice."""
    return sorted(_registered.values(), key=lambda annex: annex.number)
