"""What is known of a private file that came with something, whatever it came with."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from changxing_union.web.file_kinds import FileKind
from changxing_union.web.files import InspectedFile, inspect_upload
from changxing_union.web.pictures import Measure, shrink_photo


class StoredFile(models.Model):
    """The facts of one kept file; what it belongs to and where it lies, its own model says."""

    original_name = models.CharField("原文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")

    if TYPE_CHECKING:  # Each model names a folder of its own.
        file: models.FileField

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small beside its name."""
        return self.content_type.startswith("image/")

    @property
    def kind_word(self) -> str:
        """``PDF``, ``DOCX``: what stands where there is no picture to show."""
        return PurePosixPath(self.original_name).suffix.removeprefix(".").upper()


def received(
    upload: "UploadedFile[bytes]", *, kinds: frozenset[FileKind], max_bytes: int, measure: Measure
) -> "tuple[File[bytes], InspectedFile]":
    """What is kept of ``upload`` and the facts of that, after its content was judged.

    A picture is kept without its metadata and in a moderate size. A photograph always becomes the
    same bytes, and those stay as they are, so it is recognised whether it comes again from the
    phone or from the portal. Unpacking a large one takes seconds: no row may be held meanwhile.
    """
    inspected = inspect_upload(upload, kinds=kinds, max_bytes=max_bytes)
    return shrink_photo(upload, inspected, measure)


def facts_of(inspected: InspectedFile) -> dict[str, object]:
    """The columns of ``StoredFile`` that the content decides."""
    return {
        "original_name": inspected.original_name,
        "content_type": inspected.content_type,
        "size": inspected.size,
        "sha256": inspected.sha256,
    }
