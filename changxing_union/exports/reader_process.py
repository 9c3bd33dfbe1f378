"""The child process that reads an .xlsx: ``python -m`` this module, the workbook on its stdin.

It lowers its own limits before it looks at the file, needs no Django, and writes one JSON array a
line, the first entry naming what follows:

    ["lines", passed, expected]               how far it is, every 250 lines and at the end
    ["sheet", name, hidden]                   a sheet begins
    ["row", number, [texts], [uncached]]      a line of it; columns of formulas without a result
    ["end", [[top, left, bottom, right], …]]  the sheet is complete
    ["refused", sentence]                     nothing follows
    ["done"]                                  everything has been read

Arguments: the most memory in bytes and the most processor time in seconds. Where it runs out of
memory, it ends with the status ``OUT_OF_MEMORY``; where it runs out of time, the kernel kills it.
"""

import json
import os
import resource
import signal
import sys
import zlib
from collections.abc import Sequence
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from changxing_union.exports.bounds import MAX_SHEETS, TOO_MANY_SHEETS, Allowance
from changxing_union.exports.sheet_parser import Line, SheetParser
from changxing_union.exports.workbook_parts import (
    CHUNK,
    Lookups,
    SheetPart,
    lookups_of,
    main_part,
    parts_of,
    refuse_dtd,
)
from changxing_union.kernel.containers import is_bomb, is_locked
from changxing_union.kernel.refusals import Refused

LINES_A_REPORT = 250
MACROS = "vbaproject.bin"
XML_NAMES = (".xml", ".rels")

DAMAGED = "文件已损坏或没有传完整。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
BOMB = "文件展开后过大，可能有害。请删去多余的工作表、空行和图片，另存后重新上传。"
TOO_HEAVY = (
    "文件过大或过于复杂，没有读完。请只保留要导入的表格，删去多余的工作表、空行和图片，"
    "另存后重新上传。"
)
LOCKED = "文件设有密码。请取消密码，另存后重新上传。"
HAS_MACROS = "文件含有宏程序，不能导入。请另存为不含宏的 .xlsx 后重新上传。"
WORD = "这是 Word 文档。请把其中的表格复制到 WPS 表格或 Excel 中，另存为 .xlsx 后重新上传。"
BINARY = "这是 Excel 二进制工作簿（.xlsb）。请另存为 .xlsx 后重新上传。"
OTHER_ARCHIVE = (
    "这是压缩包或其他格式的文档，不是 Excel 工作簿。请先解压，"
    "或在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)

# How zipfile, zlib, expat and our own parsers say that the data make no sense.
NONSENSE = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    ValueError,
    expat.ExpatError,
    zlib.error,
)
# The status of a process that ended for want of memory; Python itself uses 1, 2 and 120.
OUT_OF_MEMORY = 3
NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


def main(arguments: Sequence[str]) -> None:
    """Read the workbook on stdin and report it on stdout."""
    memory, seconds = map(int, arguments)
    set_limits(memory, seconds)
    try:
        read(sys.stdin.buffer)
        send("done")
    except Refused as refusal:
        send("refused", *refusal.reasons)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # There may be too little left to say anything.
    except NONSENSE as error:
        if isinstance(error, expat.ExpatError) and error.code == NO_MEMORY:
            os._exit(OUT_OF_MEMORY)
        send("refused", DAMAGED)


def set_limits(memory: int, seconds: int) -> None:
    """Bound this process; dying early is better than making the whole machine slow."""
    # Nobody reads on: whoever started us has gone, and so do we, quietly.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, allowed = resource.getrlimit(what)
        lowest = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (lowest, lowest))


def send(*record: object) -> None:
    """Write one record; progress and the last word go out at once."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode() + b"\n")
    if record[0] != "row":
        sys.stdout.buffer.flush()


def read(source: IO[bytes]) -> None:
    """Check the archive, then report its sheets; raises ``Refused`` or one of ``NONSENSE``."""
    with ZipFile(source) as archive:
        check_archive(archive, source.seek(0, 2))
        main = main_part(archive)
        refuse_other_formats(archive, main)
        for member in archive.infolist():
            if member.filename.lower().endswith(XML_NAMES):
                with archive.open(member) as part:
                    refuse_dtd(part)
        parts = parts_of(archive, main)
        if len(parts.sheets) > MAX_SHEETS:
            raise Refused([TOO_MANY_SHEETS])
        expected = sum(stated_lines(archive, sheet.member) for sheet in parts.sheets)
        lookups = lookups_of(archive, parts)
        progress = Progress(expected)
        allowance = Allowance()
        for sheet in parts.sheets:
            read_sheet(archive, sheet, lookups, allowance, progress)
        progress.finish()


def check_archive(archive: ZipFile, size: int) -> None:
    """Refuse a bomb, a password and macros by the list of members alone; ``size`` in bytes.

    zipfile never unpacks more of a member than the list says, so a forged list gains nothing.
    """
    members = archive.infolist()
    if is_bomb(members, size):
        raise Refused([BOMB])
    if is_locked(members):
        raise Refused([LOCKED])
    if any(member.filename.lower().endswith(MACROS) for member in members):
        raise Refused([HAS_MACROS])


def refuse_other_formats(archive: ZipFile, main: str) -> None:
    """Refuse an archive whose ``main`` part is not a list of sheets in XML."""
    names = archive.namelist()
    if any(name.startswith("word/") for name in names):
        raise Refused([WORD])
    if "xl/workbook.bin" in names:
        raise Refused([BINARY])
    if not main.startswith("xl/") or not main.endswith(".xml"):
        raise Refused([OTHER_ARCHIVE])


def stated_lines(archive: ZipFile, member: str) -> int:
    """About how many lines a sheet has, empty ones included: tags are counted, not read."""
    count, tail = 0, b""
    with archive.open(member) as source:
        while chunk := source.read(CHUNK):
            count += (tail + chunk).count(b"<row ")
            tail = chunk[-4:]
    return count


class Progress:
    """Reports how many lines have been passed, of about how many."""

    def __init__(self, expected: int) -> None:
        """Report the beginning, too: from then on the reader knows how much there is."""
        self._expected = expected
        self._passed = 0
        send("lines", 0, expected)

    def tick(self) -> None:
        """One more line is passed."""
        self._passed += 1
        if self._passed % LINES_A_REPORT == 0:
            send("lines", self._passed, max(self._passed, self._expected))

    def finish(self) -> None:
        """All lines are passed, and their number is certain."""
        send("lines", self._passed, self._passed)


def read_sheet(
    archive: ZipFile, sheet: SheetPart, lookups: Lookups, allowance: Allowance, progress: Progress
) -> None:
    """Report one sheet, line by line."""
    send("sheet", sheet.name, sheet.hidden)
    allowance.next_sheet(sheet.name)
    parser = SheetParser(lookups, allowance, send_line, progress.tick)
    with archive.open(sheet.member) as source:
        parser.read(source)
    send("end", [[each.top, each.left, each.bottom, each.right] for each in parser.merges])


def send_line(line: Line) -> None:
    """Report one line."""
    send("row", line.number, line.texts, line.uncached)


if __name__ == "__main__":
    main(sys.argv[1:])
