"""Nothing typed is ever lost: leaving, an expired session, a colleague, the back button (§9)."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from changxing_union.filing.editing import stored_texts, typed_parts
from changxing_union.filing.models import Filing, FilingEvent, Revision
from changxing_union.organizations.models import User
from tests.factories.pioneer import make_draft, make_in_review, make_ready
from tests.scenarios.http_clerk import HttpClerk, at_once
from tests.scenarios.people import (
    expect_autosaved,
    fill_login,
    open_menu,
    save_draft,
    shown,
    slow_line,
    type_cell,
    type_cells,
)

pytestmark = pytest.mark.django_db(transaction=True)

EXPIRED = "登录已过期。您填写的内容仍在页面上，请点此在新窗口重新登录，再回到本页继续。"
# Cells as they are typed; what cannot be read stays as it is, and everything else is what is shown.
HALF_DONE = {
    "member_total": "约三十",
    "team_founded": "2010年3月",
    "leader_name": "阿依古丽·㛃䶮𠅤",
    "leader_mobile": "1390000",
    "leader_trade": "<b>挡车</b> & “维修”",
    "honours_text": "第一行\n\n第三行，=1+1",
    "opinion_unit-text": "同意申报。",
    "opinion_unit-seal": "sealed",
}
SAVED_AT = re.compile(r"^草稿已保存 \d\d:\d\d（未上报）$")
TWO_VALUES = re.compile("“挡车工”，您填的是“维修工”，尚未保存。请核对后再保存，以再次保存的为准。$")
BY_COLLEAGUE = re.compile(rf"测试lijiaxiang \d\d:\d\d 已把此格改为{TWO_VALUES.pattern}")


@pytest.fixture
def draft(portal: str, cast: dict[str, User]) -> Filing:
    return make_draft(cast["lijiaxiang"]).filing


@pytest.fixture
def edit_url(portal: str, draft: Filing) -> str:
    return f"{portal}/filings/{draft.reference}/edit/"


def stored(filing: Filing) -> dict[str, str]:
    """What the cells would show now."""
    filing = Filing.objects.get(pk=filing.pk)
    return stored_texts(filing, typed_parts(filing))


def stored_cells(filing: Filing, *names: str) -> list[str]:
    texts = stored(filing)
    return [texts[name] for name in names]


def test_leaving_and_coming_back_finds_everything_typed(at_desk: Callable[..., Page], draft):
    page = at_desk("lijiaxiang")
    page.get_by_role("link", name=f"继续填写 {draft.subject}").click()
    type_cells(page, HALF_DONE)
    expect_autosaved(page)
    expect(page.locator("#status-line")).to_have_text(
        re.compile(r"^草稿已保存 \d\d:\d\d（未上报）$")
    )
    open_menu(page, "首页")
    expect(page).to_have_title(re.compile("首页"))
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"继续填写 {draft.subject}").click()
    expect(page.locator("#msg-member_total")).to_have_text(
        "人数请填写整数，例如 30，不要写“约”“余”等字。"
    )
    expect(page.locator("#msg-leader_mobile")).to_have_text("手机号码应为 11 位，请核对。")
    assert shown(page, HALF_DONE) == HALF_DONE
    assert stored(draft) | HALF_DONE == stored(draft)


def test_what_is_typed_before_the_scripts_arrive_is_saved_when_they_do(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    page = at_desk("lijiaxiang")
    with slow_line(page):
        page.goto(edit_url, wait_until="commit")
        type_cells(page, HALF_DONE)
    expect_autosaved(page)
    assert stored(draft) | HALF_DONE == stored(draft)


def test_button_pressed_without_a_connection_leaves_the_page_as_it_is(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    page = at_desk("lijiaxiang")
    page.goto(edit_url)
    page.context.set_offline(True)
    type_cell(page, "leader_trade", "挡车工")
    expect(page.locator("#status-line")).to_have_attribute("data-state", "failed")
    page.get_by_role("button", name="预览并上报").click()
    expect(page.locator("#status-line")).to_contain_text(
        "保存失败，没有提交，填写的内容仍在本页。请检查网络后再按一次。"
    )
    assert shown(page, {"leader_trade": ""}) == {"leader_trade": "挡车工"}
    page.context.set_offline(False)
    page.get_by_role("button", name="预览并上报").click()
    expect(page).to_have_url(edit_url.replace("/edit/", "/preview/"))
    assert stored_cells(draft, "leader_trade") == ["挡车工"]


def test_button_pressed_amid_an_autosave_goes_on_after_it_and_meets_no_conflict(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    page = at_desk("lijiaxiang")
    page.goto(edit_url)
    with slow_line(page, edit_url) as held:
        type_cell(page, "leader_trade", "挡车工")
        expect(page.locator("#status-line")).to_have_attribute("data-state", "saving")
        page.locator("[name=leader_trade]").fill("细纱挡车工")
        page.get_by_role("button", name="预览并上报").click()
        assert len(held) == 1
    expect(page).to_have_url(edit_url.replace("/edit/", "/preview/"))
    assert stored_cells(draft, "leader_trade") == ["细纱挡车工"]


def test_reason_half_typed_is_not_left_behind_without_a_question(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User]
):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    page = at_desk("jingjibu")
    page.goto(f"{portal}/filings/{filing.reference}/return/")
    page.locator("textarea").first.press_sequentially("请补充")
    with page.expect_event("dialog") as asked:
        open_menu(page, "首页")
    assert asked.value.type == "beforeunload"
    expect(page).to_have_url(f"{portal}/")


def test_double_click_leaves_a_question_open(
    at_desk: Callable[..., Page], draft: Filing, portal: str
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}{draft.get_absolute_url()}")
    page.locator("summary", has_text="删除草稿").dblclick()
    expect(page.get_by_role("button", name="确定删除")).to_be_visible()


def test_typing_on_after_the_session_ended_loses_nothing(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    page = at_desk("lijiaxiang")
    page.goto(edit_url)
    Session.objects.all().delete()
    type_cell(page, "leader_trade", "挡车工")
    expect(page.locator("#page-status")).to_have_text(re.compile(re.escape(EXPIRED)))
    expect(page.locator("#status-line")).to_have_attribute("data-state", "failed")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="点此在新窗口重新登录").click()
    second = opened.value
    fill_login(second, "lijiaxiang")
    expect(second.locator("main")).to_contain_text("请关闭本窗口，回到原来的页面继续填写")
    second.close()
    page.bring_to_front()
    type_cell(page, "member_total", "２０")
    expect_autosaved(page)
    assert stored_cells(draft, "leader_trade", "member_total") == ["挡车工", "20"]


def test_saving_after_the_session_ended_without_script_goes_on_after_the_login(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    page = at_desk("lijiaxiang", script=False)
    page.goto(edit_url)
    type_cells(page, HALF_DONE)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".message")).to_contain_text("登录已过期，刚才的提交还没有执行。")
    assert stored_cells(draft, "leader_trade") == [""]
    fill_login(page, "lijiaxiang")
    page.get_by_role("button", name="继续提交").click()
    expect(page.locator(".messages")).to_contain_text("草稿已保存（尚未上报）")
    assert shown(page, HALF_DONE) == HALF_DONE
    assert stored(draft) | HALF_DONE == stored(draft)


def open_twice(at_desk: Callable[..., Page], edit_url: str, *, script: bool) -> tuple[Page, Page]:
    """The same draft in the browsers of two colleagues."""
    pages = at_desk("lijiaxiang", script=script), at_desk("lijiaxiang2", script=script)
    for page in pages:
        page.goto(edit_url)
    return pages


def test_usual_phrase_is_added_once_and_taken_back(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    page = at_desk("lijiaxiang")
    page.goto(edit_url)
    box = page.locator("[name=opinion_unit-text]")
    type_cell(page, "opinion_unit-text", "事迹突出。")
    phrases = page.locator("[data-phrases=id_opinion_unit-text]")
    for _ in range(2):
        phrases.get_by_role("button", name="同意申报。").click()
    expect(box).to_have_value("事迹突出。同意申报。")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("事迹突出。")
    box.blur()
    expect_autosaved(page)
    assert draft.opinions.get(code="opinion_unit").text == "事迹突出。"


def type_and_save(page: Page, name: str, text: str, *, script: bool) -> None:
    type_cell(page, name, text)
    if script:
        expect_autosaved(page)
    else:
        save_draft(page)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_two_people_in_different_cells_both_keep_theirs(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str, script: bool
):
    first, second = open_twice(at_desk, edit_url, script=script)
    type_and_save(first, "leader_trade", "挡车工", script=script)
    type_and_save(second, "leader_mobile", "13900000001", script=script)
    type_and_save(first, "postcode", "313199", script=script)
    cells = ("leader_trade", "leader_mobile", "postcode")
    assert stored_cells(draft, *cells) == ["挡车工", "13900000001", "313199"]


def test_two_people_in_one_cell_the_second_sees_both_values_and_decides(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    first, second = open_twice(at_desk, edit_url, script=True)
    type_and_save(first, "leader_trade", "挡车工", script=True)
    type_cell(second, "leader_trade", "维修工")
    line = second.locator("#status-line")
    expect(line).to_have_text("有内容与同事的修改冲突，请看红色标注后再保存")
    expect(second.locator("#msg-leader_trade")).to_have_text(BY_COLLEAGUE)
    # Typing on is saved, but does not decide the conflict by the way.
    with second.expect_response(lambda answer: answer.request.method == "POST"):
        type_cell(second, "postcode", "313199")
    expect(second.locator("#msg-leader_trade")).to_have_text(TWO_VALUES)
    assert stored_cells(draft, "leader_trade", "postcode") == ["挡车工", "313199"]
    save_draft(second)
    assert stored_cells(draft, "leader_trade") == ["维修工"]


def test_two_people_in_one_cell_without_script(
    at_desk: Callable[..., Page], draft: Filing, edit_url: str
):
    first, second = open_twice(at_desk, edit_url, script=False)
    type_and_save(first, "leader_trade", "挡车工", script=False)
    type_cell(second, "leader_trade", "维修工")
    type_cell(second, "postcode", "313199")
    decide(second, draft)
    assert stored_cells(draft, "postcode") == ["313199"]


def decide(page: Page, draft: Filing) -> None:
    """Press 保存草稿, read both values on the page that answers, press it again."""
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".message-error")).to_contain_text("有 1 格在您填写期间在别处被改过")
    expect(page.locator("#msg-leader_trade")).to_have_text(TWO_VALUES)
    expect(page.locator("[name=leader_trade]")).to_have_value("维修工")
    assert stored_cells(draft, "leader_trade") == ["挡车工"]
    save_draft(page)
    assert stored_cells(draft, "leader_trade") == ["维修工"]


def filed_once(filing: Filing) -> bool:
    events = FilingEvent.objects.filter(filing=filing, action="file").count()
    revisions = Revision.objects.filter(filing=filing).count()
    filing.refresh_from_db()
    return (events, revisions, filing.version, filing.state) == (1, 1, 1, "filed")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_double_click_and_back_button_file_once(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User], script: bool
):
    filing = make_ready(cast["lijiaxiang"])
    page = at_desk("lijiaxiang", script=script)
    page.goto(f"{portal}/filings/{filing.reference}/preview/")
    page.get_by_role("button", name="上报", exact=True).dblclick()
    expect(page).to_have_url(f"{portal}/filings/{filing.reference}/")
    expect(page.locator(".state-line .state")).to_have_text("已上报")
    assert filed_once(filing)
    page.go_back()
    # The browser may show the old page from its memory; asked anew, the server leads to the case.
    again = page.get_by_text("这份申报现在的状态是“已上报”，不能修改；填写的内容如下。")
    page.get_by_role("button", name="上报", exact=True).or_(again).wait_for()
    if page.get_by_role("button", name="上报", exact=True).count():
        page.get_by_role("button", name="上报", exact=True).click()
        expect(page).to_have_url(f"{portal}/filings/{filing.reference}/")
    assert filed_once(filing)


def test_one_press_arriving_twice_at_once_files_once(portal: str, cast: dict[str, User]):
    filing = make_ready(cast["lijiaxiang"])
    clerks = [HttpClerk(portal, "lijiaxiang") for _ in range(4)]
    address = f"/filings/{filing.reference}/file/"
    answers = at_once(*(lambda clerk=clerk: clerk.post(address, token="press") for clerk in clerks))
    assert [(answer.status, answer.location) for answer in answers] == [
        (302, f"/filings/{filing.reference}/")
    ] * 4
    assert filed_once(filing)
