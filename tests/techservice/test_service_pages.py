"""Pages of a technical service: each step through HTTP, what a refused one keeps, who is led."""

import re

import pytest

from changxing_union.filing import services as filing_services
from techservice.services import orders
from tests.factories.files import upload
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by
from tests.factories.responses import errors, readable, words
from tests.factories.services import (
    completed,
    dispatched,
    evaluated,
    order_of,
    serving,
    today,
    visited,
    waiting,
)
from tests.factories.teams import make_team

LIST = "/techservice/services/"
SECOND, THIRD = "长兴测试第二机械有限公司", "长兴测试第三机械有限公司"
VISIT = {
    "visited_on": "", "people": "测试甲", "diagnosis": "焊接参数不合适。",
    "advice": "调整电流。", "result": "",
}  # fmt: skip
CHOOSE_AGAIN = "这次还没有登记，文字都在；请换掉有问题的照片，把要上传的照片重新选一遍。"


def address(order, page=""):
    return f"{LIST}{order.request.filing.reference}/{page}"


def hidden(page, name):
    """What a page sends back of itself."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def press(client, order, step, **typed):
    """Open the step's page and send it, as a browser does."""
    url = address(order, f"{step}/")
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, {"token": hidden(page, "token"), "seen": hidden(page, "seen"), **typed})


def state(order):
    return order_of(order.request.filing).state


def message(client, response):
    """Where the step leads, and what is said there."""
    page = client.get(response.url)
    return response.url, re.search(r'class="message message-success"[^>]*>(.*?)</', page.text)[1]


def day():
    return f"{today():%Y-%m-%d}"


@pytest.mark.parametrize(
    ("step", "make", "role", "typed", "to", "said"),
    [
        ("take", dispatched, "fuwudui", {}, "serving", "已接单。上门服务后请登记问诊搭脉情况。"),
        ("complete", visited, "fuwudui", {"completed_on": "today", "text": "已上门指导。"},
         "completed", "已登记完成情况，请企业评价。"),
        ("evaluate", completed, "lijiaxiang",
         {"grade": "4", "text": "好。", "evaluator": "测试厂长", "basis": "电话回访"},
         "evaluated", "已录入企业评价。"),
        ("archive", evaluated, "jingjibu", {"reason": ""}, "archived", "已归档。"),
        ("pause", serving, "jingjibu", {"reason": "企业停产检修。"}, "paused", "已暂停。"),
        ("reopen", completed, "jingjibu", {"reason": "企业反映没有解决。"}, "serving",
         "已退回继续服务，原完成情况留在记录里。"),
        ("transfer", serving, "jingjibu",
         {"department": "县人力社保局", "reason": "属审批事项。"}, "transferred",
         "已转其他部门，技术服务到此结束。"),
    ],
)  # fmt: skip
def test_step_is_taken_on_its_page(
    signed_in, filer, clerk, team, step, make, role, typed, to, said
):
    order, client = make(filer, clerk, team), signed_in(role)
    typed = {name: day() if text == "today" else text for name, text in typed.items()}
    done = press(client, order, step, **typed)
    assert done.status_code == 302
    assert message(client, done) == (address(order), said)
    assert state(order) == to


def test_paused_service_is_resumed_first_of_all(signed_in, filer, clerk, team):
    order, client = serving(filer, clerk, team), signed_in("jingjibu")
    orders.pause(order.request, reason="企业停产检修。", act=act_by(clerk))
    page = client.get(address(order))
    assert words(re.search(r'<h2 id="next-title">.*?</h2>', page.text)[0]) == (
        "服务已暂停：企业停产检修。"
    )
    assert offered(page) == [("恢复服务", True), ("改派", False), ("转其他部门", False)]
    assert press(client, order, "resume").status_code == 302
    assert state(order) == "serving"


def offered(page):
    """What can be pressed on a service's page, and whether it stands out."""
    section = re.search(r'<section class="offers service-next".*?</section>', page.text, re.DOTALL)
    found = re.findall(
        r'<(?:a|button|span) class="btn ([^"]+)"[^>]*>(.*?)</', section[0], re.DOTALL
    )
    return [(label, "btn-primary" in css) for css, label in found]


