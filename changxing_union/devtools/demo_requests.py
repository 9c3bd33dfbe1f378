"""Demo sheets of annex 5 on their way: begun, filed, taken up, and one sent back by the county.

Several ask for one trade, so that the county's workbook has something to sum up. Units, names and
phones are visibly fictional.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.devtools.demo_pictures import sealed_scan
from changxing_union.filing import services
from changxing_union.filing.cellforms import ROW_PREFIX, new_row_names
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FilingEvent, FormType, Slot
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from techservice.services.requests import open_request


def seed_requests(form_type: FormType, rows: list[dict[str, Any]]) -> int:
    """The sheets that are not there yet; returns how many there are in all."""
    for number, row in enumerate(rows, start=1):
        if not FilingEvent.objects.filter(token=_token(row)).exists():
            _seed_request(form_type, number, row)
    return len(rows)


def _token(row: dict[str, Any]) -> str:
    return f"demo-request-{row['key']}"


@transaction.atomic
def _seed_request(form_type: FormType, number: int, row: dict[str, Any]) -> None:
    """One sheet, typed and moved as its people would."""
    filer = User.objects.get(username=row["filer"])
    start = timezone.now() - timedelta(days=row["days_ago"], hours=4)
    request = open_request(
        form_type,
        organization=filer.held_roles[0].organization,
        unit_name=row["unit"],
        act=Act(by=filer, at=start, token=_token(row)),
    )
    filing = request.filing
    act = Act(by=filer, at=start + timedelta(minutes=25))
    is_begun = row["until"] == "draft"
    typed = _needs(row) | ({} if is_begun else _closing(number, row, start))
    save_typed(filing, typed, base=None, act=act)
    if is_begun:
        return
    services.attach(filing, sealed_scan(), slot=Slot.SEALED_SCAN, act=act)
    services.file(_fresh(filing), act=Act(by=filer, at=start + timedelta(hours=1)))
    _answer(_fresh(filing), row["until"], at=start + timedelta(hours=4))


def _needs(row: dict[str, Any]) -> dict[str, str]:
    """What the enterprise asks for: HTML name → text."""
    typed = {"need_text": row["need"], "need_trade": row["trade"]}
    lines = row["demands"]
    for name, (trade, count) in zip(new_row_names(len(lines)), lines, strict=True):
        typed |= {f"{name}-trade": trade, f"{name}-head_count": count}
    return typed


def _closing(number: int, row: dict[str, Any], start: datetime) -> dict[str, str]:
    """Whom to ask, where to go, and the one opinion box."""
    day = show_date(shanghai_day(start))
    return {
        "chair_name": row["chair"],
        "phone": row["phone"],
        "address": f"长兴县示例路{100 + number}号",
        "opinion_township-text": "情况属实，同意上报。",
        "opinion_township-signer": "郑示例",
        "opinion_township-date": day,
        "opinion_township-seal": "scanned",
    }


def _answer(filing: Filing, until: str, *, at: datetime) -> None:
    """What the county said to it, if it has said anything."""
    act = Act(by=User.objects.get(username="jingjibu"), at=min(at, timezone.now()))
    if until == "accept":
        services.accept(filing, act=act)
    elif until == "return":
        (line, *_) = filing.service_request.working_rows
        flags = {f"{ROW_PREFIX}{line.key}": ("第 1 行", "“技工”太笼统，请写明工种")}
        services.return_to_filer(
            filing, act=act, reason="示例：请写明需要培训的工种，再重新上报。", flags=flags
        )


def _fresh(filing: Filing) -> Filing:
    return Filing.objects.get(pk=filing.pk)
