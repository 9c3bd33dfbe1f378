"""Tables as text: .csv files in the encodings Chinese office software writes, and the clipboard."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from changxing_union.exports.bounds import LONG_CELL, MAX_CHARACTERS, TOO_MUCH_TEXT, Allowance
from changxing_union.exports.cell_texts import tidy
from changxing_union.exports.raw import RawRow, RawSheet
from changxing_union.kernel.containers import BINARY, encodings_of
from changxing_union.kernel.refusals import Refused

SHEET = "表格"
PASTED_SHEET = "粘贴的表格"
# In this order where two fit equally: a comma inside texts is likelier than a tab.
DELIMITERS = "\t,;，"
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_LINES = 50

NOT_TEXT = (
    "文件内容不是能读取的表格。请在 WPS 或 Excel 中打开，确认内容正常，另存为 .xlsx 后重新上传。"
)
EMPTY = "文件是空的。请确认选对了文件，再重新上传。"
QUOTED = re.compile('"[^"]*"')
# Excel's way to keep a number as text in a .csv.
KEPT_AS_TEXT = re.compile('="((?:[^"]|"")*)"')
MARKED_AS_TEXT = re.compile("'(?=[0-9=+@-])")
# A cell on the clipboard; quotes count as such only when they hold the whole cell.
PASTED_CELL = re.compile('("(?:[^"]|"")*+"(?=[\t\n]|\\Z))|([^\t\n]*)')
NEEDS_QUOTES = re.compile('[\t\n]|""')


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030 (which includes GBK).

    Raises ``Refused`` for what is empty, none of these, or no text at all.
    """
    for encoding in encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if BINARY.search(text):
            break
        if not text.strip():
            raise Refused([EMPTY])
        return text
    raise Refused([NOT_TEXT])


def delimiter_of(text: str) -> str:
    """The sign that stands equally often in most of the first lines; a comma if none does."""
    lines = QUOTED.sub("", text[:SAMPLE_CHARACTERS]).splitlines()[:SAMPLE_LINES]
    return max(DELIMITERS, key=lambda sign: _evenness(sign, lines)) if lines else ","


def _evenness(sign: str, lines: Iterable[str]) -> tuple[int, int]:
    """How many lines have ``sign`` the usual number of times, and what number that is."""
    counts = Counter(line.count(sign) for line in lines if sign in line)
    number, lines_with = max(counts.items(), key=lambda each: each[::-1], default=(0, 0))
    return lines_with, number


def parse_csv(text: str) -> RawSheet:
    """The one sheet of a .csv; line numbers count records, as Excel shows them."""
    return sheet_of(SHEET, _records(text))


def _records(text: str) -> Iterator[list[str]]:
    """The records of a .csv; raises ``Refused`` at one whose quotes do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    line = 0
    try:
        for record in reader:
            line = reader.line_num
            yield [_unmarked(field) for field in record]
    except csv.Error as error:
        # The reader notices at the end of the file; the record began where the last one ended.
        raise Refused([_why_unreadable(line + 1, error)]) from error


def parse_pasted(text: str) -> RawSheet:
    """What Excel or WPS puts on the clipboard: tabs, line ends, quotes around cells with either.

    A cell such as “"六型"班组”, or quotes around a word that need none, stay as they are.
    """
    if len(text) > MAX_CHARACTERS:
        raise Refused([TOO_MUCH_TEXT])
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    records: list[list[str]] = [[]]
    place = 0
    while place <= len(lines):
        match = PASTED_CELL.match(lines, place)
        if match is None:
            raise ValueError("The pattern of a cell matches anywhere, if only nothing.")
        records[-1].append(_unquoted(match[1]) if match[1] else match[2])
        place = match.end() + 1
        if lines[match.end() : place] == "\n":
            records.append([])
    return sheet_of(PASTED_SHEET, records)


def sheet_of(name: str, records: Iterable[Iterable[str]]) -> RawSheet:
    """The records as lines from 1, tidied, without empty ones; raises ``Refused`` over a bound."""
    allowance = Allowance()
    allowance.next_sheet(name)
    rows = []
    for number, record in enumerate(records, 1):
        texts = trimmed(tidy(text) for text in record)
        if not texts:
            continue
        allowance.use_line()
        for column, text in enumerate(texts, 1):
            if text:
                allowance.use_cell(column, text)
        rows.append(RawRow(number, texts))
    return RawSheet(name, tuple(rows))


def trimmed(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts of a line without empty ones at its end."""
    kept = list(texts)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _unmarked(field: str) -> str:
    """``field`` without the marks by which a .csv tells Excel to keep a number as text."""
    kept = KEPT_AS_TEXT.fullmatch(field.strip())
    if kept:
        return kept[1].replace('""', '"')
    return field[1:] if MARKED_AS_TEXT.match(field) else field


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    return inner.replace('""', '"') if NEEDS_QUOTES.search(inner) else cell


def _why_unreadable(line: int, error: csv.Error) -> str:
    """The sentence for a .csv whose quotes do not pair, the usual reason, or a cell too long."""
    if "field larger than" in str(error):
        return LONG_CELL
    return (
        f"文件第 {line} 行附近的双引号没有成对，无法分清各列。"
        "请在 WPS 或 Excel 中打开，确认内容正常，另存为 .xlsx 后重新上传。"
    )
