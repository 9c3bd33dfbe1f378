"""Uploads judged by their content. Every refusal says what the person can do about it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.web.file_contents import archive_kind, content_faults
from changxing_union.web.file_kinds import ZIP_SIGNATURE, FileKind, kind_of, why_unwelcome

HEAD_BYTES = 1024
NAME_LENGTH = 120
# Characters that Windows forbids in names; they would spoil the download, not the storage.
AWKWARD = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True)
class InspectedFile:
    """What is known for sure about an accepted upload."""

    kind: FileKind
    content_type: str
    extension: str
    size: int
    sha256: str
    original_name: str


def inspect_upload(
    file: "UploadedFile[bytes]", *, kinds: frozenset[FileKind], max_bytes: int
) -> InspectedFile:
    """Describe ``file``, or raise ``Refused`` when it is not a sound file of one of ``kinds``.

    The file is left at its beginning. Memory stays bounded whatever the file claims to contain.
    """
    name = clean_name(file.name or "")
    size = file.size or 0
    refuse_if(size_faults(name, size, max_bytes))
    kind = recognise(file, name, kinds)
    refuse_if(f"“{name}”：{fault}。" for fault in content_faults(file, kind, size))
    sha256 = digest(file)
    facts = kind.value
    return InspectedFile(
        kind=kind,
        content_type=facts.content_type,
        extension=facts.extension,
        size=size,
        sha256=sha256,
        original_name=with_extension(name, kind),
    )


def size_faults(name: str, size: int, max_bytes: int) -> list[str]:
    """Why a file of ``size`` bytes is not even looked at."""
    if size == 0:
        return [f"“{name}”是空文件（0 字节）。请确认文件能正常打开后重新选择。"]
    if size > max_bytes:
        limit = f"“{name}”大小为 {megabytes(size)}，超过单个文件 {megabytes(max_bytes)} 的上限。"
        return [f"{limit}请压缩、降低扫描分辨率或拆分后重新上传。"]
    return []


def megabytes(size: int) -> str:
    """``20 MB``, ``10.3 MB``; rounded up, so that a file just over the limit does not equal it."""
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"


def recognise(file: "UploadedFile[bytes]", name: str, kinds: frozenset[FileKind]) -> FileKind:
    """The kind of ``file`` by its content; it must be among ``kinds`` and agree with the name."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = archive_kind(file) if head.startswith(ZIP_SIGNATURE) else kind_of(head)
    if kind is None and FileKind.CSV in kinds and is_named_csv(name):
        # Text has no signature: the name says what it is, and what must be no text is named first.
        kind = FileKind.CSV if why_unwelcome(head) is None else None
    if isinstance(kind, FileKind) and kind in kinds:
        refuse_if(name_faults(name, kind))
        return kind
    accepted = "、".join(each.label for each in FileKind if each in kinds)
    advice = kind if isinstance(kind, str) else why_unwelcome(head)
    if advice is None:
        found = f"这是 {kind.label}" if isinstance(kind, FileKind) else "无法识别文件内容"
        advice = f"{found}，此处只接受{accepted}"
    raise Refused([f"“{name}”：{advice}。"])


def is_named_csv(name: str) -> bool:
    """Whether ``name`` ends as that of a text table."""
    return PurePosixPath(name).suffix.lower() in FileKind.CSV.value.extensions


def name_faults(name: str, kind: FileKind) -> list[str]:
    """A name that promises another kind of file; pictures misnamed as pictures are harmless."""
    extension = PurePosixPath(name).suffix.lower()
    if not extension or extension in kind.value.extensions:
        return []
    if kind.is_image and extension in FileKind.JPEG.value.extensions | {".png"}:
        return []
    mismatch = f"“{name}”：文件内容与扩展名不符，内容是 {kind.label}。"
    return [f"{mismatch}请把文件名改为以 {kind.value.extension} 结尾后重新上传。"]


def digest(file: "File[bytes]") -> str:
    """SHA-256 of the whole file, read in pieces."""
    file.seek(0)
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    file.seek(0)
    return sha256.hexdigest()


def clean_name(name: str) -> str:
    """``name`` as it may be shown and offered for download.

    Its last path component, without control, invisible and direction-changing characters (Unicode
    category C), at most 120 characters long with the extension kept.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", last)
        if not unicodedata.category(character).startswith("C")
    )
    tidy = AWKWARD.sub("_", visible).strip(" .") or "未命名"
    return shorten(tidy)


def shorten(name: str) -> str:
    """``name`` within ``NAME_LENGTH``, cut before its extension."""
    if len(name) <= NAME_LENGTH:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= len(".xlsx") else ""
    return name[: NAME_LENGTH - len(suffix)] + suffix


def with_extension(name: str, kind: FileKind) -> str:
    """``name`` ending in an extension that fits its content."""
    path = PurePosixPath(name)
    if path.suffix.lower() in kind.value.extensions:
        return name
    keeps_suffix = path.suffix.lower() not in FileKind.JPEG.value.extensions | {".png"}
    stem = name if keeps_suffix else path.stem
    return shorten(stem + kind.value.extension)
