"""Receiving files without letting one upload fill the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Stands in FILE_UPLOAD_HANDLERS after the one for memory, in place of Django's own.

    What exceeds ``ATTACHMENT_MAX_BYTES`` is read and dropped, so that the form around the file
    stays whole; in its place stands an empty file which knows the true size, for
    ``inspect_upload`` to refuse. So are all files behind the first ``ATTACHMENTS_AT_ONCE``, which
    the page names to whoever chose too many.
    """

    begun = 0

    def new_file(self, *args: Any, **options: Any) -> None:
        """Count what the request holds."""
        super().new_file(*args, **options)
        self.begun += 1

    def handle_raw_input(
        self,
        input_data: object,
        META: dict[str, Any],  # noqa: N803 (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a request that cannot be meant well whatever is in it, without storing any."""
        files = settings.DATA_UPLOAD_MAX_NUMBER_FILES or 1
        if content_length > files * settings.ATTACHMENT_MAX_BYTES:
            raise RequestDataTooBig("The request is larger than all its attachments may be.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Store the chunk, or drop it and everything before it once the file is one too many."""
        if self._is_kept(start + len(raw_data)):
            super().receive_data_chunk(raw_data, start)
        elif not self.file.closed:
            self.file.close()  # which also removes it

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """The file, or a stand-in for one that was dropped."""
        if self._is_kept(file_size):
            return super().file_complete(file_size)
        nothing = ContentFile(b"")
        return UploadedFile(nothing, self.file_name, self.content_type, file_size, self.charset)

    def _is_kept(self, size: int) -> bool:
        return size <= settings.ATTACHMENT_MAX_BYTES and self.begun <= settings.ATTACHMENTS_AT_ONCE
