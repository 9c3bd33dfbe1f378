"""Imports under way and what was learnt from earlier ones (domain §4.2)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from changxing_union.organizations.models import Organization, Role, User

# A worker that has not been heard of for so long is taken for dead.
LOST_AFTER = timedelta(seconds=60)
TOKEN_LENGTH = 32
HEADING_LENGTH = 200


class ImportState(models.TextChoices):
    """Where an import stands."""

    QUEUED = "queued", "等待处理"
    READING = "reading", "读取中"
    CHECKING = "checking", "核对中"
    MAPPING = "mapping", "待对应列"
    PREVIEW = "preview", "待确认"
    COMMITTING = "committing", "写入中"
    DONE = "done", "已导入"
    FAILED = "failed", "未成功"
    CANCELLED = "cancelled", "已取消"


# The states in which the background works, or is about to.
WORKING = (
    ImportState.QUEUED,
    ImportState.READING,
    ImportState.CHECKING,
    ImportState.COMMITTING,
)


def job_path(job: "ImportJob", filename: str) -> str:
    """A random name: nothing a user typed reaches the file system."""
    return f"imports/{job.organization_id}/{uuid4().hex}"


def new_token() -> str:
    """What makes the commit of one import recognisable when it is tried again."""
    return get_random_string(TOKEN_LENGTH)


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    """Adjectives over imports."""

    def visible_to(self, user: User) -> "ImportJobQuerySet":
        """Those of the unions ``user`` files for; nobody else has business with a raw table."""
        return self.filter(organization__in=user.organization_ids(Role.FILER))

    def light(self) -> "ImportJobQuerySet":
        """Without the rows: for lists, and for a page that asks every second."""
        return self.defer("pasted", "recognition", "lines", "stated", "splits", "findings")


class ImportJob(models.Model):
    """导入任务: one table on its way into one form, from the upload to the last row.

    The rows are read once under the confirmed columns and kept until they are stored: preview and
    commit never parse again. ``imports.stored`` knows the shapes of the JSON columns.
    """

    kind = models.CharField("导入种类", max_length=40)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="工会组织"
    )
    # What ImportPlace.reference said; empty when the form is opened by the commit.
    place_reference = models.CharField("导入到", max_length=40, blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间")

    file = models.FileField("文件", upload_to=job_path, max_length=200, blank=True)
    original_name = models.CharField("原文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100, blank=True)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    pasted = models.TextField("粘贴的文字", blank=True)

    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices, default=ImportState.QUEUED
    )
    # Counts the hand-overs to the background: work of an earlier one changes nothing any more.
    attempt = models.PositiveSmallIntegerField("处理次数", default=1)
    done = models.PositiveIntegerField("已处理行数", default=0)
    expected = models.PositiveIntegerField("应处理行数", default=0)
    heartbeat_at = models.DateTimeField("最近进展时间")
    failures = models.JSONField("未成功的原因", default=list, blank=True)

    sheet = models.PositiveSmallIntegerField("选定的工作表", null=True, blank=True)
    sheet_names = models.JSONField("工作表名称", default=list, blank=True)
    recognition = models.JSONField("识别结果", null=True, blank=True)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    lines = models.JSONField("读出的行", null=True, blank=True)
    stated = models.JSONField("表中写明的合计", default=list, blank=True)
    splits = models.JSONField("确认的拆分", default=dict, blank=True)
    findings = models.JSONField("核对意见", default=list, blank=True)
    computed = models.JSONField("算出的合计", default=dict, blank=True)

    replace = models.BooleanField("替换现有内容", default=False)
    edition_seen = models.CharField("预览时的版本", max_length=60, blank=True)
    token = models.CharField("请求标识", max_length=TOKEN_LENGTH, default=new_token, editable=False)
    committed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="导入人",
    )  # fmt: skip
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    ip = models.CharField("IP", max_length=45, blank=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    result_url = models.CharField("导入后的页面", max_length=200, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入任务"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.DONE)
                | Q(committed_at__isnull=False, committed_by__isnull=False),
                name="import_done_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "kind", "-created_at", "-id"], name="import_by_union"
            ),
            models.Index(
                fields=["organization", "kind", "sha256"],
                condition=Q(state=ImportState.DONE),
                name="import_done_by_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_name}（{self.get_state_display()}）"

    @property
    def is_working(self) -> bool:
        """Whether the background has it."""
        return self.state in WORKING

    def is_lost(self, at: datetime) -> bool:
        """Whether the background has it but was not heard of for ``LOST_AFTER``."""
        return self.is_working and self.heartbeat_at < at - LOST_AFTER

    @property
    def is_retryable(self) -> bool:
        """Whether a failed import still has what it needs to be tried again.

        A file that was refused is gone: it would be refused again.
        """
        return self.state == ImportState.FAILED and bool(self.file or self.pasted)


class RememberedMapping(models.Model):
    """记住的列对应: what a union's heading means, as somebody of it has confirmed."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", verbose_name="工会组织"
    )
    kind = models.CharField("导入种类", max_length=40)
    heading = models.CharField("表头文字", max_length=HEADING_LENGTH)
    # A name of the plan, imports.table.JOINED, or empty: this column is not imported.
    target = models.CharField("对应栏目", max_length=40, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "记住的列对应"
        ordering = ["organization", "kind", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "heading"], name="one_meaning_per_heading"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.target or '不导入'}"
