"""Checks of what is inside each kind. No size or name that the file states itself is trusted."""

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from changxing_union.kernel.containers import BINARY, encodings_of, is_bomb, is_locked
from changxing_union.web.file_kinds import FileKind, is_markup

MAX_PIXELS = 50_000_000
# Scanners pad their files, so the end mark of a PDF need not be the very last line.
TAIL_BYTES = 2048
HEAD_BYTES = 1024
CHUNK = 64 * 1024
# FF and a byte that is neither stuffing (00), a restart (D0-D7) nor a fill byte (FF).
JPEG_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
JPEG_START, JPEG_END, JPEG_SCAN = 0xD8, 0xD9, 0xDA
# Real pictures have dozens of segments; a file made of nothing else would take minutes to walk.
JPEG_SEGMENTS = 2_000
# Progressive pictures have about ten scans. Each one visits every pixel, however few bytes it has:
# 200 kB of them would keep a process busy for minutes.
JPEG_SCANS = 32
# Pillow's ways of saying that the data make no sense.
UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, struct.error,
)  # fmt: skip

DAMAGED = "文件已损坏或没有传完整。请重新扫描或导出后再上传"
TOO_MANY_PIXELS = "图片超过 5000 万像素。请降低扫描分辨率（300 dpi 足够）后重新上传"
# What Office writes; others unpack far more slowly, or with errors of their own.
OFFICE_COMPRESSION = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
BOMB = "文件展开后过大，可能有害。请删去多余的工作表、空行和图片，另存后重新上传"
MACROS = "文件含有宏程序，不能上传。请另存为不含宏的 .xlsx 或 .docx 后重新上传"
LOCKED = "文件设有密码。请取消密码后重新上传"
PROGRAMS = ("vbaproject.bin", ".bas", ".exe", ".dll")
ODD_STRUCTURE = "文件内部结构异常，可能有害。请在 WPS 或 Office 中打开并另存后重新上传"
POLYGLOT = "PDF 中夹带了其他类型的内容，可能有害。请重新打印为 PDF 后上传"
BINARY_WORKBOOK = "这是 Excel 二进制工作簿。请另存为 .xlsx 后重新上传"
OFD = "暂不支持 OFD 版式文件。请转换为 PDF 后重新上传"
UNPACK = "暂不支持这种压缩包或文档。请解压后逐个上传，或另存为 PDF"

NO_TEXT = (
    "文件内容不是文字表格，或文字编码无法识别。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传"
)

MAIN_PARTS: tuple[tuple[str, FileKind | str], ...] = (
    ("xl/workbook.xml", FileKind.XLSX),
    ("word/document.xml", FileKind.DOCX),
    ("xl/workbook.bin", BINARY_WORKBOOK),
    ("OFD.xml", OFD),
)


def archive_kind(file: "UploadedFile[bytes]") -> FileKind | str:
    """Which Office file a zip archive is, or the advice for one that is none."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return DAMAGED
    return next((kind for part, kind in MAIN_PARTS if part in names), UNPACK)


def content_faults(file: "UploadedFile[bytes]", kind: FileKind, size: int) -> Iterator[str]:
    """Why the inside of ``file`` is refused; half sentences that say what to do."""
    file.seek(0)
    if kind.is_image:
        yield from picture_faults(file, kind)
    elif kind is FileKind.PDF:
        yield from pdf_faults(file, size)
    elif kind is FileKind.CSV:
        yield from text_faults(file)
    else:
        yield from archive_faults(file, size)


def picture_faults(file: "UploadedFile[bytes]", kind: FileKind) -> Iterator[str]:
    """A picture too large to unpack, or one that breaks off in the middle."""
    if kind is FileKind.JPEG and not jpeg_ends(file):
        yield DAMAGED
        return
    file.seek(0)
    try:
        # The header alone says how large the picture is; nothing is decoded before it is checked.
        with Image.open(file, formats=(kind.name,)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                yield TOO_MANY_PIXELS
            elif kind is FileKind.PNG:
                picture.verify()  # Reads every chunk to the end without unpacking it.
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        yield TOO_MANY_PIXELS
    except UNREADABLE:
        yield DAMAGED


def jpeg_ends(file: "File[bytes]") -> bool:
    """Whether a JPEG has its end mark where one is due, found by walking from mark to mark.

    Pillow would have to decode everything: 150 MB for a 300 kB file.
    """
    return any(marker == JPEG_END for marker, _ in jpeg_segments(file))


def jpeg_segments(file: "File[bytes]") -> Iterator[tuple[int, bytes]]:
    """Every mark of a JPEG with what its segment holds, up to the end mark or to where it breaks.

    ``file`` is left right after the segment; the compressed data behind it is skipped.
    """
    file.seek(0)
    scans = 0
    for _ in range(JPEG_SEGMENTS):
        marker = next_jpeg_marker(file)
        if marker is None or scans > JPEG_SCANS:
            return
        content = b""
        if marker not in (JPEG_START, JPEG_END):
            length = int.from_bytes(file.read(2), "big")
            content = file.read(max(0, length - 2))
        yield marker, content
        if marker == JPEG_END:
            return
        scans += marker == JPEG_SCAN


def next_jpeg_marker(file: "File[bytes]") -> int | None:
    """Skip compressed data up to the next mark; leave ``file`` right after it."""
    position = file.tell()
    while True:
        chunk: bytes = file.read(CHUNK)
        if found := JPEG_MARKER.search(chunk):
            file.seek(position + found.end())
            return chunk[found.end() - 1]
        if len(chunk) < CHUNK:
            return None
        position += CHUNK - 1  # A mark has two bytes; the chunk may end between them.
        file.seek(position)


def pdf_faults(file: "UploadedFile[bytes]", size: int) -> Iterator[str]:
    """A PDF that is not whole, or that is something else at the same time."""
    head = file.read(HEAD_BYTES)
    file.seek(max(0, size - TAIL_BYTES))
    if b"%%EOF" not in file.read(TAIL_BYTES):
        yield DAMAGED
    elif is_markup(head) or zipfile.is_zipfile(file):
        yield POLYGLOT


def text_faults(file: "UploadedFile[bytes]") -> Iterator[str]:
    """A text table in none of the known encodings, or one with bytes that no text has."""
    head: bytes = file.read(HEAD_BYTES)
    if not any(is_text(file, encoding) for encoding in encodings_of(head)):
        yield NO_TEXT


def is_text(file: "UploadedFile[bytes]", encoding: str) -> bool:
    """Whether the whole of ``file`` is text in ``encoding``, read in pieces."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if BINARY.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def archive_faults(file: "UploadedFile[bytes]", size: int) -> Iterator[str]:
    """An Office file that is a bomb, carries macros or a password, or would unpack elsewhere."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    if is_bomb(members, size):
        yield BOMB
    elif is_locked(members):
        yield LOCKED
    elif any(member.filename.lower().endswith(PROGRAMS) for member in members):
        yield MACROS
    elif not is_of_office(members) or not unpacks_as_stated(file):
        yield ODD_STRUCTURE


def is_of_office(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether every member is packed as Office packs, under a name of its own in its own folder."""
    names = [member.filename for member in members]
    packed = all(member.compress_type in OFFICE_COMPRESSION for member in members)
    return packed and len(set(names)) == len(names) and not any(map(escapes, names))


def unpacks_as_stated(file: "UploadedFile[bytes]") -> bool:
    """Whether every member has the size and checksum it claims; reads no more than it claims.

    A forged size hides a bomb from the sum above, and breaks the checksum here.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        return False


def escapes(name: str) -> bool:
    """Whether unpacking a member called ``name`` could write outside its folder."""
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")
