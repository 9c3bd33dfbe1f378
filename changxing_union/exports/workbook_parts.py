"""The parts of an .xlsx beside its sheets: which sheets there are, shared texts, number formats.

Runs in the child process. Every part is parsed as a stream by expat, which builds no tree, and
every DTD is refused where it is declared: no entity can exist. openpyxl is not used for reading,
because it believes the stated dimensions, tells results and formulas only in two passes, and does
not know the date formats that Chinese Office names by number.
"""

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, NoReturn
from xml.parsers import expat  # every DTD is refused below
from zipfile import ZipFile

from changxing_union.exports.bounds import LONG_CELL, MAX_CELL_CHARACTERS, TOO_MUCH_TEXT
from changxing_union.exports.bounds import MAX_CHARACTERS as MAX_SHARED_CHARACTERS
from changxing_union.exports.cell_texts import PLAIN, NumberFormat, number_format, tidy, unescape
from changxing_union.kernel.refusals import Refused

CHUNK = 64 * 1024
MAX_SHARED = 1_000_000
MAIN_RELATIONS = "_rels/.rels"
USUAL_MAIN_PART = "xl/workbook.xml"
HAS_DTD = (
    "文件内部含有不应有的实体定义，可能有害。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)

Attributes = dict[str, str]


class Handler:
    """Hears what stands in one part; names come without their namespace.

    ``starts`` and ``ends`` hold what to call for which element; the rest passes unheard. While
    ``is_listening``, text goes into ``pieces``.
    """

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.starts: dict[str, Callable[[Attributes], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.is_listening = False
        self.pieces: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        begin = self.starts.get(tag.rpartition(" ")[2])
        if begin:
            begin(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        finish = self.ends.get(tag.rpartition(" ")[2])
        if finish:
            finish()

    def text(self, data: str) -> None:
        """Text between two tags; raises ``Refused`` when one cell would hold too much."""
        if self.is_listening:
            self._length += len(data)
            if self._length > MAX_CELL_CHARACTERS:
                raise Refused([LONG_CELL])
            self.pieces.append(data)

    def taken(self) -> str:
        """The text heard since the last call."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self._length = 0
        return text


class _PrologIsOver(Exception):
    """The first element has begun, so no DTD can follow."""


def parse(source: IO[bytes], handler: Handler) -> None:
    """Read one part to its end; raises ``ExpatError`` when it is no XML, ``Refused`` for a DTD."""
    parser = _parser()
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    while chunk := source.read(CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by place only
    parser.Parse(b"", True)  # noqa: FBT003


def refuse_dtd(source: IO[bytes]) -> None:
    """Raise ``Refused`` if the part begins with a DTD; nothing else of it is judged."""
    parser = _parser()
    parser.StartElementHandler = _stop
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003
    except (_PrologIsOver, expat.ExpatError):
        return  # A part that is read for its content is judged there.


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _stop(_tag: str, _attributes: Attributes) -> NoReturn:
    raise _PrologIsOver


def _refuse_doctype(*_facts: object) -> NoReturn:
    raise Refused([HAS_DTD])


@dataclass(frozen=True)
class SheetPart:
    """One worksheet: its name, the member of the archive that holds it, and whether it is seen."""

    name: str
    member: str
    hidden: bool


@dataclass(frozen=True)
class Parts:
    """What a workbook consists of; ``strings`` and ``styles`` are empty where there are none."""

    sheets: tuple[SheetPart, ...]
    strings: str = ""
    styles: str = ""
    from_1904: bool = False


@dataclass(frozen=True)
class Lookups:
    """What the numbers in a sheet refer to: texts, formats, and the day that days count from."""

    strings: list[str] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)
    from_1904: bool = False

    def string(self, index: str) -> str:
        """The shared text number ``index``; ``ValueError`` if there is none."""
        place = int(index)
        if not 0 <= place < len(self.strings):
            raise ValueError("The sheet refers to a text the workbook does not hold.")
        return self.strings[place]

    def number_format(self, style: str) -> NumberFormat:
        """The number format of the style number ``style`` (plain if the file has none such)."""
        place = int(style)
        return self.formats[place] if 0 <= place < len(self.formats) else PLAIN


class _Relations(Handler):
    """Which member each relation of a part points to, and of what kind it is."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.targets: dict[str, tuple[str, str]] = {}
        self.starts["Relationship"] = self._relation

    def _relation(self, attributes: Attributes) -> None:
        if attributes.get("TargetMode") == "External":
            return
        target = posixpath.join("/", self.folder, attributes.get("Target", ""))
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.targets[attributes.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))

    def member(self, kind: str) -> str:
        """The first member of that kind, or an empty string."""
        return next((member for each, member in self.targets.values() if each == kind), "")


class _Workbook(Handler):
    """The sheets as the workbook lists them: name, state, number of their relation."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False
        self.starts["sheet"] = self._sheet
        self.starts["workbookPr"] = self._properties

    def _sheet(self, attributes: Attributes) -> None:
        relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
        seen = attributes.get("state", "visible") == "visible"
        self.sheets.append((attributes.get("name", ""), not seen, relation))

    def _properties(self, attributes: Attributes) -> None:
        self.from_1904 = attributes.get("date1904") in {"1", "true"}


class _Strings(Handler):
    """Shared texts in their order, without the pronunciation that Asian Office may add."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._characters = 0
        self._aside = False
        self.starts |= {"t": self._listen, "rPh": self._pronunciation}
        self.ends |= {"t": self._ignore, "rPh": self._pronounced, "si": self._finish}

    def _listen(self, _attributes: Attributes) -> None:
        self.is_listening = not self._aside

    def _ignore(self) -> None:
        self.is_listening = False

    def _pronunciation(self, _attributes: Attributes) -> None:
        self._aside = True

    def _pronounced(self) -> None:
        self._aside = False

    def _finish(self) -> None:
        text = tidy(unescape(self.taken()))
        self._characters += len(text)
        self.strings.append(text)
        if self._characters > MAX_SHARED_CHARACTERS or len(self.strings) > MAX_SHARED:
            raise Refused([TOO_MUCH_TEXT])


class _Styles(Handler):
    """The number format of every cell style."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: list[NumberFormat] = []
        self._codes: dict[int, str] = {}
        self._section = ""
        for name in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"):
            self.starts[name] = self._enter(name)
        self.starts |= {"numFmt": self._code, "xf": self._format}

    def _enter(self, name: str) -> Callable[[Attributes], None]:
        def enter(_attributes: Attributes) -> None:
            self._section = name

        return enter

    def _code(self, attributes: Attributes) -> None:
        if self._section == "numFmts":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")

    def _format(self, attributes: Attributes) -> None:
        if self._section == "cellXfs":
            number = int(attributes.get("numFmtId", "0"))
            self.formats.append(number_format(number, self._codes.get(number, "")))


def main_part(archive: ZipFile) -> str:
    """The member that holds the list of sheets; empty when the archive is no Office file."""
    names = set(archive.namelist())
    if MAIN_RELATIONS in names:
        member = _relations(archive, MAIN_RELATIONS, "").member("officeDocument")
        if member in names:
            return member
    return USUAL_MAIN_PART if USUAL_MAIN_PART in names else ""


def parts_of(archive: ZipFile, main: str) -> Parts:
    """The parts of the workbook whose list of sheets is ``main``; chart sheets are left out."""
    workbook = _Workbook()
    with archive.open(main) as source:
        parse(source, workbook)
    folder, _, name = main.rpartition("/")
    relations = _relations(archive, posixpath.join(folder, "_rels", f"{name}.rels"), folder)
    sheets = []
    for title, hidden, relation in workbook.sheets:
        kind, member = relations.targets.get(relation, ("", ""))
        if kind == "worksheet":
            sheets.append(SheetPart(title, member, hidden))
    return Parts(
        sheets=tuple(sheets),
        strings=relations.member("sharedStrings"),
        styles=relations.member("styles"),
        from_1904=workbook.from_1904,
    )


def lookups_of(archive: ZipFile, parts: Parts) -> Lookups:
    """Shared texts and number formats; raises ``Refused`` when the texts exceed the bounds."""
    strings, styles = _Strings(), _Styles()
    with _opened(archive, parts.strings) as source:
        if source:
            parse(source, strings)
    with _opened(archive, parts.styles) as source:
        if source:
            parse(source, styles)
    return Lookups(strings.strings, styles.formats, parts.from_1904)


def _relations(archive: ZipFile, member: str, folder: str) -> _Relations:
    relations = _Relations(folder)
    with archive.open(member) as source:
        parse(source, relations)
    return relations


@contextmanager
def _opened(archive: ZipFile, member: str) -> Iterator[IO[bytes] | None]:
    """The member to read; none where a workbook names a part that it does not need."""
    if member not in archive.NameToInfo:
        yield None
        return
    with archive.open(member) as source:
        yield source
