"""Thumbnails of pictures among kept files: made at the first look, kept beside the file."""

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from changxing_union.kernel.refusals import Refused
from changxing_union.web.file_kinds import FileKind
from changxing_union.web.pictures import make_thumbnail
from changxing_union.web.private_files import MISSING
from changxing_union.web.stored_files import StoredFile

JPEG_END = b"\xff\xd9"
PICTURE_KINDS = {kind.value.content_type: kind for kind in FileKind if kind.is_image}


def thumbnail_name(file_name: str) -> str:
    """Where the thumbnail of a stored file is kept."""
    return f"{file_name}.thumbnail"


def thumbnail_of(stored: StoredFile) -> bytes:
    """The thumbnail of a picture, a JPEG; made anew when it is not there.

    Raises ``Refused`` when the picture itself is lost or cannot be unpacked.
    """
    storage, file_name = stored.file.storage, str(stored.file.name)
    kept = _read(storage, thumbnail_name(file_name))
    return kept or _make(storage, file_name, stored)


def _read(storage: Storage, name: str) -> bytes | None:
    """What is kept under ``name``, if it is whole: its writer may be at work, or have died."""
    try:
        with storage.open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content if content.endswith(JPEG_END) else None


def _make(storage: Storage, file_name: str, stored: StoredFile) -> bytes:
    kind = PICTURE_KINDS[stored.content_type]
    try:
        with storage.open(file_name) as file:
            content = make_thumbnail(file, kind, name=stored.original_name)
    except FileNotFoundError as error:
        raise Refused([f"“{stored.original_name}”：{MISSING}"]) from error
    name = thumbnail_name(file_name)
    storage.delete(name)  # Half of one, if anything.
    saved = storage.save(name, ContentFile(content))
    # Somebody else was quicker, or has discarded the picture meanwhile: nothing may lie about.
    if saved != name or not storage.exists(file_name):
        storage.delete(saved)
    return content
