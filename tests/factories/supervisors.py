"""Annex-4 forms in any state, made through the services as in life."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FormType, Slot
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import Role, User
from techservice.models import SUPERVISOR_KIND, Appointment, EmissionReport, EnergySupervisor
from techservice.services.appointments import DISMISS, Term, appoint, end
from techservice.services.emission_reports import record_report
from techservice.services.supervisors import open_supervisor
from tests.factories.pioneer import BOXES, act_by, scan

Cast = Mapping[str, User]
APPOINTED_ON = date(2018, 12, 20)
# Every cell of a sound form, as a clerk would type it: HTML name → text.
SOUND = {
    "filled_on": "2018年4月2日",
    "gender": "female",
    "birth": "1985-03",
    "education": "大专",
    "politics": "中共党员",
    "trade": "设备管理员",
    "since": "2015/7",
    "qq": "10001234",
    "wechat": "ceshi_2018",
    "mobile": "13900000001",
    "address": "测试路1号",
    "postcode": "313100",
    "honours_text": "无",
}


def make_draft(
    filer: User,
    *,
    unit: str = "长兴测试纺织有限公司",
    name: str = "测试监督员",
    at: datetime | None = None,
    token: str = "",
) -> EnergySupervisor:
    """A new draft in which only unit and name are filled."""
    (membership,) = (held for held in filer.held_roles if held.role == Role.FILER)
    return open_supervisor(
        FormType.objects.get(kind=SUPERVISOR_KIND, campaign__year=2018),
        organization=membership.organization,
        unit_name=unit,
        name=name,
        act=act_by(filer, at, token),
    )


def make_ready(
    filer: User, *, unit: str = "长兴测试纺织有限公司", name: str = "测试监督员",
    at: datetime | None = None, **typed: str,
) -> Filing:  # fmt: skip
    """A draft with nothing left against 上报; ``typed`` are cells other than the sound ones."""
    filing = make_draft(filer, unit=unit, name=name, at=at).filing
    save_typed(filing, {**SOUND, **BOXES, **typed}, base=None, act=act_by(filer, at))
    services.attach(filing, scan(), slot=Slot.SEALED_SCAN, act=act_by(filer, at))
    return Filing.objects.get(pk=filing.pk)


def make_filed(filer: User, **options: str) -> Filing:
    """已上报."""
    return services.file(make_ready(filer, **options), act=act_by(filer))


def make_in_review(filer: User, clerk: User, **options: str) -> Filing:
    """审核中."""
    return services.accept(make_filed(filer, **options), act=act_by(clerk))


def make_approved(cast: Cast, filer: str = "lijiaxiang", **options: str) -> Filing:
    """准予聘任: signed by 县总工会, decided by its 经办."""
    filing = make_in_review(cast[filer], cast["jingjibu"], **options)
    signed = services.sign(
        filing,
        code="opinion_county",
        text="同意聘任。",
        signer="测试签署人",
        signed_on=filing.first_filed_at.date(),
        seal="sealed",
        act=act_by(cast["zonggonghui"]),
    )
    return services.approve(signed, act=act_by(cast["jingjibu"]))


def make_appointed(
    cast: Cast,
    filer: str = "lijiaxiang",
    *,
    number: str = "2018-001",
    since: date = APPOINTED_ON,
    until: date | None = None,
    **options: str,
) -> Appointment:
    """在聘 (or 期满, where ``until`` is past), from 20 December 2018 on."""
    filing = make_approved(cast, filer, **options)
    term = Term(number, since, until or date(timezone.now().year + 2, 12, 31))
    (appointment,) = appoint([filing], term, act=act_by(cast["jingjibu"]))
    return appointment


def dismiss(appointment: Appointment, cast: Cast) -> Appointment:
    """解聘, today."""
    act = act_by(cast["jingjibu"])
    return end(appointment, DISMISS, ended_on=shanghai_day(act.at), reason="已调离原单位", act=act)


def make_report(
    appointment: Appointment, by: User, *, day: date | None = None, token: str = ""
) -> EmissionReport:
    """待处理: reported today, unless ``day`` says otherwise."""
    act = act_by(by, token=token)
    told = {
        "reported_on": day or shanghai_day(act.at),
        "kind": "waste",
        "place": "测试车间",
        "content": "空压机夜间空转约两小时",
        "told_to": "测试设备部",
    }
    return record_report(appointment.supervisor.filing, told, act=act)
