"""Filings in every state of their life, and thousands of them at once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.models import Filing, FormType, State
from changxing_union.organizations.models import Organization, Track, User
from pioneer.models import APPLICATION_KIND, PioneerApplication
from tests.factories.pioneer import (
    act_by,
    make_approved,
    make_filed,
    make_in_review,
    make_ready,
    make_returned,
    make_signed,
    type_into,
)

Cast = Mapping[str, User]
REASON = "材料不全，请核对。"


def _corrected(cast: Cast, **options: str) -> Filing:
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"], **options)
    type_into(
        filing, cast["lijiaxiang"], leader_trade="细纱挡车工", honours_text="2016年县先进班组"
    )
    return Filing.objects.get(pk=filing.pk)


# Every state, and the states within states that decide what may happen next.
STATES: dict[str, Callable[..., Filing]] = {
    "draft": lambda cast, **options: make_ready(cast["lijiaxiang"], **options),
    "withdrawn": lambda cast, **options: services.withdraw(
        make_filed(cast["lijiaxiang"], **options), act=act_by(cast["lijiaxiang"])
    ),
    "filed": lambda cast, **options: make_filed(cast["lijiaxiang"], **options),
    "in_review": lambda cast, **options: make_in_review(
        cast["lijiaxiang"], cast["jingjibu"], **options
    ),
    "signed": lambda cast, **options: make_signed(
        cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], **options
    ),
    "returned": lambda cast, **options: make_returned(
        cast["lijiaxiang"], cast["jingjibu"], **options
    ),
    "corrected": _corrected,
    "approved": lambda cast, **options: make_approved(
        cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], **options
    ),
    "declined": lambda cast, **options: services.decline(
        make_in_review(cast["lijiaxiang"], cast["jingjibu"], **options),
        act=act_by(cast["jingjibu"]),
        reason=REASON,
    ),
    "void": lambda cast, **options: services.void(
        make_filed(cast["lijiaxiang"], **options), act=act_by(cast["jingjibu"]), reason=REASON
    ),
}


def make_in_state(state: str, cast: Cast, **options: str) -> Filing:
    """A filing of ``lijiaxiang`` in ``state`` (a key of ``STATES``)."""
    return STATES[state](cast, **options)


def move_to_year(filing: Filing, year: int) -> None:
    """As if ``filing`` belonged to the campaign of another year, which is made for it."""
    form_type = filing.form_type
    campaign = form_type.campaign
    campaign.pk, campaign.year = None, year
    campaign.document_number = f"测试〔{year}〕1号"
    campaign.save()
    form_type.pk, form_type.campaign = None, campaign
    form_type.save()
    Filing.objects.filter(pk=filing.pk).update(campaign=campaign, form_type=form_type)


def make_many(
    count: int,
    *,
    filer: User,
    code: str = "330522102",
    state: State = State.FILED,
    since: datetime | None = None,
) -> None:
    """``count`` filings of one union at once, as rows only: for lists, not for acting on."""
    form_type = FormType.objects.get(kind=APPLICATION_KIND, campaign__year=2018)
    organization = Organization.objects.get(code=code)
    now = since or timezone.now()
    first = Filing.objects.count()
    filings = Filing.objects.bulk_create(
        Filing(
            campaign=form_type.campaign,
            form_type=form_type,
            reference=f"2018-1-{code}-{number:05d}",
            organization=organization,
            subject=f"长兴测试{number}厂 甲班",
            category=Track.TEAM,
            search_text=f"长兴测试{number}厂 甲班 测试岗长",
            unique_key=f"many{number}|甲班",
            state=state,
            state_since=now - timedelta(minutes=number),
            version=1,
            first_filed_at=now - timedelta(minutes=number),
            due_on=now.date(),
            created_by=filer,
            created_at=now,
            updated_by=filer,
            updated_at=now,
        )
        for number in range(first, first + count)
    )
    PioneerApplication.objects.bulk_create(
        PioneerApplication(
            filing=filing, unit_name=filing.subject.split()[0], team_name="甲班", member_total=20
        )
        for filing in filings
    )
