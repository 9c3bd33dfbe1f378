"""Tables that people upload or paste, read safely: the only way in for somebody else's workbook.

An .xlsx is read in a child process with bounds on memory and time, which reports line by line; a
.csv and a pasted table are plain text and are read here. Nothing is believed that a file says of
itself, neither its name nor its size. Domain §4.2: values as seen, nothing lost, and a complete
sentence for everything that cannot be read.
"""

import json
import logging
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from changxing_union.exports import reader_process
from changxing_union.exports.csv_text import EMPTY, decode, parse_csv, parse_pasted, trimmed
from changxing_union.exports.raw import Merge, RawRow, RawSheet
from changxing_union.exports.reader_process import DAMAGED, LOCKED, OTHER_ARCHIVE, TOO_HEAVY, WORD
from changxing_union.kernel.refusals import Refused, refuse_if

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).parents[2]
HEAD_BYTES = 1024
CHUNK = 64 * 1024
MAX_TEXT_BYTES = 20 * 1024 * 1024
MAX_OLE_BYTES = 20 * 1024 * 1024
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

OLD_WORKBOOK = (
    "这是旧格式的表格（.xls 或 .et）。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)
OTHER_OLD_FORMAT = "这不是能读取的表格。请在 WPS 或 Excel 中打开，把表格另存为 .xlsx 后重新上传。"
PROGRAM = "这是一个程序，不是表格，不能上传。请选择 .xlsx 或 .csv 表格。"
PICTURE_OR_PDF = "图片和 PDF 不能当作表格读取。请找到原来的表格，或重新录入，另存为 .xlsx 后上传。"
WEB_PAGE = (
    "这是网页格式的表格（有些系统导出的 .xls 其实是网页）。"
    "请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)
TEXT_TOO_LARGE = (
    f"文本表格超过 {MAX_TEXT_BYTES // 1024 // 1024} MB。请只保留要导入的行，另存后重新上传。"
)

# First bytes → what to tell them. A text may begin with MZ or BM, too; these are told by a NUL.
FOREIGN: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!"), PROGRAM),
    ((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*"), PICTURE_OR_PDF),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"), OTHER_ARCHIVE),
    ((b"{\\rtf",), WORD),
)
MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"mime-version:")
# Names of streams in the directory of an OLE container, as they stand there: in UTF-16.
STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", WORD),
    ("Workbook", OLD_WORKBOOK),
    ("Book", OLD_WORKBOOK),
)


@dataclass(frozen=True)
class Limits:
    """What the child process may use: memory in bytes, processor and wall-clock time in seconds."""

    memory: int = 400 * 1024 * 1024
    processor_seconds: int = 20
    wall_seconds: float = 60.0


LIMITS = Limits()
OnProgress = Callable[[int, int], None]


def unheard(_passed: int, _expected: int) -> None:
    """Progress that nobody follows."""


def read_table(path: Path, name: str, *, on_progress: OnProgress = unheard) -> list[RawSheet]:
    """The sheets of the table at ``path``, an .xlsx or a text, whatever its ``name`` claims.

    Raises ``Refused`` with one sentence, opened by ``name``, for everything else.
    """
    try:
        with path.open("rb") as file:
            is_archive = file.read(HEAD_BYTES).startswith(ZIP_SIGNATURES)
        return read_workbook(path, on_progress=on_progress) if is_archive else read_csv(path)
    except Refused as refusal:
        raise Refused(f"“{name}”：{reason}" for reason in refusal.reasons) from refusal


def read_workbook(
    path: Path, *, on_progress: OnProgress = unheard, limits: Limits = LIMITS
) -> list[RawSheet]:
    """The worksheets of an .xlsx in their order, hidden ones included, chart sheets left out.

    Formulas give the result that the file holds; where it holds none, the place is in ``uncached``
    (and a line with nothing else is kept, with no text). Merged ranges are cut at the last line and
    column with text. ``on_progress(passed, expected)`` counts lines of all sheets, empty ones
    included; ``expected`` is an estimate until the last call, where both are equal. Raises
    ``Refused`` with one sentence for what is no .xlsx, is damaged, protected, harmful, or exceeds
    ``bounds`` or ``limits``.
    """
    refuse_if(_foreign(path))
    collector = _Collector(on_progress)
    deadline = time.monotonic() + limits.wall_seconds
    with path.open("rb") as source, _reader(source, limits) as process:
        for record in _records(process, deadline):
            collector.take(record)
        if not collector.is_done:
            raise Refused([_why_it_died(process, deadline)])
    return collector.sheets


def read_csv(path: Path) -> list[RawSheet]:
    """The one sheet, called 表格, of a text with commas, tabs, semicolons or full-width commas.

    Raises ``Refused`` with one sentence for what is no text, or exceeds ``bounds``.
    """
    refuse_if(_foreign(path))
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise Refused([TEXT_TOO_LARGE])
    return [parse_csv(decode(path.read_bytes()))]


def read_pasted(text: str) -> RawSheet:
    """A range as Excel or WPS puts it on the clipboard; its lines count from 1.

    Raises ``Refused`` when it exceeds ``bounds``.
    """
    return parse_pasted(text)


