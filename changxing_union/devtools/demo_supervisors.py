"""Demo 义务监督员: one at each stage, two of them appointed, with a report that is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.devtools.demo_boxes import signed_boxes
from changxing_union.devtools.demo_pictures import sealed_scan
from changxing_union.filing import services
from changxing_union.filing.cells import all_cells
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FilingEvent, FormType, Slot
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from techservice.services.appointments import Term, appoint, next_certificate_number
from techservice.services.emission_reports import follow_up, record_report
from techservice.services.supervisors import open_supervisor

TYPED = {
    "gender": "male", "birth": "1984年6月", "education": "大专", "politics": "群众",
    "trade": "示例工种", "since": "2014年3月", "wechat": "shili_jiandu", "postcode": "313100",
    "honours_text": "2016年12月在公司获“示例节能标兵”称号（虚构）。",
}  # fmt: skip
# How far each demo form is taken; every stage but 退回 contains those before it.
STAGES = ("draft", "file", "accept", "sign", "approve", "appoint")
TERM = timedelta(days=730)
FIRST_PHONE = 60  # those of demo teams come before


def seed_supervisors(form_type: FormType, rows: Sequence[Mapping[str, Any]]) -> int:
    """The form of every row that has none yet; how many rows there are."""
    for number, row in enumerate(rows, start=1):
        if not FilingEvent.objects.filter(token=f"demo-{row['key']}").exists():
            _seed_supervisor(form_type, number, row)
    return len(rows)


@transaction.atomic
def _seed_supervisor(form_type: FormType, number: int, row: Mapping[str, Any]) -> None:
    """One form, typed and moved as its people would."""
    filer = User.objects.get(username=row["filer"])
    start = timezone.now() - timedelta(days=row["days_ago"], hours=2)
    filing = open_supervisor(
        form_type,
        organization=filer.held_roles[0].organization,
        unit_name=row["unit"],
        name=row["name"],
        act=Act(by=filer, at=start, ip="127.0.0.1", token=f"demo-{row['key']}"),
    ).filing
    act = Act(by=filer, at=start + timedelta(minutes=20), ip="127.0.0.1")
    phone = f"139000000{FIRST_PHONE + number}"
    typed = {**TYPED, "address": f"长兴县示例路{number}号", "mobile": phone}
    is_draft = row["until"] == "draft"
    typed |= {"politics": ""} if is_draft else signed_boxes(start)
    save_typed(filing, typed, base=None, act=act)
    if is_draft:
        return
    services.attach(filing, sealed_scan(), slot=Slot.SEALED_SCAN, act=act)
    _move(Filing.objects.get(pk=filing.pk), row["until"], start)
    if row.get("report"):
        _report(filing, start)


def _move(filing: Filing, until: str, start: datetime) -> None:
    clerk, union = (User.objects.get(username=name) for name in ("jingjibu", "zonggonghui"))
    ats = [start + timedelta(hours=hours) for hours in (1, 8, 16, 24, 32)]
    services.file(filing, act=Act(by=filing.created_by, at=ats[0]))
    reached = STAGES.index("accept" if until == "return" else until)
    if reached >= STAGES.index("accept"):
        services.accept(filing, act=Act(by=clerk, at=ats[1]))
    if until == "return":
        labels = {cell.name: cell.label for cell in all_cells(filing)}
        services.return_to_filer(
            filing,
            act=Act(by=clerk, at=ats[2]),
            reason="示例：工种填写不规范，请修改后重新上报。",
            flags={"trade": (labels["trade"], "请写规范名称")},
        )
    if reached >= STAGES.index("sign"):
        services.sign(
            filing,
            code="opinion_county",
            text="同意聘任。",
            signer=union.full_name,
            signed_on=shanghai_day(ats[2]),
            seal="sealed",
            act=Act(by=union, at=ats[2]),
        )
    if reached >= STAGES.index("approve"):
        services.approve(filing, act=Act(by=clerk, at=ats[3]))
    if reached >= STAGES.index("appoint"):
        number, day = next_certificate_number(filing.campaign.year), shanghai_day(ats[4])
        appoint([filing], Term(number, day, day + TERM), act=Act(by=clerk, at=ats[4]))


def _report(filing: Filing, start: datetime) -> None:
    """A report that is being dealt with."""
    clerk = User.objects.get(username="jingjibu")
    at = start + timedelta(days=3)
    told = {
        "reported_on": shanghai_day(at),
        "kind": "waste",
        "place": "示例车间东侧",
        "content": "示例：空压机下班后仍空转约两小时，已提醒当班人员。",
        "told_to": "示例公司设备部",
    }
    report = record_report(filing, told, act=Act(by=filing.created_by, at=at))
    later = at + timedelta(days=1)
    follow_up(
        report,
        day=shanghai_day(later),
        text="示例：公司已排查，计划加装定时开关。",
        to_state="working",
        act=Act(by=clerk, at=later),
    )
