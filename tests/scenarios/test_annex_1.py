"""Annex 1 from the first letter typed to paper and register, as people do it (issue 2)."""

import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from changxing_union.filing.models import Filing
from tests.scenarios.people import (
    attach_scan,
    expect_autosaved,
    open_menu,
    save_draft,
    shown,
    type_cell,
    type_cells,
)

pytestmark = pytest.mark.django_db(transaction=True)

UNIT, TEAM = "长兴测试纺织有限公司", "细纱甲班"
SUBJECT = f"{UNIT} {TEAM}"
MISTAKE = "男、女合计 19 人，与总人数 20 人不符。"
LEADER = "买买提·㛃䶮𠅤"
# What is on the paper in front of the clerk, and how the clerk happens to type it.
TYPED = {
    "unit_founded": "２００３．６",
    "member_total": "２０",
    "post_leader_name": "买买提•㛃䶮𠅤",
    "team_founded": "2010年3月",
    "male_count": "１１",  # the mistake: 12 on paper
    "female_count": "8人",
    "party_count": "4",
    "league_count": "3",
    "avg_age": "３６.5岁",
    "avg_skill_level": "不适用",
    "edu_college": "6",
    "edu_high": "10",
    "edu_junior": "4",
    "leader_name": "买买提・㛃䶮𠅤",
    "leader_gender": "female",
    "leader_birth": "1985-03",
    "leader_education": "大专",
    "leader_politics": "中共党员",
    "leader_trade": "挡车",
    "leader_since": "2015/7",
    "leader_qq": "１００８６１",
    "leader_wechat": "shili_2018",
    "leader_mobile": "+86 139-0000-0001",
    "address": "测试路1号",
    "postcode": "313100",
    "honours_text": "2014年县级“工人先锋号”\n2016年优胜班组",
}
STORED = {
    **TYPED,
    "unit_founded": "2003年6月",
    "member_total": "20",
    "post_leader_name": LEADER,
    "male_count": "11",
    "female_count": "8",
    "avg_age": "36.5",
    "leader_name": LEADER,
    "leader_birth": "1985年3月",
    "leader_since": "2015年7月",
    "leader_qq": "100861",
    "leader_mobile": "13900000001",
}
OPINIONS = {
    "opinion_unit_union-text": "情况属实，同意推荐。",
    "opinion_unit_union-signer": "𠅤测试",
    "opinion_unit_union-date": "2018-04-02",
    "opinion_unit_union-seal": "scanned",
    "opinion_unit-text": "同意申报。",
    "opinion_unit-signer": "阿依古丽·测试",
    "opinion_unit-date": "2018.4.3",
    "opinion_unit-seal": "scanned",
    "opinion_township-text": "同意推荐。",
    "opinion_township-signer": "测试主席",
    "opinion_township-date": "2018年4月4日",
    "opinion_township-seal": "sealed",
}
HISTORY = ["建立草稿", "上报", "受理", "退回修改", "重新上报", "受理", "签署意见", "列入培育"]
HOLDERS = ["县总工会经济工作部", "乡镇（街道、园区）、产业（行业）工会", "基层工会"]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_annex_1_from_draft_to_register(at_desk: Callable[..., Page], script: bool):
    township = at_desk("lijiaxiang", script=script)
    open_draft(township)
    type_with_a_mistake(township, script=script)
    correct_and_record_opinions(township, script=script)
    attach_scan(township)
    case_url = preview_and_file(township)

    county = at_desk("jingjibu", script=script)
    accept_and_return(county)
    correct_each_flag_and_refile(township)
    look_at_the_differences_and_accept(county)
    sign(at_desk("jingsaiban", script=script))
    approve(county)

    township.goto(case_url)
    expect(township.locator(".state-line .state")).to_have_text("列入培育")
    assert township.locator(".history strong").all_inner_texts() == HISTORY
    check_paper(county, case_url)
    check_register(county)


