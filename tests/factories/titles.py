"""Teams in every state of their title, made by the services."""

from datetime import date, datetime, timedelta

from changxing_union.filing import services
from changxing_union.filing.models import Reading
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import User
from pioneer.models import Assessment, Hand, PioneerApplication, RemovalKind, VetoItem
from pioneer.services import results, titles
from pioneer.services.score_sheets import assign_assessor, save_scores, sign_scores
from tests.factories.assessments import ALL_WELL, FULL_MARKS, make_self_scored
from tests.factories.pioneer import act_by, make_approved

NAMED_ON = date(2018, 12, 20)
VISIT = {"visited_on": "2018年4月10日", "note": "现场测试记录"}


def plaque_at_once() -> None:
    """Read P-05 so that no result of annex 3 is needed."""
    Reading.objects.filter(code=titles.PLAQUE_AT).update(value=titles.AT_ONCE)


def make_cultivated(
    cast: dict[str, User], filer: str = "lijiaxiang", **options: str
) -> PioneerApplication:
    """培育中."""
    filing = make_approved(cast[filer], cast["jingjibu"], cast["jingsaiban"], **options)
    return filing.pioneer_application


def give_title(
    application: PioneerApplication, cast: dict[str, User], number: str = "2018-001"
) -> PioneerApplication:
    """已命名, on 20 December 2018."""
    titles.name_team(
        application,
        plaque_number=number,
        named_on=NAMED_ON,
        cleared=list(VetoItem.objects.values_list("pk", flat=True)),
        act=act_by(cast["jingjibu"]),
    )
    return application


def put_on_trial(
    application: PioneerApplication, cast: dict[str, User], at: datetime | None = None
) -> PioneerApplication:
    """限期整改, until the tenth day after ``at`` (now)."""
    act = act_by(cast["jingjibu"], at)
    until = shanghai_day(act.at) + timedelta(days=10)
    titles.order_rectification(application, until=until, reason="监督电话无人接听", act=act)
    return application


def take_away(application: PioneerApplication, cast: dict[str, User]) -> PioneerApplication:
    """已摘牌, the plaque still out."""
    titles.remove_title(
        application,
        kind=RemovalKind.ORDERED,
        returned_on=None,
        reason="整改不合格",
        act=act_by(cast["jingjibu"]),
    )
    return application


def make_assessed(cast: dict[str, User], *, released: bool = True, **typed: str) -> Assessment:
    """A team with a result of annex 3: 100 points, unless ``typed`` scores it otherwise."""
    clerk, assessor = act_by(cast["jingjibu"]), cast["kaohe"]
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    services.accept(filing, act=clerk)
    assessment = Assessment.objects.select_related("filing").get(pk=filing.pk)
    assign_assessor(assessment, assessor, act=clerk)
    sheet = assessment.sheets.get(hand=Hand.ASSESSOR, assessor=assessor)
    reasons = {"item_a1__reason": "缺本级计划，总结过简"} if typed else {}
    texts = {**ALL_WELL, **FULL_MARKS, **VISIT, **reasons, **typed}
    cells = {name.replace("__", "-"): text for name, text in texts.items()}
    sign_scores(save_scores(sheet, cells, act=act_by(assessor)), act=act_by(assessor))
    results.conclude(assessment, act=clerk)
    if released:
        results.release([assessment], act=clerk)
    return Assessment.objects.select_related("application__filing", "filing").get(pk=filing.pk)
