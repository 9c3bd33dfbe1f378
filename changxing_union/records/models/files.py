"""记录附件: photographs and papers that prove a record."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from changxing_union.organizations.models import User
from changxing_union.records.models.records import Record
from changxing_union.web.stored_files import StoredFile


def record_file_path(stored: "RecordFile", filename: str) -> str:
    """A random name below the record's folder: nothing a user typed reaches the file system."""
    return f"records/{stored.record_id}/{uuid4().hex}"


class RecordFileQuerySet(models.QuerySet["RecordFile"]):
    """Adjectives over evidence."""

    def kept(self) -> "RecordFileQuerySet":
        """Not taken out again."""
        return self.filter(removed_at=None)


class RecordFile(StoredFile):
    """记录附件: a photograph or paper that proves a record; private, judged by its content."""

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="files", verbose_name="记录"
    )
    file = models.FileField("文件", upload_to=record_file_path, max_length=200)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    # What was taken out is no longer shown or handed out, but stays where it is.
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = RecordFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录附件"
        ordering = ["record", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "sha256"],
                condition=Q(removed_at=None),
                name="same_file_proves_a_record_once",
            ),
        ]
