"""Annex 4 from the first letter typed, or a roster, to the certificate and a report."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.factories.workbooks import workbook
from tests.printed import squeezed
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


ROSTER_HEAD = [
    "序号", "企业名称", "姓名", "性别", "出生年月", "学历", "政治面貌", "岗位", "任职时间",
    "QQ号/微信号", "联系电话", "通讯地址", "邮政编码", "荣誉称号",
]  # fmt: skip
# The person of ``STORED`` as a township's own list spells them, and one whose mobile is too short.
ROSTER = [
    [1, UNIT, "测试•监督员", "女", "1985-03", "大专", "中共党员", "设备管理员", "2015/7",
     "１００８６１/shili_2018", "+86 139-0000-0001", "测试路1号", "313100", "无"],
    [2, UNIT, "测试·监督员乙", "男", "1990.1", "本科", "群众", "电工", "2016年5月",
     "shili_b", "1390000", "测试路1号", "313100", "无"],
]  # fmt: skip

each_script = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)


@each_script
def test_annex_4_from_draft_to_report(at_desk: Callable[..., Page], script: bool):
    township = at_desk("lijiaxiang", script=script)
    register_person(township, script=script)
    case_url = file_form(township)
    county = appoint(at_desk, script=script)
    report_waste(township)
    follow_up(county)
    check_paper(township, case_url)


@each_script
def test_annex_4_from_roster_to_appointment(at_desk: Callable[..., Page], script: bool):
    township = at_desk("lijiaxiang", script=script)
    import_roster(township)
    see_what_could_not_be_read(township)
    open_menu(township, "申报列表")
    township.get_by_role("link", name=SUBJECT, exact=True).click()
    township.get_by_role("link", name="继续填写").click()
    complete_imported(township, script=script)
    case_url = file_form(township)
    appoint(at_desk, script=script)
    check_paper(township, case_url)


def appoint(at_desk: Callable[..., Page], *, script: bool) -> Page:
    """受理, 签署, 审定 and 聘任 by those whose turn it is; the county clerk's page."""
    county = at_desk("jingjibu", script=script)
    county.get_by_role("link", name=f"受理 {SUBJECT}").click()
    county.get_by_role("button", name="受理").click()
    expect(county.locator(".messages")).to_have_text("已受理，填报单位不能再自行撤回。")
    sign(at_desk("zonggonghui", script=script))
    approve_and_appoint(county)
    return county


def open_new_form(page: Page) -> None:
    open_menu(page, "新建申报")
    page.get_by_role("link", name="新建义务监督员登记").click()


def import_roster(page: Page) -> None:
    open_new_form(page)
    page.get_by_role("link", name="从 Excel 名单导入").click()
    content = workbook([["义务监督员名单"], ROSTER_HEAD, *ROSTER])
    file = {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("main")).to_contain_text("手机号应为 11 位，请核对。")
    page.get_by_role("button", name="导入，每人建立一份草稿").click()
    expect(page.locator(".messages")).to_contain_text("已导入 2 行。")
    expect(page.locator("main")).to_contain_text("共 2 份（已筛选）")


def see_what_could_not_be_read(page: Page) -> None:
    page.get_by_role("link", name=f"测试·监督员乙（{UNIT}）").click()
    page.get_by_role("link", name="继续填写").click()
    assert shown(page, {"mobile": ""}) == {"mobile": "1390000"}
    expect(page.locator("main")).to_contain_text("手机号应为 11 位，请核对。")


def complete_imported(page: Page, *, script: bool) -> None:
    told = {name: text for name, text in STORED.items() if name != "filled_on"}
    assert shown(page, told) == told
    type_cells(page, {"filled_on": TYPED["filled_on"], **OPINIONS})
    keep(page, script=script)
    attach_scan(page)


def keep(page: Page, *, script: bool) -> None:
    if script:
        expect_autosaved(page)
    else:
        save_draft(page)


def register_person(page: Page, *, script: bool) -> None:
    open_new_form(page)
    page.get_by_label("单位名称").fill(UNIT)
    page.get_by_label("监督员姓名").fill("测试•监督员")
    page.get_by_role("button", name="建立草稿，开始填写").click()
    expect(page.locator(".unfiled")).to_contain_text("未上报")
    type_cells(page, {**TYPED, **OPINIONS})
    keep(page, script=script)
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
