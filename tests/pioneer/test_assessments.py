"""Annex 3 as its union fills it in: opened once, typed, checked, filed, printed, exported."""

import html
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.blockers import open_points
from changxing_union.filing.models import Filing
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Assessment
from pioneer.services.assessment import (
    adopt,
    form_type_for,
    open_assessment,
    own_sheet,
    rubric_of,
)
from pioneer.services.rubrics import change_reading, reading_of
from tests.factories.assessments import ALL_WELL, make_assessment, make_self_scored
from tests.factories.county_scores import make_self_filed
from tests.factories.pioneer import act_by, make_approved, make_in_review, type_into
from tests.factories.responses import content_of
from tests.factories.scores import make_under_assessment

PAGE = "/pioneer/assessments/"
NO_PHONE = "监督电话号码应为手机号码或带区号的固定电话，例如 0572-6000000，请核对。"


def points_of(filing):
    scores = own_sheet(Assessment.objects.get(pk=filing.pk)).scores
    return {code: score.points for code, score in scores.items()}


def sentences(filing):
    return {point.name: point.sentence for point in open_points(Filing.objects.get(pk=filing.pk))}


def test_team_in_cultivation_is_opened_once_however_often_it_is_pressed(signed_in, cast):
    approved = make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
    client = signed_in("lijiaxiang")
    assert "开始自评" in client.get(PAGE).text
    typed = {"application": approved.pk, "token": "press"}
    first, again = (client.post(f"{PAGE}open/", typed) for _ in range(2))
    assert first.url == again.url == "/filings/2018-3-330522102-0001/edit/"
    other = client.post(f"{PAGE}open/", {**typed, "token": "another"})
    assert (other.status_code, Assessment.objects.count()) == (409, 1)
    assert "这个班组的考核评价表已经建立，请从“考核评价”里继续填写。" in other.text
    assert "继续填写" in client.get(PAGE).text


def test_team_that_is_not_in_cultivation_is_not_scored(cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    form_type = form_type_for(filing.pioneer_application)
    with pytest.raises(Refused) as refusal:
        open_assessment(form_type, filing.pioneer_application, act=act_by(cast["lijiaxiang"]))
    assert refusal.value.reasons == (
        "这份申报还没有列入培育，不能自评。请等县总工会审定后再办理。",
    )


def test_team_of_another_union_is_a_404_and_an_audit_row(signed_in, cast):
    approved = make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
    client = signed_in("meishan")
    assert "还没有列入培育的班组。" in client.get(PAGE).text
    assert client.post(f"{PAGE}open/", {"application": approved.pk}).status_code == 404
    (event,) = AuditEvent.objects.filter(action="denied")
    assert (event.actor, Assessment.objects.count()) == (cast["meishan"], 0)


def test_page_costs_the_same_for_one_draft_and_for_three(signed_in, cast):
    client, counts = signed_in("lijiaxiang"), []
    make_assessment(cast, team="甲班")
    for team in ("乙班", "丙班"):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PAGE).text
        counts.append(len(queries))
        make_assessment(cast, team=team)
        returned = make_self_filed(cast, team=f"{team}组").filing
        clerk = act_by(cast["jingjibu"])
        services.accept(returned, act=clerk)
        services.return_to_filer(returned, act=clerk, reason="请补充证明材料。", flags={})
    assert (counts[0], page.count("前上报")) == (counts[1], 3)


def test_facts_suggest_points_and_only_blank_items_take_them(signed_in, cast):
    filing = make_assessment(cast).filing
    typed = {**ALL_WELL, "aware_count": "19", "item_a1__points": "18.5"}
    type_into(filing, cast["lijiaxiang"], **typed)
    client = signed_in("lijiaxiang")
    page = html.unescape(client.get(f"{filing.get_absolute_url()}edit/").text)
    assert "知晓率 95.0%，比 100% 少 5 个百分点，扣 10 分；" in page
    answer = client.post(f"{filing.get_absolute_url()}edit/", {"action": "adopt"}, follow=True)
    assert "已按所填情况给 9 项打分，请核对。" in answer.text
    points = points_of(filing)
    assert (f"{points['A1']}", f"{points['B2']}", f"{points['C6']}") == ("18.5", "15.0", "5.0")
    assert adopt(filing, act=act_by(cast["lijiaxiang"])) == 0
    assert sentences(filing)["item_a1-points"] == "填的是 18.5 分，按上面的情况应为 20 分，请核对。"