@pytest.mark.parametrize(
    ("make", "role", "buttons"),
    [
        (dispatched, "fuwudui", [("接单", True)]),
        (dispatched, "lijiaxiang", []),
        (visited, "fuwudui", [("登记上门服务", True), ("登记完成情况", False)]),
        (completed, "lijiaxiang", [("生成评价链接", True), ("录入企业评价", False)]),
        (completed, "fuwudui", []),
        (completed, "zonggonghui", []),
        (completed, "jingjibu", [
            ("生成评价链接", True), ("录入企业评价", False), ("归档", False),
            ("退回继续服务", False),
        ]),
        (evaluated, "jingjibu", [("归档", True)]),
    ],
)  # fmt: skip
def test_one_step_stands_out_among_the_readers_own(
    signed_in, filer, clerk, team, make, role, buttons
):
    assert offered(signed_in(role).get(address(make(filer, clerk, team)))) == buttons


def test_void_need_offers_nothing_and_says_so(signed_in, filer, clerk, team):
    order = serving(filer, clerk, team)
    filing_services.void(order.request.filing, reason="企业已注销，不再需要。", act=act_by(clerk))
    page = signed_in("jingjibu").get(address(order))
    assert "申报作废，服务单不能办理" in page.text
    assert offered(page) == []


def test_three_likeliest_teams_stand_open_and_the_others_folded(signed_in, filer, clerk, team):
    for name, trade in (
        ("茶艺队", "茶艺"),
        ("电工队", "电工"),
        ("数控队", "数控"),
        ("安全队", "安全"),
    ):
        make_team(clerk, name, trade)
    order, client = waiting(filer, clerk), signed_in("jingjibu")
    page = client.get(address(order, "dispatch/"))
    choices = re.search(r'<div class="team-choices">(.*?)</details>', page.text, re.DOTALL)[1]
    shown, folded = choices.split("<details")
    name = re.compile(r"<strong>(.*?)</strong>")
    assert name.findall(shown) == ["焊接示例队", "电工队", "茶艺队"]
    assert name.findall(folded) == ["数控队", "安全队"]
    assert "<summary>另外 2 支服务队</summary>" in folded
    assert "需求中提到“电焊”“焊工”；现有 0 单在办，队员 1 人。" in shown
    last = re.findall(r'value="(\d+)"', folded)[-1]
    refused = client.post(address(order, "dispatch/"), {"team": last, "note": "长" * 401})
    assert re.search(
        rf'<details class="team-choices-more" open>.*value="{last}"[^>]*checked',
        refused.text,
        re.DOTALL,
    )
    assert client.post(address(order, "dispatch/"), {"team": last}).status_code == 302


@pytest.mark.parametrize(
    ("step", "make", "typed", "said"),
    [
        ("dispatch", waiting, {}, ["服务队：请选择服务队。"]),
        ("dispatch", waiting, {"team": "999"},
         ["服务队：没有这支服务队或已停用，请重新选择。"]),
        ("transfer", serving, {"department": "", "reason": "短"},
         ["转往部门：请填写转往哪个部门。", "原因：请写明原因（至少 5 个字）。"]),
        ("complete", visited, {"completed_on": "明天", "text": ""},
         ["完成日期：完成日期请填写到日，例如 2018 年 4 月 2 日。",
          "服务内容完成情况：请填写服务内容完成情况。"]),
        ("complete", visited, {"completed_on": "2018-03-01", "text": "好"},
         ["完成日期：日期不能早于受理日期（{day}），请核对。"]),
        ("evaluate", completed, {"text": "", "evaluator": "", "basis": ""},
         ["对服务项目和人员的评价：请填写对服务项目和人员的评价。",
          "评价人姓名：请填写评价人姓名。",
          "依据：请写明依据（例如电话回访、企业在纸质表上的评价）。"]),
        ("archive", completed, {"reason": ""},
         ["企业未评价的原因：请写明企业未评价的原因（至少 5 个字）。"]),
        ("visit", serving, {"visited_on": "", "people": "", "diagnosis": ""},
         ["日期：请填写日期。", "服务人员：请填写服务人员。",
          "问诊（发现的问题）：请填写问诊情况（发现的问题）。"]),
    ],
)  # fmt: skip
def test_fault_is_told_at_its_field(signed_in, filer, clerk, team, step, make, typed, said):
    order = make(filer, clerk) if make is waiting else make(filer, clerk, team)
    before = state(order)
    response = signed_in("jingjibu").post(address(order, f"{step}/"), typed)
    here = f"{today().year}年{today().month}月{today().day}日"
    assert errors(response) == [sentence.format(day=here) for sentence in said]
    assert state(order) == before


