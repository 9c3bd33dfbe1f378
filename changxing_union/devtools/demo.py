"""Demo people and filings: visibly fictional, made through the same services as real ones.

Dates are relative to the day of the first run, so that 等待天数 look like a working office; the
demo unions get an extension, for the notice's own deadlines passed in 2018.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.devtools.demo_assessments import seed_assessments
from changxing_union.devtools.demo_boxes import signed_boxes
from changxing_union.devtools.demo_pictures import sealed_scan
from changxing_union.devtools.demo_records import seed_records
from changxing_union.devtools.demo_requests import seed_requests
from changxing_union.devtools.demo_services import seed_services
from changxing_union.devtools.demo_summaries import seed_summary
from changxing_union.devtools.demo_supervisors import seed_supervisors
from changxing_union.devtools.demo_teams import seed_volunteers
from changxing_union.devtools.reference_data import fixture
from changxing_union.filing import services
from changxing_union.filing.cells import all_cells
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Extension, Filing, FilingEvent, FormType, Slot
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Membership, Organization, Role, User
from pioneer.models import APPLICATION_KIND, ASSESSMENT_KIND, SUMMARY_KIND
from pioneer.services.application import open_application
from techservice.models import REQUEST_KIND, SUPERVISOR_KIND

KINDS = (APPLICATION_KIND, SUMMARY_KIND, ASSESSMENT_KIND, SUPERVISOR_KIND, REQUEST_KIND)
EXTENDED_DAYS = 20
UNITS = "一二三四五六七八九"
NUMERALS = [*UNITS, "十", *(f"十{unit}" for unit in UNITS), "二十"]
TYPED = {
    "unit_founded": "2003年6月", "member_total": "24", "team_founded": "2009年3月",
    "male_count": "15", "female_count": "9", "party_count": "5", "league_count": "6",
    "avg_age": "36.5", "avg_skill_level": "4", "edu_college": "9", "edu_high": "11",
    "edu_junior": "4", "leader_gender": "female", "leader_birth": "1982年5月",
    "leader_education": "大专", "leader_politics": "中共党员", "leader_trade": "示例工种",
    "leader_since": "2012年7月", "leader_wechat": "shili_banzu", "postcode": "313100",
    "honours_text": "2016年12月在公司获“示例先进班组”称号（虚构）。",
}  # fmt: skip
# How far each demo filing is taken, as the steps behind it.
PATHS = {
    "draft": (),
    "file": ("file",),
    "accept": ("file", "accept"),
    "sign": ("file", "accept", "sign"),
    "approve": ("file", "accept", "sign", "approve"),
    "decline": ("file", "accept", "decline"),
    "return": ("file", "accept", "return"),
    "refile": ("file", "accept", "return", "refile"),
}


def seed_demo() -> tuple[int, int]:
    """Accounts, extensions and filings; returns how many accounts and demo filings there are."""
    rows = fixture("demo.json")
    for row in rows["accounts"]:
        _seed_account(row, rows["password"])
    form_types = {kind: FormType.objects.get(kind=kind, campaign__year=2018) for kind in KINDS}
    for code in rows["extended"]:
        for extended in form_types.values():
            _extend(extended, Organization.objects.get(code=code))
    for number, row in enumerate(rows["applications"], start=1):
        if not FilingEvent.objects.filter(token=_token(row)).exists():
            _seed_application(form_types[APPLICATION_KIND], number, row)
    for row in rows["summaries"]:
        seed_summary(form_types[SUMMARY_KIND], row)
    assessed = seed_assessments(rows["assessments"])
    registered = seed_supervisors(form_types[SUPERVISOR_KIND], rows["supervisors"])
    requested = seed_requests(form_types[REQUEST_KIND], rows["requests"])
    seed_volunteers()
    served = seed_services(form_types[REQUEST_KIND])
    seed_records()
    filings = len(rows["applications"]) + len(rows["summaries"])
    filings += assessed + registered + requested + served
    return len(rows["accounts"]), filings


def _extend(form_type: FormType, organization: Organization) -> None:
    Extension.objects.update_or_create(
        form_type=form_type,
        organization=organization,
        defaults={
            "until": shanghai_day(timezone.now()) + timedelta(days=EXTENDED_DAYS),
            "reason": "演示数据：为便于试用而延期",
        },
    )


def _token(row: dict[str, Any]) -> str:
    return f"demo-{row['key']}"


def _seed_account(row: dict[str, str], password: str) -> None:
    user = User.objects.filter(username=row["username"]).first()
    if user is None:
        user = User.objects.create_user(
            row["username"], password, full_name=row["full_name"], is_demo=True
        )
    Membership.objects.get_or_create(
        user=user,
        organization=Organization.objects.get(code=row["organization"]),
        role=Role(row["role"]),
        ended_on=None,
    )


@transaction.atomic
def _seed_application(form_type: FormType, number: int, row: dict[str, Any]) -> None:
    """One application, typed and moved as its people would."""
    filer = User.objects.get(username=row["filer"])
    start = timezone.now() - timedelta(days=row["days_ago"], hours=2)
    act = Act(by=filer, at=start, ip="127.0.0.1", token=_token(row))
    application = open_application(
        form_type,
        organization=filer.held_roles[0].organization,
        unit_name=row["unit"],
        team_name=row["team"],
        track=row["track"],
        act=act,
    )
    filing = application.filing
    act = Act(by=filer, at=start + timedelta(minutes=20), ip="127.0.0.1")
    leader = f"示例·负责人{NUMERALS[number - 1]}"
    typed = {
        **TYPED,
        "address": f"长兴县示例路{number}号",
        "post_leader_name": leader,
        "leader_name": leader,
        "leader_mobile": f"139000000{number:02d}",
    }
    if row["until"] == "draft":
        typed["male_count"] = ""
    else:
        typed |= signed_boxes(start)
    save_typed(filing, typed, base=None, act=act)
    if row["until"] != "draft":
        services.attach(filing, sealed_scan(), slot=Slot.SEALED_SCAN, act=act)
    for hours, step in enumerate(PATHS[row["until"]], start=1):
        _take(Filing.objects.get(pk=filing.pk), step, hours=hours * 8, start=start)


def _take(filing: Filing, step: str, *, hours: int, start: datetime) -> None:
    at = min(start + timedelta(hours=hours), timezone.now())
    clerk, office = (User.objects.get(username=name) for name in ("jingjibu", "jingsaiban"))
    by_clerk, by_filer = Act(by=clerk, at=at), Act(by=filing.created_by, at=at)
    if step in ("file", "refile"):
        if step == "refile":
            typed = {"leader_trade": "营业员", "honours_text": "无"}
            save_typed(filing, typed, base=None, act=by_filer)
        services.file(filing, act=by_filer)
    elif step == "accept":
        services.accept(filing, act=by_clerk)
    elif step == "approve":
        services.approve(filing, act=by_clerk)
    elif step == "decline":
        services.decline(filing, act=by_clerk, reason="示例：该岗位组建不满一年，请明年再报。")
    elif step == "sign":
        services.sign(
            filing,
            code="opinion_county",
            text="同意列入培育。",
            signer=office.full_name,
            signed_on=shanghai_day(at),
            seal="sealed",
            act=Act(by=office, at=at),
        )
    else:
        labels = {cell.name: cell.label for cell in all_cells(filing)}
        flags = {
            "leader_trade": (labels["leader_trade"], "工种请写规范名称"),
            "honours_text": (labels["honours_text"], "请注明授予单位，没有的填“无”"),
        }
        services.return_to_filer(
            filing, act=by_clerk, reason="示例：两处填写不规范，请修改后重新上报。", flags=flags
        )
