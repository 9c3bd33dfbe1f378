"""Which sheet of a file is taken for annex 2, and which files are refused."""

import pytest

from changxing_union.imports.recognition import recognise
from pioneer.imports.summary_plan import SUMMARY_PLAN
from tests.imports.tables import sheet
from tests.pioneer.summary_tables import FIRST, PLAIN, SECOND, refusal

FORM = (
    "2018年长兴县创建“工人先锋号”示范培育申报表",
    "单位名称|长兴测试纺织厂||何时组建|2001年3月",
    "班组名称|细纱甲班|人数|12|岗长姓名|测试甲|何时组建|2012年5月",
    "班组人员构成情况|共12人，其中男5人；女7人",
    "班组负责人情况|姓名|测试甲|性别|女|出生年月|1985年3月",
    "|何年何月任职|2015年7月|QQ号/微信号||手机号码|13900000001",
)
BLANK_FORM = (
    "单位名称||何时组建|",
    "班组名称||人数||岗长姓名|",
    "姓名||性别||手机号码|",
)
CARD = ("单位名称||所属行业|", "班组名称||参赛人数|", "组长||手机号码|")
FORM_REFUSED = (
    "这是一张登记表（“单位名称”等栏目的内容填在旁边的格子里），不是一览表，不能逐行导入。"
    "请选择上方有一行列名、下面每行填一条的表格。"
)


@pytest.mark.parametrize("form", [FORM, BLANK_FORM, CARD])
def test_form_instead_of_a_list_is_refused(form):
    assert refusal(sheet(*form)) == (FORM_REFUSED,)


def test_sheet_without_a_heading_is_refused():
    [sentence] = refusal(sheet(FIRST, SECOND))
    assert sentence == (
        "没有找到表头：前 30 行里没有一行写着这张表的列名。请在内容上方加一行列名（单位名称、"
        "班组名称、所属行业、参赛人数、组长、手机号/微信号），保存后再导入。"
    )


def test_best_visible_sheet_is_taken():
    poor = sheet("单位名称|班组名称|备注", "长兴测试纺织厂|细纱甲班|", name="名单")
    best = sheet(PLAIN, FIRST, name="汇总表")
    hidden = sheet(PLAIN, FIRST, SECOND, name="旧表", hidden=True)
    found = recognise([sheet(*FORM), poor, hidden, best], SUMMARY_PLAN)
    assert (found.sheet, found.sheet_name) == (3, "汇总表")
    chosen = recognise([sheet(*FORM), poor, hidden, best], SUMMARY_PLAN, sheet=1)
    assert (chosen.sheet, chosen.sheet_name) == (1, "名单")


def test_empty_sheets_are_refused_and_hidden_ones_named():
    assert refusal(sheet(), sheet("||")) == (
        "表格是空的，没有可以导入的内容。请核对所选的文件，填好内容并保存后再导入。",
    )
    assert refusal(sheet(), sheet(PLAIN, FIRST, hidden=True)) == (
        "看得见的工作表都是空的。如果内容在隐藏的工作表里，请先取消隐藏并保存，再重新选择文件。",
    )