def test_refused_photo_is_named_and_what_was_typed_stays(signed_in, filer, clerk, team):
    order, client = serving(filer, clerk, team), signed_in("fuwudui")
    url, typed = address(order, "visit/"), {**VISIT, "visited_on": day(), "token": "visit-1"}
    photos = [
        upload("现场.jpg", photo()), upload("坏.jpg", b"MZ" + bytes(200)),
        upload("说明.pdf", b"%PDF-1.4"),
    ]  # fmt: skip
    refused = client.post(url, {**typed, "photos": photos})
    told = errors(refused)
    assert [name for name in ("现场.jpg", "坏.jpg", "说明.pdf") if name in " ".join(told)] == [
        "坏.jpg", "说明.pdf",
    ]  # fmt: skip
    assert told[-1] == f"照片（可不选）：{CHOOSE_AGAIN}"
    assert all(sentence.startswith("照片（可不选）：") for sentence in told)
    page = readable(refused)
    assert all(text in page for text in ("焊接参数不合适。", "调整电流。", "测试甲"))
    assert order.visits.count() == 0
    # The press of the page that came back is a press of its own and is carried out.
    assert hidden(refused, "token") == "visit-1"
    again = client.post(url, {**typed, "photos": [upload("现场.jpg", photo())]})
    assert again.status_code == 302
    assert [each.original_name for each in order.visits.get().photos.all()] == ["现场.jpg"]


def test_page_that_comes_back_says_that_chosen_photos_are_gone(signed_in, filer, clerk, team):
    order = serving(filer, clerk, team)
    refused = signed_in("fuwudui").post(
        address(order, "visit/"), {**VISIT, "photos": [upload("现场.jpg", photo())]}
    )
    assert errors(refused) == [
        "日期：请填写日期。",
        "照片（可不选）：请把要上传的照片重新选一遍：退回的页面不能保留选好的文件。",
    ]


def test_more_photos_than_one_request_takes_are_named(signed_in, filer, clerk, team):
    order = serving(filer, clerk, team)
    photos = [upload(f"现场{number}.jpg", photo()) for number in range(13)]
    refused = signed_in("fuwudui").post(
        address(order, "visit/"), {**VISIT, "visited_on": day(), "photos": photos}
    )
    assert errors(refused)[0] == (
        "照片（可不选）：一次最多上传 12 个文件，“现场12.jpg”没有上传。请再选一次，分几次上传。"
    )
    assert order.visits.count() == 0


@pytest.mark.parametrize(
    ("step", "make", "typed"),
    [
        ("reassign", serving, {"reason": "焊接队本月任务已满。"}),
        ("visit", serving, VISIT),
        ("evaluate", completed, {"text": "好。", "evaluator": "测试厂长", "basis": "电话回访"}),
    ],
)
def test_second_press_of_a_page_is_answered_as_the_first(
    signed_in, filer, clerk, team, step, make, typed
):
    other = make_team(clerk, "电工示例队", "电工")
    order, client = make(filer, clerk, team), signed_in("jingjibu")
    url = address(order, f"{step}/")
    typed = {**typed, "team": other.pk, "visited_on": day()}
    sent = {**typed, "seen": hidden(client.get(url), "seen"), "token": "press-1"}
    before = order.events.count()
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert order.events.count() == before + 1


def test_team_at_work_is_not_offered_again(signed_in, filer, clerk, team):
    make_team(clerk, "电工示例队", "电工")
    page = signed_in("jingjibu").get(address(serving(filer, clerk, team), "reassign/"))
    assert re.findall(r"<strong>(.*?)</strong>", page.text.partition("team-choices")[2]) == [
        "电工示例队"
    ]


def test_page_out_of_date_keeps_what_was_typed(signed_in, filer, clerk, team):
    order, client = dispatched(filer, clerk, team), signed_in("jingjibu")
    seen = hidden(client.get(address(order, "pause/")), "seen")
    orders.take_on(order.request, act=act_by(clerk))
    refused = client.post(address(order, "pause/"), {"reason": "企业停产检修。", "seen": seen})
    assert errors(refused) == [
        "您打开页面后，这份服务单又有变动，这一步没有执行。请核对现在的情况后再办理。"
    ]
    assert "企业停产检修。" in refused.text
    assert hidden(refused, "seen") == seen
