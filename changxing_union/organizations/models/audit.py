"""The audit log: who did or tried what, from where; rows are only ever added (等保二级)."""

from typing import Any

from django.db import models
from django.db.models import Q

from changxing_union.kernel.dates import SHANGHAI
from changxing_union.organizations.models.people import User


class AuditAction(models.TextChoices):
    """What the log records beside the filings' own history."""

    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOCKED = "locked", "账号锁定"
    UNLOCKED = "unlocked", "账号解锁"
    LOGOUT = "logout", "退出"
    PASSWORD = "password", "修改密码"
    DENIED = "denied", "越权访问"
    EXPORT = "export", "导出"
    REFERENCE_DATA = "reference_data", "修改基础数据"
    MERGED = "merged", "合并单位"


PHONES_IN_WORDS = {
    "full": "手机号码完整",
    "masked": "手机号码已隐去中间位数",
    "none": "不含手机号码",
}
VERBS = {"added": "增加", "changed": "修改", "deleted": "删除"}


def _change_in_words(change: dict[str, dict[str, Any]]) -> str:
    """One entry of Django admin's change message: ``修改任职 李家巷镇 填报员（开始日期）``."""
    ((verb, what),) = change.items()
    row = " ".join(filter(None, (what.get("name"), what.get("object"))))
    fields = "、".join(what.get("fields", ()))
    return f"{VERBS[verb]}{row}" + (f"（{fields}）" if fields else "")


class AuditEvent(models.Model):
    """审计记录: one act or attempt outside a filing's own 流转记录."""

    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="用户"
    )
    username = models.CharField("用户名", max_length=150, blank=True)
    action = models.CharField("事项", max_length=20, choices=AuditAction.choices)
    target = models.CharField("对象", max_length=200, blank=True)
    detail = models.JSONField("详情", default=dict, blank=True)
    ip = models.CharField("IP", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["action", "-at", "-id"], name="audit_by_action"),
            models.Index(fields=["username", "-at", "-id"], name="audit_by_username"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=AuditAction.values), name="audit_action_is_known"
            ),
        ]

    def __str__(self) -> str:
        at = self.at.astimezone(SHANGHAI)
        return f"{at:%Y-%m-%d %H:%M} {self.username} {self.get_action_display()}"

    @property
    def detail_in_words(self) -> str:
        """``detail`` as the auditor reads it: what was asked, exported or changed."""
        match self.action:
            case AuditAction.DENIED:
                told = f"{self.detail.get('method', '')} {self.detail.get('path', '')}".strip()
                return f"{told}（{self.detail['why']}）" if "why" in self.detail else told
            case AuditAction.EXPORT:
                chosen = [f"{name}：{value}" for name, value in self.detail["filter"].items()]
                phones = PHONES_IN_WORDS[self.detail["phones"]]
                return "；".join([f"{self.detail['rows']} 行", phones, *chosen])
            case AuditAction.MERGED:
                return f"并入 {self.detail['kept']}；依据：{self.detail['reason']}"
            case AuditAction.REFERENCE_DATA:
                return "；".join(_change_in_words(change) for change in self.detail["changes"])
        return ""