def open_draft(page: Page) -> None:
    page.locator("main").get_by_role("link", name="新建申报").click()
    page.get_by_role("link", name="新建工人先锋号申报").click()
    page.get_by_label("单位名称").fill(UNIT)
    page.get_by_label("班组名称").fill(TEAM)
    page.get_by_label("六型班组（工业企业）").check()
    page.get_by_role("button", name="建立草稿，开始填写").click()
    expect(page.locator(".messages")).to_contain_text("草稿已建立，尚未上报。")
    expect(page.locator(".unfiled")).to_contain_text("未上报")


def type_with_a_mistake(page: Page, *, script: bool) -> None:
    type_cells(page, TYPED)
    if script:
        expect_autosaved(page)
    else:
        save_draft(page)
    expect(page.locator("#msg-male_count")).to_have_text(MISTAKE)
    expect(page.locator("[name=male_count]")).to_have_attribute("aria-invalid", "true")
    page.reload()
    assert shown(page, STORED) == STORED


def correct_and_record_opinions(page: Page, *, script: bool) -> None:
    type_cell(page, "male_count", "１２")
    if script:
        expect(page.locator("#msg-male_count")).to_have_text("")
    type_cells(page, OPINIONS)
    if script:
        expect_autosaved(page)
    else:
        save_draft(page)
        expect(page.locator("#msg-male_count")).to_have_text("")
    expect(page.locator("[name=male_count]")).not_to_have_attribute("aria-invalid", "true")


def preview_and_file(page: Page) -> str:
    page.get_by_role("button", name="预览并上报").click()
    expect(page.locator("main")).to_contain_text("必填内容已填写完整，可以上报。")
    expect(page.locator(".paper")).to_contain_text(LEADER)
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".messages")).to_have_text(
        "上报成功：2018-1-330522102-0001 已送达县总工会经济工作部。"
    )
    expect(page.locator(".state-line .state")).to_have_text("已上报")
    expect(page.locator("main")).not_to_contain_text("未上报")
    return page.url


def accept_and_return(page: Page) -> None:
    page.get_by_role("link", name=f"受理 {SUBJECT}").click()
    expect(page.locator(".paper")).to_contain_text("挡车")
    page.get_by_role("button", name="受理").click()
    expect(page.locator(".messages")).to_have_text("已受理，填报单位不能再自行撤回。")
    page.get_by_role("link", name="退回修改").click()
    page.get_by_label("原因").fill("两处填写不规范，请修改后重新上报。")
    for label, why in (
        ("工种", "请写规范的工种名称"),
        ("何时何地受过何种奖励、称号", "请注明授予单位"),
    ):
        page.get_by_label(label, exact=True).check()
        page.get_by_label(f"{label}怎么改").fill(why)
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator(".messages")).to_have_text(
        "已退回修改，标注 2 处，填报单位将看到退回意见。"
    )


def save_and_go_on(page: Page, label: str) -> None:
    flag = page.get_by_role("group", name=f"退回意见：{label}", exact=True)
    flag.get_by_role("button", name="保存，去下一处").click()


def correct_each_flag_and_refile(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"去修改 {SUBJECT}").click()
    note = page.locator(".return-note")
    expect(note).to_contain_text("两处填写不规范，请修改后重新上报。")
    note.get_by_role("link", name="工种").click()
    trade = page.locator("[name=leader_trade]")
    expect(trade).to_be_focused()
    trade.fill("细纱挡车工")
    save_and_go_on(page, "工种")
    expect(page).to_have_url(re.compile(r"/edit/#id_honours_text$"))
    expect(note.locator("li", has_text="工种")).to_contain_text("已处理")
    honours = page.locator("[name=honours_text]")
    expect(honours).to_be_focused()
    expect(honours).to_be_in_viewport()
    honours.fill("2014年县总工会授予“工人先锋号”\n2016年优胜班组")
    save_and_go_on(page, "何时何地受过何种奖励、称号")
    # The last one handled, the way leads on to the preview by itself.
    page.get_by_role("button", name="重新上报").click()
    expect(page.locator(".messages")).to_have_text(
        "重新上报成功：2018-1-330522102-0001 第 2 版已送达。"
    )