def _foreign(path: Path) -> list[str]:
    with path.open("rb") as file:
        return list(foreign_format(file))


def foreign_format(file: IO[bytes]) -> Iterator[str]:
    """Why ``file`` is neither a workbook nor a text, told by its first bytes; quick, and no proof.

    An upload is asked this at once, so that the sentence stands at the field.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head:
        yield EMPTY
    elif head.startswith(OLE_SIGNATURE):
        yield _why_no_ole(file)
    elif head.startswith(b"MZ") and b"\x00" in head:
        yield PROGRAM
    elif head.startswith(ZIP_SIGNATURES):
        yield from _why_no_workbook(file)
    elif _is_markup(head):
        yield WEB_PAGE
    else:
        yield from (why for signatures, why in FOREIGN if head.startswith(signatures))


def _why_no_workbook(file: IO[bytes]) -> Iterator[str]:
    """A Word document is the one archive that people try; what is broken is judged elsewhere."""
    try:
        with ZipFile(file) as archive:
            is_word = any(name.startswith("word/") for name in archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return
    if is_word:
        yield WORD


def _why_no_ole(file: IO[bytes]) -> str:
    """What an OLE container holds: a workbook with a password, or a document of old."""
    file.seek(0)
    content = file.read(MAX_OLE_BYTES)
    # The name fills an entry from its beginning and ends with a NUL.
    found = (why for stream, why in STREAMS if f"{stream}\0".encode("utf-16-le") in content)
    return next(found, OTHER_OLD_FORMAT)


def _is_markup(head: bytes) -> bool:
    # UTF-16 puts a NUL beside every letter; without them the same words show.
    letters = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return letters.startswith(MARKUP)


@contextmanager
def _reader(source: IO[bytes], limits: Limits) -> Iterator["subprocess.Popen[bytes]"]:
    """The child process at work on ``source``; it is gone when the block ends, however it ends.

    In a process group of its own it does not hear of Ctrl-C; we do, and end it.
    """
    arguments = [str(limits.memory), str(limits.processor_seconds)]
    with subprocess.Popen(  # noqa: S603 - our own module, numbers only
        [sys.executable, "-m", reader_process.__name__, *arguments],
        stdin=source,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        process_group=0,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _records(process: "subprocess.Popen[bytes]", deadline: float) -> Iterator[list[Any]]:
    """What the child reports until it ends; raises ``Refused`` when ``deadline`` passes first."""
    if process.stdout is None:
        raise ValueError("The child process was started without a pipe.")
    pipe, rest = process.stdout.fileno(), b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise Refused([TOO_HEAVY])
            chunk = os.read(pipe, CHUNK)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(json.loads, lines)


def _why_it_died(process: "subprocess.Popen[bytes]", deadline: float) -> str:
    """The sentence for a child that ended without a last word; what it met is in the server log."""
    try:
        status = process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return TOO_HEAVY
    logger.warning("The process reading a workbook ended with status %s.", status)
    is_beyond_limits = status < 0 or status == reader_process.OUT_OF_MEMORY
    return TOO_HEAVY if is_beyond_limits else DAMAGED


class _Collector:
    """Puts the sheets together from what the child reports."""

    def __init__(self, on_progress: OnProgress) -> None:
        self.sheets: list[RawSheet] = []
        self.is_done = False
        self._on_progress = on_progress
        self._lines: dict[int, list[str]] = {}
        self._uncached: set[tuple[int, int]] = set()

    def take(self, record: list[Any]) -> None:
        """Take one record; see ``reader_process`` for their shapes."""
        match record:
            case ["row", number, texts, uncached]:
                self._lines[number] = texts
                self._uncached.update((number, column) for column in uncached)
            case ["lines", passed, expected]:
                self._on_progress(passed, expected)
            case ["sheet", name, hidden]:
                self.sheets.append(RawSheet(name, (), hidden=hidden))
                self._lines, self._uncached = {}, set()
            case ["end", merges]:
                self._finish_sheet(tuple(Merge(*corners) for corners in merges))
            case ["refused", *reasons]:
                raise Refused(reasons)
            case ["done"]:
                self.is_done = True
            case _:
                raise ValueError(f"The reading process sent an unknown record: {record[:1]}")

    def _finish_sheet(self, merges: tuple[Merge, ...]) -> None:
        for merge in merges:
            self._empty_covered(merge)
        kept = {line for line, _ in self._uncached}
        lines = ((number, trimmed(texts)) for number, texts in self._lines.items())
        self.sheets[-1] = replace(
            self.sheets[-1],
            rows=tuple(RawRow(number, texts) for number, texts in lines if texts or number in kept),
            merges=merges,
            uncached=frozenset(self._uncached),
        )

    def _empty_covered(self, merge: Merge) -> None:
        """Nobody sees what a file still holds below a merged range (WPS keeps it): drop it."""
        for line in range(merge.top, merge.bottom + 1):
            texts = self._lines.get(line, [])
            first = merge.left + 1 if line == merge.top else merge.left
            hidden = range(first, merge.right + 1)
            for column in hidden[: max(0, len(texts) - first + 1)]:
                texts[column - 1] = ""
            if self._uncached:
                self._uncached.difference_update((line, column) for column in hidden)
