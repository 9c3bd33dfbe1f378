"""考核任务: what waits for an assessor, union by union, and how one goes on from sheet to sheet."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from pioneer.services import results
from pioneer.services.score_queue import place_of, tasks_of
from pioneer.services.score_sheets import open_joint_sheet, save_scores, sign_scores
from tests.factories.pioneer import act_by
from tests.factories.scores import (
    LOW,
    make_differing,
    make_joint,
    make_scored,
    make_signed_sheet,
    make_under_assessment,
    score_cells,
    sheet_of,
)

PAGE = "/pioneer/scoring/"
ROW = re.compile(r"<tr>\s*<th scope=\"row\".*?</tr>", re.DOTALL)


def plain(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def cells_of(row):
    cells = re.findall(r'data-label="([^"]+)">(.*?)</t[hd]>', row, re.DOTALL)
    return {label: plain(text) for label, text in cells}


def queue(client, query=""):
    """Union → its lines as label → words."""
    text = client.get(f"{PAGE}{query}").text
    parts = re.split(r'<section class="task-visit"', text)[1:]
    return {
        plain(re.search(r"<h2[^>]*>(.*?)</h2>", part)[1]): [
            cells_of(row) for row in ROW.findall(part)
        ]
        for part in parts
    }


@pytest.fixture
def three(cast):
    """Two in one township, one signed; one in another, not begun."""
    begun = make_under_assessment(cast, team="甲班")
    signed = make_under_assessment(cast, team="乙班")
    fresh = make_under_assessment(cast, "meishan", unit="煤山测试厂")
    save_scores(
        sheet_of(begun, cast["kaohe"]),
        {"visited_on": "2018-04-10", "item_a1-points": "20"},
        act=act_by(cast["kaohe"]),
    )
    make_signed_sheet(signed, cast["kaohe"])
    return begun, signed, fresh


def test_sheets_stand_under_their_unions_with_how_far_they_are(signed_in, three):
    unit = "长兴测试纺织有限公司"
    assert queue(signed_in("kaohe")) == {
        "李家巷镇总工会 已签署 1 / 2": [
            {
                "单位、班组": f"{unit} 甲班 逾期", "已评": "1/10 项 第 2–10 项没有打分",
                "现场考核": "2018-04-10", "办理": "继续评分",
                "状态": "评分中 您签署后，还要等测试kaohe2签署。",
            },
            {
                "单位、班组": f"{unit} 乙班 逾期", "已评": "10/10 项", "现场考核": "2018-04-10",
                "状态": "已签署 等测试kaohe2签署。", "办理": "查看",
            },
        ],
        "煤山镇总工会 已签署 0 / 1": [
            {
                "单位、班组": "煤山测试厂 细纱甲班 逾期", "已评": "0/10 项", "现场考核": "未填日期",
                "状态": "未开始 您签署后，还要等测试kaohe2签署。", "办理": "去评分",
            },
        ],
    }  # fmt: skip
    assert "已签署 1 / 共 3" in plain(signed_in("kaohe").get(PAGE).text)


@pytest.mark.parametrize(
    ("query", "teams"),
    [
        ("?union=330522112", ["煤山测试厂 细纱甲班 逾期"]),
        ("?state=signed", ["长兴测试纺织有限公司 乙班 逾期"]),
        ("?state=new", ["煤山测试厂 细纱甲班 逾期"]),
        ("?state=todo&union=330522102", ["长兴测试纺织有限公司 甲班 逾期"]),
        ("?state=nonsense", []),
        ("?union=%00x", []),
    ],
)
def test_address_of_the_queue_says_what_is_left_out(signed_in, three, query, teams):
    client = signed_in("kaohe")
    if "%00" in query:
        assert client.get(f"{PAGE}{query}").status_code == 400
        return
    found = queue(client, query)
    assert [line["单位、班组"] for lines in found.values() for line in lines] == teams
    if not teams:
        assert "没有符合条件的评分表" in client.get(f"{PAGE}{query}").text


def test_nothing_assigned_is_said_and_who_is_no_assessor_has_no_queue(signed_in, cast):
    assert "没有待评的考核评价表。" in signed_in("kaohe").get(PAGE).text
    assert signed_in("jingjibu").get(PAGE).status_code == 404


def test_joint_sheet_is_listed_for_all_who_must_sign_it_and_says_who_has(signed_in, cast):
    joint = make_joint(cast)
    for name in ("kaohe", "kaohe2"):
        (lines,) = queue(signed_in(name)).values()
        assert [line["办理"] for line in lines] == ["查看", "继续评分"]
        assert lines[1]["已评"] == "9/10 项 第 2 项没有打分"
        state = "评分中 测试kaohe：未签署 测试kaohe2：未签署 填完后由各位考核员共同签署。"
        assert lines[1]["状态"] == state
    joint = save_scores(joint, {"item_b1-points": "15"}, act=act_by(cast["kaohe"]))
    sign_scores(joint, act=act_by(cast["kaohe"]))
    shown = [queue(signed_in(name)).popitem()[1][1] for name in ("kaohe", "kaohe2")]
    assert [(line["状态"], line["办理"]) for line in shown] == [
        ("已签署 测试kaohe：已签署 测试kaohe2：未签署 等测试kaohe2签署。", "查看"),
        ("评分中 待您签署 测试kaohe：已签署 测试kaohe2：未签署 已有考核员签署，请您核对后签署。",
         "去签署"),
    ]  # fmt: skip


def test_who_has_only_to_sign_is_led_to_the_button(signed_in, cast):
    joint = save_scores(make_joint(cast), {"item_b1-points": "15"}, act=act_by(cast["kaohe"]))
    sign_scores(joint, act=act_by(cast["kaohe"]))
    client, sheet = signed_in("kaohe2"), f"{PAGE}{joint.assessment.filing.reference}/joint/"
    link = re.search(r'href="([^"]*)" aria-label="去签署 ', client.get(PAGE).text)[1]
    assert link == f"{sheet}#sign"
    assert client.get(f"{PAGE}{joint.assessment.filing.reference}/").url == link
    page = client.get(sheet).text
    form = re.search(r'<form [^>]*id="sign".*?</form>', page, re.DOTALL)[0]
    assert ("签署评分</button>" in form, "score-lacks" in page) == (True, False)
    assert '已有考核员签署，请您核对后签署。 <a href="#sign">去签署</a>' in page


def test_each_sheet_says_what_follows(signed_in, cast):
    clerk = act_by(cast["jingjibu"])
    alone = make_under_assessment(cast, team="甲班", assessors=["kaohe"])
    differing = make_differing(cast, team="乙班")
    same = make_under_assessment(cast, team="丙班")
    make_signed_sheet(same, cast["kaohe2"])

    def told():
        (lines,) = queue(signed_in("kaohe")).values()
        return [line["状态"] for line in lines]

    others = "其他考核员都已签署；您签署后，评分不同的须合议。"
    assert told() == [
        "未开始 您签署后，由县总工会确定考核结果。",
        "已签署 评分不同，待合议 请合议并共同签署。",
        f"未开始 {others}",
    ]
    for assessment in (alone, same):
        make_signed_sheet(assessment, cast["kaohe"])
        results.conclude(assessment, act=clerk)
    results.release([same], act=clerk)
    open_joint_sheet(differing, act=act_by(cast["kaohe2"]))
    signers = "测试kaohe：未签署 测试kaohe2：未签署"
    assert told() == [
        "已签署 考核结果已确定，等待公布。",
        "已签署 以合议为准。",
        f"评分中 {signers} 填完后由各位考核员共同签署。",
        "已签署 考核结果已公布。",
    ]


def test_sheet_says_which_items_are_blank_and_leads_there(signed_in, cast):
    assessment = make_under_assessment(cast)
    address = f"{PAGE}{assessment.filing.reference}/own/"
    client = signed_in("kaohe")
    typed = score_cells(item_b1__points="", item_c6__points="", visited_on="")
    client.post(address, {**typed, "action": "save"})
    page = client.get(address).text
    lacks = re.search(r'<p id="score-lacks">.*?</p>', page)[0]
    assert plain(lacks) == "还没有填： 现场考核日期 ；考核分第 2 、 10 项。"
    assert re.findall(r'href="([^"]*)"', lacks) == ["#id_visited_on", "#item-B1", "#item-C6"]
    (bar,) = re.findall(r'<output id="county-total-bar".*?</output>', page)
    assert plain(bar) == "暂计 80 分 还空 2 项"
    assert "您签署后，还要等测试kaohe2签署。" in page
    answer = client.post(address, score_cells(visited_on=""), headers={"HX-Request": "true"}).text
    assert "还没有填： 现场考核日期 。" in plain(answer)
    assert "合计 100 分 合格 日期未填" in plain(answer)
    whole = client.post(address, score_cells(), headers={"HX-Request": "true"}).text
    assert "考核分和现场考核日期都已填写，请核对后签署。" in plain(whole)


def test_scores_that_differ_wait_for_an_agreement(signed_in, cast):
    make_differing(cast)
    (line,) = queue(signed_in("kaohe")).popitem()[1]
    assert (line["状态"], line["办理"]) == (
        "已签署 评分不同，待合议 请合议并共同签署。",
        "去合议",
    )


def test_review_is_listed_for_the_reviewer_alone(signed_in, people):
    assessment = make_under_assessment(people)
    for name in ("kaohe", "kaohe2"):
        make_signed_sheet(assessment, people[name], **LOW)
    clerk = act_by(people["jingjibu"])
    results.conclude(assessment, act=clerk)
    results.release([assessment], act=clerk)
    results.object_to(assessment, act=act_by(people["lijiaxiang"]), reason="评比有记录，请复核")
    results.begin_review(assessment, people["kaohe3"], act=clerk)
    (line,) = queue(signed_in("kaohe3")).popitem()[1]
    assert line["单位、班组"] == "长兴测试纺织有限公司 细纱甲班 复核 逾期"
    assert [line["办理"] for line in queue(signed_in("kaohe")).popitem()[1]] == ["查看"]
    page = signed_in("kaohe3").get(f"{PAGE}{assessment.filing.reference}/review/").text
    assert "<strong>填报单位的异议：</strong>评比有记录，请复核" in page


def test_form_that_went_back_to_its_union_is_paused_and_not_counted(signed_in, cast):
    assessment = make_under_assessment(cast)
    filing = Filing.objects.get(pk=assessment.pk)
    services.return_to_filer(
        filing, act=act_by(cast["jingjibu"]), reason="请补充证明材料。", flags={}
    )
    (line,) = queue(signed_in("kaohe")).popitem()[1]
    assert (line["状态"], line["办理"]) == ("暂不能评分 退回修改", "查看")
    assert "已签署 0 / 共 0" in plain(signed_in("kaohe").get(PAGE).text)


def query_count(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queue_and_sheet_cost_the_same_for_one_as_for_three(signed_in, cast):
    first = make_under_assessment(cast, team="甲班")
    client = signed_in("kaohe")
    addresses = PAGE, f"{PAGE}{first.filing.reference}/own/", "/desk/"
    client.get(PAGE)  # the first page of a session asks more
    one = [query_count(client, address) for address in addresses]
    for team in ("乙班", "丙班"):
        make_under_assessment(cast, team=team)
    assert [query_count(client, address) for address in addresses] == one
    assert one[0] == 10


def test_next_goes_to_what_waits_in_the_same_union_first(cast, three):
    begun, signed, fresh = three
    last = make_under_assessment(cast, team="丙班")
    tasks = tasks_of(cast["kaohe"])
    order = [task.filing.pk for task in tasks]
    assert order == [begun.pk, signed.pk, last.pk, fresh.pk]
    ways = {}
    for assessment in (begun, signed, last, fresh):
        place = place_of(tasks, sheet_of(assessment, cast["kaohe"]))
        ways[assessment.pk] = (place.number, place.next_waiting.filing.pk, place.left)
    assert ways == {
        begun.pk: (1, last.pk, 2),
        signed.pk: (2, last.pk, 3),
        last.pk: (3, begun.pk, 2),
        fresh.pk: (4, begun.pk, 2),
    }


def test_save_and_next_says_what_was_saved_and_what_follows(signed_in, cast):
    first, second = (make_under_assessment(cast, team=team) for team in ("甲班", "乙班"))
    client = signed_in("kaohe")
    typed = {**score_cells(), "action": "next"}
    addresses = [f"{PAGE}{each.filing.reference}/own/" for each in (first, second)]
    answer = client.post(addresses[0], typed)
    assert answer.url == addresses[1]
    page = client.get(answer.url).text
    unit = "长兴测试纺织有限公司"
    assert f"已保存 {unit} 甲班；接着是 {unit} 乙班（还有 1 份）。" in page
    assert "第 2 份 / 共 2 份" in page
    make_signed_sheet(first, cast["kaohe"])
    answer = client.post(addresses[1], typed)
    assert answer.url == PAGE
    told = f"已保存 {unit} 乙班（尚未签署）。没有其他待评的评分表了。"
    assert told in client.get(PAGE).text


def test_save_and_next_stays_where_something_cannot_be_read(signed_in, cast):
    first = make_under_assessment(cast, team="甲班")
    make_under_assessment(cast, team="乙班")
    address = f"{PAGE}{first.filing.reference}/own/"
    typed = {**score_cells(item_c1__points="5.5", aware_count="21"), "action": "next"}
    answer = signed_in("kaohe").post(address, typed, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "评分已保存，有 2 处填写有误，已在格子下面标出。请改正后再到下一份。" in answer.text
    assert "第 5 项考核分最多 5 分，填的是 5.5 分，请核对。" in answer.text


def test_way_into_a_filing_leads_to_what_waits(signed_in, cast):
    joint = make_joint(cast)
    reference = joint.assessment.filing.reference
    answer = signed_in("kaohe2").get(f"{PAGE}{reference}/")
    assert answer.url == f"{PAGE}{reference}/joint/"
    assert signed_in("jingjibu").get(f"{PAGE}{reference}/").status_code == 404


def test_desk_of_an_assessor_lists_what_is_left_to_do(signed_in, cast):
    done, left = (make_under_assessment(cast, team=team) for team in ("甲班", "乙班"))
    make_signed_sheet(done, cast["kaohe"])
    make_scored(left, cast["kaohe"])
    page = signed_in("kaohe").get("/desk/").text
    assert re.findall(r'<h2 id="section-title-\d+">([^<]+)</h2>', page) == ["待评分（1）"]
    links = re.findall(r'href="(/pioneer/scoring/[^"]*)"', page)
    assert links == [PAGE, f"{PAGE}{left.filing.reference}/", PAGE]