def look_at_the_differences_and_accept(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"核对 {SUBJECT}").click()
    rows = page.locator(".diff tbody tr")
    expect(rows).to_have_count(2)
    cells = [row.locator("th, td").all_inner_texts() for row in rows.all()]
    assert cells == [
        ["工种", "挡车", "细纱挡车工"],
        [
            "何时何地受过何种奖励、称号",
            "2014年县级“工人先锋号”\n2016年优胜班组",
            "2014年县总工会授予“工人先锋号”\n2016年优胜班组",
        ],
    ]
    page.get_by_role("button", name="受理").click()
    expect(page.locator(".state-line .state")).to_have_text("审核中")
    # Nobody has signed yet, so 列入培育 is shown with the reason against it.
    expect(page.locator(".hindrances")).to_contain_text(
        "“县劳动竞赛委员会办公室意见”尚未签署完整（意见、签名、日期），请等签署人签署后再审定。"
    )
    expect(page.locator("summary", has_text="列入培育")).to_have_count(0)


def sign(page: Page) -> None:
    page.get_by_role("link", name=f"签署 {SUBJECT}").click()
    page.get_by_role("link", name="签署意见").click()
    page.locator("[name=opinion_county-text]").fill("同意列入培育。")
    page.locator("[name=opinion_county-signer]").fill("测试·签署人")
    page.locator("[name=opinion_county-date]").fill("2018年4月20日")
    page.locator("[name=opinion_county-seal]").select_option("sealed")
    page.get_by_role("button", name="签署意见").click()
    expect(page.locator(".messages")).to_have_text("“县劳动竞赛委员会办公室意见”已签署。")


def approve(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"审定 {SUBJECT}").click()
    page.locator("summary", has_text="列入培育").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".messages")).to_have_text("已审定：列入培育。")


def squeezed(text: str) -> str:
    """Without blanks and line breaks, and brackets of one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def check_paper(page: Page, case_url: str) -> None:
    answer = page.context.request.get(f"{case_url}print/")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    pages = [squeezed(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(answer.body())).pages]
    assert len(pages) == 3
    for number, (text, holder) in enumerate(zip(pages, HOLDERS, strict=True), start=1):
        assert squeezed(f"第{number}份·{holder}") in text
        for words in (
            UNIT,
            TEAM,
            LEADER,
            "𠅤测试",
            "阿依古丽·测试",
            "测试·签署人",
            "共20人,其中男12人;女8人;党员4人;团员3人",
            "细纱挡车工",
            "13900000001",
            "2014年县总工会授予“工人先锋号”",
            "同意列入培育。",
            "2018年4月20日",
            "2018-1-330522102-0001",
        ):
            assert squeezed(words) in text, words


def check_register(page: Page) -> None:
    open_menu(page, "申报列表")
    expect(page.locator("main")).to_contain_text("共 1 份")
    row = register_row(page, "导出附件1 台账（Excel）")
    filing = Filing.objects.get()
    assert (row["编号"], row["所属工会"]) == (filing.reference, filing.organization.short_name)
    assert {name: row[name] for name in ("单位名称", "班组名称", "负责人", "手机号码")} == {
        "单位名称": UNIT,
        "班组名称": TEAM,
        "负责人": LEADER,
        "手机号码": "139****0001",
    }
    assert (row["人数"], row["男"], row["女"], row["退回次数"]) == (20, 12, 8, 1)
    assert (row["是否逾期"], row["当前状态"], row["纸质件"]) == ("逾期", "列入培育", "0/3")
    full = register_row(page, "含完整手机号")
    assert full["手机号码"] == "13900000001"


def register_row(page: Page, link: str) -> dict[str, object]:
    """The single line of the register behind ``link``, by column."""
    address = page.get_by_role("link", name=link, exact=True).first.get_attribute("href")
    answer = page.context.request.get(page.url.split("/filings/")[0] + str(address))
    assert answer.status == 200
    sheet = load_workbook(io.BytesIO(answer.body()))["台账"]
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    header = next(number for number, line in enumerate(lines) if line[0] == "序号")
    row = dict(zip(lines[header], lines[header + 1], strict=True))
    assert (row["序号"], lines[header + 2][0]) == (1, "合计（共 1 条）")
    return row
