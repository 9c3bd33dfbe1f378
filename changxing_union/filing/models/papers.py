"""Files that came with a filing, and the paper copies that are kept."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q

from changxing_union.filing.models.filing import Filing
from changxing_union.organizations.models import User
from changxing_union.web.stored_files import StoredFile


class Slot(models.TextChoices):
    """What an attachment is for."""

    SEALED_SCAN = "sealed_scan", "盖章扫描件"
    EVIDENCE = "evidence", "证明材料"
    IMPORTED = "imported", "导入的原表"


# What people upload beside a form; the rest is kept there by the portal itself.
UPLOADED_SLOTS = [(slot.value, slot.label) for slot in (Slot.SEALED_SCAN, Slot.EVIDENCE)]


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A random name below the filing's folder: nothing a user typed reaches the file system."""
    return f"attachments/{attachment.filing_id}/{uuid4().hex}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Adjectives over attachments."""

    def kept(self) -> "AttachmentQuerySet":
        """Not taken out by the filer."""
        return self.filter(removed_at=None)

    def as_of(self, moment: datetime) -> "AttachmentQuerySet":
        """Those that were there at ``moment``."""
        return self.filter(Q(removed_at=None) | Q(removed_at__gt=moment), uploaded_at__lte=moment)


class Attachment(StoredFile):
    """附件文件: a scan or proof; private, and judged by its content."""

    filing = models.ForeignKey(
        Filing, on_delete=models.CASCADE, related_name="attachments", verbose_name="申报"
    )
    slot = models.CharField("用途", max_length=20, choices=Slot.choices)
    # The line of its form that it proves, by the annex's own code; empty: the form as a whole.
    item = models.CharField("对应项目", max_length=20, blank=True, default="")
    file = models.FileField("文件", upload_to=attachment_path, max_length=200)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    # Kept when it was part of a filed version; removed rows no longer count or show.
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件文件"
        ordering = ["filing", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slot__in=Slot.values), name="attachment_slot_is_known"
            ),
            models.UniqueConstraint(
                fields=["filing", "slot", "item", "sha256"],
                condition=Q(removed_at=None),
                name="same_file_attached_once",
            ),
        ]


class PaperCopy(models.Model):
    """纸质件: one of the sealed copies, who is to keep it and when it arrived."""

    filing = models.ForeignKey(
        Filing, on_delete=models.CASCADE, related_name="copies", verbose_name="申报"
    )
    number = models.PositiveSmallIntegerField("第几份")
    holder = models.CharField("留存单位", max_length=60)
    received_on = models.DateField("收到日期", null=True, blank=True)
    kept_by = models.CharField("保管人", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纸质件"
        ordering = ["filing", "number"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="one_paper_per_number"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 份 {self.holder}"
