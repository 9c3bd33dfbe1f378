"""Annex-1 applications in any state, made through the services as in life."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from changxing_union.devtools.demo import sealed_scan
from changxing_union.filing import services
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FormType, Slot
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Role, Track, User
from pioneer.models import APPLICATION_KIND, PioneerApplication
from pioneer.services.application import open_application

# Every cell of a sound form, as a clerk would type it: HTML name → text.
SOUND = {
    "unit_founded": "2003.6",
    "member_total": "20",
    "post_leader_name": "测试岗长",
    "team_founded": "2010年3月",
    "male_count": "12",
    "female_count": "8",
    "party_count": "4",
    "league_count": "3",
    "avg_age": "36.5",
    "avg_skill_level": "4",
    "edu_college": "6",
    "edu_high": "10",
    "edu_junior": "4",
    "leader_name": "测试岗长",
    "leader_gender": "female",
    "leader_birth": "1985-03",
    "leader_education": "大专",
    "leader_politics": "中共党员",
    "leader_trade": "挡车工",
    "leader_since": "2015/7",
    "leader_mobile": "13900000001",
    "address": "测试路1号",
    "postcode": "313100",
    "honours_text": "无",
}
BOXES = {
    f"{code}-{part}": text
    for code in ("opinion_unit_union", "opinion_unit", "opinion_township")
    for part, text in {
        "text": "情况属实，同意推荐。",
        "signer": "测试签名",
        "date": "2018-04-02",
        "seal": "scanned",
    }.items()
}


def act_by(user: User, at: datetime | None = None, token: str = "", seen: str = "") -> Act:
    """An act now (or at ``at``) from the local machine."""
    return Act(by=user, at=at or timezone.now(), ip="127.0.0.1", token=token, seen=seen)


def make_draft(
    filer: User,
    *,
    unit: str = "长兴测试纺织有限公司",
    team: str = "细纱甲班",
    track: str = Track.TEAM,
    at: datetime | None = None,
) -> PioneerApplication:
    """A new draft in which only unit and team are filled."""
    (membership,) = (held for held in filer.held_roles if held.role == Role.FILER)
    return open_application(
        FormType.objects.get(kind=APPLICATION_KIND, campaign__year=2018),
        organization=membership.organization,
        unit_name=unit,
        team_name=team,
        track=track,
        act=act_by(filer, at),
    )


def type_into(filing: Filing, user: User, **typed: str) -> Filing:
    """Type cells; ``__`` in a name stands for the dash of opinion cells."""
    texts = {name.replace("__", "-"): text for name, text in typed.items()}
    return save_typed(filing, texts, base=None, act=act_by(user)).filing


def scan(name: str = "盖章扫描件.png") -> SimpleUploadedFile:
    """A sound picture to attach."""
    upload = sealed_scan()
    upload.name = name
    return upload


def make_ready(filer: User, *, at: datetime | None = None, **options: str) -> Filing:
    """A draft with nothing left against 上报."""
    application = make_draft(filer, at=at, **options)
    filing = application.filing
    save_typed(filing, {**SOUND, **BOXES}, base=None, act=act_by(filer, at))
    services.attach(filing, scan(), slot=Slot.SEALED_SCAN, act=act_by(filer, at))
    return Filing.objects.get(pk=filing.pk)


def make_filed(filer: User, *, at: datetime | None = None, **options: str) -> Filing:
    """已上报."""
    return services.file(make_ready(filer, at=at, **options), act=act_by(filer, at))


def make_in_review(filer: User, clerk: User, **options: str) -> Filing:
    """审核中."""
    return services.accept(make_filed(filer, **options), act=act_by(clerk))


def make_returned(filer: User, clerk: User, **options: str) -> Filing:
    """退回修改, with two flagged cells."""
    filing = make_in_review(filer, clerk, **options)
    flags = {
        "leader_trade": ("工种", "请写规范名称"),
        "honours_text": ("何时何地受过何种奖励、称号", "请注明授予单位"),
    }
    return services.return_to_filer(
        filing, act=act_by(clerk), reason="两处填写不规范，请修改。", flags=flags
    )


def make_signed(filer: User, clerk: User, signatory: User, **options: str) -> Filing:
    """审核中, with the county's box signed."""
    filing = make_in_review(filer, clerk, **options)
    return services.sign(
        filing,
        code="opinion_county",
        text="同意列入培育。",
        signer="测试签署人",
        signed_on=filing.first_filed_at.date(),
        seal="sealed",
        act=act_by(signatory),
    )


def make_approved(filer: User, clerk: User, signatory: User, **options: str) -> Filing:
    """列入培育."""
    return services.approve(make_signed(filer, clerk, signatory, **options), act=act_by(clerk))