@pytest.mark.parametrize(
    ("cell", "text", "sentence"),
    [
        ("item_c1__points", "5.5", "第 5 项自评分最多 5 分，填的是 5.5 分，请核对。"),
        ("item_b2__points", "24.7", "第 3 项自评分以 0.5 分为单位，请核对。"),
        ("item_a1__points", "满分", "第 1 项自评分请填写数字，例如 20。"),
        ("aware_count", "21", "知晓人数 21，多于测评岗员人数 20，请核对。"),
        ("phone_number", "12", NO_PHONE),
        ("has_own_plan", "也许", "本级计划请从列表中选择。"),
        ("training_count", "约3", "培训次数请填写整数，例如 30，不要写“约”“余”等字。"),
        ("item_b1__points", "", "请填写第 2 项的得分。"),
    ],
)  # fmt: skip
def test_bad_cell_is_told_kept_and_bars_filing(cast, cell, text, sentence):
    filing = make_self_scored(cast, **{cell: text})
    name = cell.replace("__", "-")
    assert sentences(filing)[name] == sentence
    with pytest.raises(Refused) as refusal:
        services.file(filing, act=act_by(cast["lijiaxiang"]))
    assert sentence in refusal.value.reasons
    kept = Filing.objects.get(pk=filing.pk).unparsed.get(name)
    assert kept in (text, None)


def test_whole_sheet_is_filed_read_by_the_county_printed_and_exported(signed_in, cast):
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    county = signed_in("jingjibu")
    page = html.unescape(county.get(filing.get_absolute_url()).text)
    assert '<output id="self-total">100</output>' in page.replace("\n", "")
    assert content_of(county.get(f"{filing.get_absolute_url()}print/")).startswith(b"%PDF")
    book = load_workbook(BytesIO(content_of(county.get("/filings/export/3/"))))
    rows = list(book["成绩表"].iter_rows(values_only=True))
    line = next(row for row in rows if row[0] == 1)
    assert line[1:6] == ("李家巷镇", "长兴测试纺织有限公司", "细纱甲班", 20, None)


def test_county_sees_the_points_that_were_filed_and_no_others(signed_in, cast):
    act, clerk = act_by(cast["lijiaxiang"]), act_by(cast["jingjibu"])
    filing = services.file(make_self_scored(cast), act=act)
    services.accept(filing, act=clerk)
    services.return_to_filer(filing, act=clerk, reason="请补充证明材料。", flags={})
    type_into(filing, cast["lijiaxiang"], item_a1__points="15", has_own_plan="no")
    totals = {
        name: signed_in(name).get(filing.get_absolute_url()).context["self_total"]
        for name in ("lijiaxiang", "jingjibu")
    }
    assert {name: f"{total}" for name, total in totals.items()} == {
        "lijiaxiang": "95.0", "jingjibu": "100.0",
    }  # fmt: skip
    book = load_workbook(BytesIO(content_of(signed_in("jingjibu").get("/filings/export/3/"))))
    line = next(row for row in book["成绩表"].iter_rows(values_only=True) if row[0] == 1)
    assert line[4] == 20


def test_points_stand_as_filed_when_the_score_step_grows_coarser(signed_in, cast):
    assessment = make_under_assessment(cast, item_c1__points="4.5")
    clerk = act_by(cast["jingjibu"])
    services.return_to_filer(assessment.filing, act=clerk, reason="请补充材料。", flags={})
    rubric = rubric_of(assessment)
    coarser = replace(reading_of(rubric), score_step=Decimal(1))
    act = act_by(cast["guanli"])
    change_reading(rubric.campaign, rubric, coarser, reason="县总工会测试答复", act=act)
    case = assessment.filing.get_absolute_url()
    reference = assessment.filing.reference
    shown = {
        "case": signed_in("jingjibu").get(case).text,
        "form": signed_in("lijiaxiang").get(f"{case}edit/").text,
        "sheet": signed_in("kaohe").get(f"/pioneer/scoring/{reference}/own/").text,
        "work": signed_in("jingjibu").get(f"/pioneer/assessments/{reference}/").text,
    }
    assert [name for name, page in shown.items() if "99.5" not in page] == []
    assert '<td class="score-points" data-label="自评分">4.5</td>' in shown["sheet"]
