"""Annex 4 from the first letter typed to the certificate and a report, as people do it."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.printed import (
    squeezed,
)
from tests.scenarios.people import (
    attach_scan,
    expect_autosaved,
    open_menu,
    save_draft,
    shown,
    type_cells,
)

pytestmark = pytest.mark.django_db(transaction=True)

UNIT, NAME = "长兴测试纺织有限公司", "测试·监督员"
SUBJECT = f"{NAME}（{UNIT}）"
TYPED = {
    "filled_on": "2018.4.2",
    "gender": "female",
    "birth": "1985-03",
    "education": "大专",
    "politics": "中共党员",
    "trade": "设备管理员",
    "since": "2015/7",
    "qq": "１００８６１",
    "wechat": "shili_2018",
    "mobile": "+86 139-0000-0001",
    "address": "测试路1号",
    "honours_text": "无",
}
STORED = {
    **TYPED,
    "filled_on": "2018年4月2日",
    "birth": "1985年3月",
    "since": "2015年7月",
    "qq": "100861",
    "mobile": "13900000001",
}
OPINIONS = {
    f"{code}-{part}": text
    for code in ("opinion_unit_union", "opinion_unit", "opinion_township")
    for part, text in {
        "text": "情况属实，同意推荐。",
        "signer": "测试签名",
        "date": "2018-04-03",
        "seal": "scanned",
    }.items()
}


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_annex_4_from_draft_to_report(at_desk: Callable[..., Page], script: bool):
    township = at_desk("lijiaxiang", script=script)
    register_person(township, script=script)
    case_url = file_form(township)

    county = at_desk("jingjibu", script=script)
    county.get_by_role("link", name=f"受理 {SUBJECT}").click()
    county.get_by_role("button", name="受理").click()
    expect(county.locator(".messages")).to_have_text("已受理，填报单位不能再自行撤回。")
    sign(at_desk("zonggonghui", script=script))
    approve_and_appoint(county)

    report_waste(township)
    follow_up(county)
    check_paper(township, case_url)


def register_person(page: Page, *, script: bool) -> None:
    open_menu(page, "新建申报")
    page.get_by_role("link", name="新建义务监督员登记").click()
    page.get_by_label("单位名称").fill(UNIT)
    page.get_by_label("监督员姓名").fill("测试•监督员")
    page.get_by_role("button", name="建立草稿，开始填写").click()
    expect(page.locator(".unfiled")).to_contain_text("未上报")
    type_cells(page, {**TYPED, **OPINIONS})
    if script:
        expect_autosaved(page)
    else:
        save_draft(page)
    page.reload()
    assert shown(page, STORED) == STORED
    attach_scan(page)


def file_form(page: Page) -> str:
    page.get_by_role("button", name="预览并上报").click()
    expect(page.locator("main")).to_contain_text("必填内容已填写完整，可以上报。")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".messages")).to_have_text(
        "上报成功：2018-4-330522102-0001 已送达县总工会经济工作部。"
    )
    return page.url


def sign(page: Page) -> None:
    page.get_by_role("link", name=f"签署 {SUBJECT}").click()
    page.get_by_role("link", name="签署意见").click()
    assert page.locator("[name=opinion_county-text]").input_value() == "同意聘任。"
    page.locator("[name=opinion_county-signer]").fill("测试·签署人")
    page.locator("[name=opinion_county-date]").fill("2018年4月20日")
    page.locator("[name=opinion_county-seal]").select_option("sealed")
    page.get_by_role("button", name="签署意见").click()
    expect(page.locator(".messages")).to_have_text("“县总工会意见”已签署。")


def approve_and_appoint(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"审定 {SUBJECT}").click()
    page.locator("summary", has_text="准予聘任").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".messages")).to_have_text("已审定：准予聘任。")
    page.get_by_role("link", name="办理聘任").click()
    page.get_by_label("聘期至").fill("2040年12月31日")
    page.get_by_role("button", name="聘任这 1 名监督员").click()
    expect(page.locator(".messages")).to_have_text("已聘任 1 名监督员，证书编号 2018-001。")
    expect(page.locator(".state-line .state")).to_have_text("在聘")


def report_waste(page: Page) -> None:
    open_menu(page, "技术服务")
    page.get_by_role("navigation", name="技术服务").get_by_role("link", name="义务监督员").click()
    page.get_by_role("link", name=SUBJECT).click()
    page.get_by_role("link", name="登记报告").click()
    page.get_by_label("类别").select_option("waste")
    page.get_by_label("地点").fill("测试车间")
    page.get_by_label("报告内容").fill("空压机夜间空转约两小时")
    page.get_by_role("button", name="登记报告").click()
    expect(page.locator(".messages")).to_have_text("报告已登记，处理情况可以随时跟进。")


def follow_up(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="报告的跟进情况").click()
    page.get_by_label("跟进情况").fill("已加装定时开关")
    page.get_by_label("处理情况").select_option("done")
    page.get_by_role("button", name="登记跟进").click()
    expect(page.locator(".messages")).to_have_text("已登记跟进：已处理。")
    expect(page.locator("article .state")).to_have_text("已处理")


def check_paper(page: Page, case_url: str) -> None:
    answer = page.context.request.get(f"{case_url}print/")
    pages = [squeezed(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(answer.body())).pages]
    assert len(pages) == 3
    for text in pages:
        for words in (UNIT, NAME, "填写日期:2018年4月2日", "1985年3月", "100861/shili_2018",
                      "13900000001", "测试·签署人", "同意聘任。"):  # fmt: skip
            assert squeezed(words) in text, words
