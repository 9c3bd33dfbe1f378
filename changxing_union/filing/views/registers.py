"""A register as a download: its head, its 说明 sheet, its name, and its row in the audit log."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.http import FileResponse
from django.utils import timezone

from changxing_union.kernel.dates import SHANGHAI
from changxing_union.organizations.http import SignedInRequest, client_ip
from changxing_union.organizations.models import AuditAction, User
from changxing_union.organizations.services import record_audit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# As the address asks and the audit log keeps it.
WHOLE_PHONES, MASKED_PHONES, NO_PHONES = "full", "masked", "none"
PHONES_IN_WORDS = {WHOLE_PHONES: "完整", MASKED_PHONES: "已隐去中间位数"}
Described = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RegisterHead:
    """What stands around the rows: the line below the title, and the sheet 说明."""

    unit_line: str
    explanation: list[tuple[str, str]]


def register_download(
    request: SignedInRequest,
    write: Callable[[BinaryIO, RegisterHead], int],
    *,
    title: str,
    described: Described,
    phones: str = NO_PHONES,
    left_out: str = "",
    logged_as: str = "",
) -> FileResponse:
    """What ``write`` puts in a file, with ``title`` in its name; every export is an audit row.

    ``described`` is the filter in words, ``left_out`` what it leaves out besides (个保法).
    """
    now = timezone.now().astimezone(SHANGHAI)
    unit = _unit_of(request.user)
    words = "；".join(f"{name}：{value}" for name, value in described)
    head = RegisterHead(
        unit_line=f"填报单位：{unit}　　导出日期：{now:%Y年%m月%d日}",
        explanation=_explanation(request.user, f"{words or '全部'}{left_out}", phones, now),
    )
    target = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - FileResponse closes it
    rows = write(target, head)
    target.seek(0)
    record_audit(
        AuditAction.EXPORT,
        actor=request.user,
        target=logged_as or title,
        ip=client_ip(request),
        rows=rows,
        filter=dict(described),
        phones=phones,
    )
    name = f"{title}-{unit}-{now:%Y%m%d-%H%M}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _explanation(
    user: User, filter_words: str, phones: str, now: datetime
) -> list[tuple[str, str]]:
    """The 说明 sheet."""
    return [
        ("筛选条件", filter_words),
        *([] if phones == NO_PHONES else [("手机号码", PHONES_IN_WORDS[phones])]),
        ("导出时间", f"{now:%Y-%m-%d %H:%M}"),
        ("操作人", f"{user}（{user.username}）"),
    ]


def _unit_of(user: User) -> str:
    """The body the reader acts for."""
    held = user.held_roles
    return held[0].organization.name if held else ""
