"""What the county can flag in a return: every cell, and each line of a table as one."""

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cells import all_cells
from techservice.models import TrainingDemand
from tests.factories.pioneer import make_in_review
from tests.factories.requests import filed_request
from tests.pioneer.county_sheets import filed_sheet, line

BOX = "乡镇（街道、园区）（总）工会，县直属产业（行业）工会（工委）意见"


def flaggable(filing):
    cells = annex_of(filing).flaggable(all_cells(filing))
    return [(cell.name, cell.label, cell.value) for cell in cells]


def test_lines_of_annex_5_stand_as_one_each_among_the_other_cells(cast):
    filing = filed_request(cast["lijiaxiang"])
    first, second = TrainingDemand.objects.working().values_list("key", flat=True)
    told = flaggable(filing)
    assert [label for _, label, _ in told] == [
        "企业名称", "填写日期", "工会主席", "联系电话", "QQ号", "微信号", "企业地址",
        "急需技术服务的项目、内容（专业或工种）", "专业或工种", "第 1 行", "第 2 行",
        BOX, f"{BOX}的签名", f"{BOX}的日期", f"{BOX}的盖章", "附件",
    ]  # fmt: skip
    assert told[9:11] == [
        (f"row_{first}", "第 1 行", "电焊工　12"),
        (f"row_{second}", "第 2 行", "电工　5"),
    ]


def test_lines_of_annex_2_are_one_each_and_its_choice_is_a_cell(cast):
    lines = [line(team="甲班"), line(unit="长兴测试电源有限公司", team="乙班")]
    told = flaggable(filed_sheet(cast["lijiaxiang"], lines))
    assert [label for _, label, _ in told] == ["第 1 行", "第 2 行", "本表内容", "附件"]
    assert [value for _, _, value in told[:2]] == [
        "长兴测试纺织有限公司　甲班　制造业　12　测试组长　ceshi_zuzhang",
        "长兴测试电源有限公司　乙班　制造业　12　测试组长　ceshi_zuzhang",
    ]


def test_form_without_a_table_is_flagged_cell_by_cell(cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    cells = all_cells(filing)
    assert flaggable(filing) == [(cell.name, cell.label, cell.value) for cell in cells]
