"""What a product provides so that tables can be imported into one of its forms."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from django.urls import reverse

from changxing_union.imports.models import ImportJob
from changxing_union.imports.table import ImportPlan
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Organization, User

# Rows done and rows expected. It may raise, when the work is no longer wanted: let it pass.
OnProgress = Callable[[int, int], None]
# Column name of the plan → text.
Row = Mapping[str, str]


@dataclass(frozen=True)
class RowFinding:
    """One complete sentence about one cell of one line.

    ``row`` is an index into the rows handed over; ``column`` a name of the plan, empty for the
    whole line. ``blocks`` tells an error to correct before 上报 from a warning.
    """

    row: int
    column: str
    sentence: str
    blocks: bool


@dataclass(frozen=True)
class ImportPlace:
    """A form this user may import into.

    ``reference`` is the product's own name for it, empty when the commit will open it;
    ``return_url`` is the page of the form, or where it would be opened.
    """

    reference: str
    organization: Organization
    label: str
    existing_rows: int
    return_url: str


@dataclass(frozen=True)
class Stored:
    """What became of the rows: the page to go on with, and how many of them were stored."""

    url: str
    rows: int


class ImportTarget(ABC):
    """One kind of form that takes tables. It is registered once and keeps no state."""

    kind: ClassVar[str]  # "pioneer:summary"
    title: ClassVar[str]  # 参赛企业汇总表
    url_name: ClassVar[str]  # "summary_import": the start page; import_urls derives the others
    plan: ClassVar[ImportPlan]
    max_rows: ClassVar[int] = 10_000
    # Whether each row becomes a form of its own. A place then holds no rows to replace, and rows
    # that are listed already are left out instead of standing there twice.
    makes_forms: ClassVar[bool] = False

    @abstractmethod
    def places(self, user: User) -> list[ImportPlace]:
        """Where ``user`` may import to now; the likeliest first."""

    @abstractmethod
    def place(self, user: User, reference: str, organization_id: int) -> ImportPlace | None:
        """The place called so, if ``user`` may import there now."""

    @abstractmethod
    def findings(
        self,
        place_reference: str,
        organization: Organization,
        rows: Sequence[Row],
        numbers: Sequence[int],
        on_progress: OnProgress,
    ) -> list[RowFinding]:
        """What is wrong or odd about the rows; nothing of it bars the import.

        ``numbers`` are the lines of the file they stand in, to be named in sentences.
        """

    @abstractmethod
    def totals(self, rows: Sequence[Row]) -> Mapping[str, int]:
        """``TotalRule.name`` → the number as computed from the rows."""

    def listed_already(
        self, place_reference: str, organization: Organization, rows: Sequence[Row]
    ) -> int:
        """How many of the rows are there already: appended, they would stand there twice."""
        return 0

    @abstractmethod
    def edition(self, reference: str) -> str:
        """Which text the form holds: changes with every edit; empty when there is no form yet."""

    @abstractmethod
    def commit(
        self,
        job: ImportJob,
        rows: Sequence[Row],
        *,
        replace: bool,
        act: Act,
        on_progress: OnProgress,
    ) -> Stored:
        """Store all rows or none; may raise ``Refused``.

        Runs inside a transaction that also closes the import, so it stores at most once.
        ``act.seen`` is the edition the person saw, given only when that is to be replaced.
        """

    @abstractmethod
    def write_template(self, organization: Organization, target: BinaryIO) -> None:
        """Write an empty workbook that this import reads without a question."""

    def job_url(self, job: ImportJob, page: str = "job") -> str:
        """The address of one import, or of a page below it (``mapping``, ``commit``, …)."""
        return reverse(f"{self.url_name}_{page}", args=[job.pk])


_targets: dict[str, ImportTarget] = {}


def register(target: ImportTarget) -> None:
    """Make one kind known; products do so when the application starts."""
    _targets[target.kind] = target


def target_of(kind: str) -> ImportTarget:
    """The target registered for ``kind``; ``KeyError`` when there is none."""
    return _targets[kind]
