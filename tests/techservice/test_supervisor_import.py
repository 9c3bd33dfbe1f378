"""A roster on its way into annex 4: one draft per person, nobody twice, all or none."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.blockers import open_points
from changxing_union.filing.models import Filing
from changxing_union.imports.models import ImportJob, ImportState
from changxing_union.imports.stored import findings_of
from changxing_union.kernel.dates import shanghai_day
from techservice.imports.supervisor_plan import cells_of
from techservice.models import EnergySupervisor
from tests.factories import workbooks
from tests.factories.files import upload
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.factories.supervisors import make_filed, make_ready
from tests.factories.workbooks import workbook

START = "/techservice/supervisors/import/"
HEADER = ["序号", "单位名称", "姓名", "性别", "出生年月", "学历", "政治面貌", "岗位", "任职时间",
          "QQ号/微信号", "联系电话", "通讯地址", "邮政编码", "荣誉称号"]  # fmt: skip
UNIT = "长兴测试纺织有限公司"
LISTED = "此人（姓名、手机号相同）已有登记表或在表中重复，不再建立。"
VALUES = ("unit_name", "name", "gender", "education", "politics", "trade", "qq", "wechat", "mobile",
          "address", "postcode", "honours_text")  # fmt: skip


def person(number, name="测试甲", mobile="13900000001", **changes):
    row = {
        "unit": UNIT, "name": name, "gender": "女", "birth": "1985.3", "education": "大专",
        "politics": "群众", "trade": "设备管理员", "since": "2015年7月",
        "contact": "10001234/ceshi_2018", "mobile": mobile, "address": "测试路1号",
        "postcode": "313100", "honours": "无", **changes,
    }  # fmt: skip
    return [number, *row.values()]


@pytest.fixture
def client(signed_in):
    return signed_in("lijiaxiang")


def send(client, content, name="名单.xlsx"):
    """Upload a table; the import that came of it."""
    response = client.post(START, {"file": upload(name, content)})
    assert response.status_code == 302, response.text
    return ImportJob.objects.order_by("-pk").first()


def commit(client, job):
    """Press 导入; the import as it then is."""
    response = client.post(f"{START}{job.pk}/commit/", {"how": "append"})
    assert response.status_code == 302
    job.refresh_from_db()
    return job


def told_of(job):
    return [(each.row, each.column, each.sentence, each.blocks) for each in findings_of(job)]


def test_each_line_becomes_a_draft_and_the_list_of_drafts_follows(client):
    rows = [person(1), person(2, "测试乙", "13900000002", contact="ceshi_b")]
    job = send(client, workbook([["义务监督员名单"], HEADER, *rows]))
    assert (job.state, job.row_count, job.findings) == (ImportState.PREVIEW, 2, [])
    job = commit(client, job)
    assert (job.state, job.row_count) == (ImportState.DONE, 2)
    assert list(EnergySupervisor.objects.order_by("pk").values_list(*VALUES)) == [
        (UNIT, "测试甲", "female", "大专", "群众", "设备管理员", "10001234", "ceshi_2018",
         "13900000001", "测试路1号", "313100", "无"),
        (UNIT, "测试乙", "female", "大专", "群众", "设备管理员", "", "ceshi_b", "13900000002",
         "测试路1号", "313100", "无"),
    ]  # fmt: skip
    first = EnergySupervisor.objects.order_by("pk").first()
    assert (first.birth.isoformat(), first.since.isoformat()) == ("1985-03-01", "2015-07-01")
    assert first.filled_on == shanghai_day(timezone.now())
    assert first.filing.subject == f"测试甲（{UNIT}）"
    response = client.get(f"{START}{job.pk}/", follow=True)
    assert response.redirect_chain == [("/filings/?annex=4&state=draft", 302)]
    assert "已导入 2 行。如有标出的格子，请逐份打开逐一改正，核对无误后再上报。" in response.text
    assert "共 2 份（已筛选）" in response.text


def test_who_has_a_form_is_told_and_not_doubled(client, cast):
    make_ready(cast["lijiaxiang"], name="测试甲")
    make_filed(cast["meishan"], unit="煤山测试厂", name="测试乙", mobile="13900000002")
    make_ready(cast["meishan"], unit="煤山测试厂", name="测试丁", mobile="13900000004")
    rows = [
        person(1),
        person(2, "测试乙", "13900000002"),
        person(3, "测试丙", "13900000003"),
        person(4, "测试 丙", "139 0000 0003"),
        person(5, "测试丁", "13900000004"),
    ]
    job = send(client, workbook([HEADER, *rows]))
    assert told_of(job) == [(row, "name", LISTED, False) for row in (0, 1, 3)]
    page = client.get(f"{START}{job.pk}/").text
    assert "其中 3 行的人员已有登记表或在表中重复，不再建立，只导入其余的行。" in page
    job = commit(client, job)
    assert job.row_count == 2
    own = Filing.objects.filter(organization=job.organization).order_by("pk")
    assert [each.energy_supervisor.name for each in own] == ["测试甲", "测试丙", "测试丁"]


def test_same_roster_again_stores_nothing(client):
    content = workbook([HEADER, person(1)])
    commit(client, send(client, content))
    job = commit(client, send(client, content))
    assert (job.state, job.failures) == (
        ImportState.PREVIEW, ["表中的人员都已有登记表，没有需要导入的行。请在申报列表中查看。"],
    )  # fmt: skip
    assert EnergySupervisor.objects.count() == 1


def test_person_of_a_voided_form_is_imported(client, cast):
    filing = make_filed(cast["lijiaxiang"], name="测试甲")
    services.void(filing, act=act_by(cast["jingjibu"]), reason="重复登记，作废。")
    assert commit(client, send(client, workbook([HEADER, person(1)]))).row_count == 1


def test_what_cannot_be_read_is_stored_as_typed_and_marked_in_the_form(client):
    job = send(client, workbook([HEADER, person(1, birth="不详", mobile="139")]))
    assert told_of(job) == [
        (0, "birth", "出生年月请填写到月，例如 1985 年 3 月。", True),
        (0, "mobile", "手机号应为 11 位，请核对。", True),
    ]
    commit(client, job)
    filing = Filing.objects.get()
    assert filing.unparsed == {"birth": "不详", "mobile": "139"}
    sentences = [point.sentence for point in open_points(filing)]
    assert "出生年月请填写到月，例如 1985 年 3 月。" in sentences
    assert 'value="不详"' in client.get(f"/filings/{filing.reference}/edit/").text


def test_column_that_the_roster_lacks_is_not_asked_for_line_by_line(client):
    job = send(client, workbook([["企业名称", "姓名", "手机号"], [UNIT, "测试甲", "13900000001"],
                                 [UNIT, "测试乙", ""]]))  # fmt: skip
    assert told_of(job) == [(1, "mobile", "请填写手机号。", True)]


def test_known_unit_fills_in_its_address(client, cast):
    make_filed(cast["lijiaxiang"], name="测试乙", mobile="13900000002", address="测试路9号")
    commit(
        client,
        send(client, workbook([HEADER, person(1, unit="长兴测试 纺织有限公司", address="")])),
    )
    made = EnergySupervisor.objects.get(name="测试甲")
    assert (made.unit_name, made.address) == (UNIT, "测试路9号")


def test_unit_of_another_union_is_imported_and_told_in_its_form(client, cast):
    make_filed(cast["meishan"], unit="煤山测试厂")
    commit(client, send(client, workbook([HEADER, person(1, unit="煤山测试厂")])))
    filing = EnergySupervisor.objects.get(name="测试甲").filing
    assert filing.enterprise is None
    assert any("该单位已由其他工会登记报送。" in each.sentence for each in open_points(filing))


def test_more_than_a_sensible_number_is_refused(client):
    rows = [person(n, f"测试{n}", f"139{n:08d}") for n in range(501)]
    job = send(client, workbook([HEADER, *rows]))
    assert job.failures == [
        "表中有 501 行，超过一次导入 500 行的上限。请拆成几个文件，分几次导入。"
    ]


def test_template_is_filled_in_and_imported_without_a_question(client):
    book = load_workbook(BytesIO(content_of(client.get(f"{START}template/"))))
    sheet = book.worksheets[0]
    example = next(row for row in range(1, 30) if str(sheet.cell(row, 1).value).startswith("例"))
    values = [UNIT, "测试甲", "女", "1985.3", "大专", "群众", "设备管理员", "2015.7", "10001234",
              "ceshi_2018", "13900000001", "测试路1号", "313100", "无"]  # fmt: skip
    for column, value in enumerate(values, start=1):
        sheet.cell(example + 1, column).value = value
    job = send(client, workbooks.saved(book))
    assert (job.state, job.row_count, job.findings) == (ImportState.PREVIEW, 1, [])
    commit(client, job)
    assert list(EnergySupervisor.objects.values_list(*VALUES)) == [
        (UNIT, "测试甲", "female", "大专", "群众", "设备管理员", "10001234", "ceshi_2018",
         "13900000001", "测试路1号", "313100", "无"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("contact", "cells"),
    [
        ("10001234/ceshi_2018", {"qq": "10001234", "wechat": "ceshi_2018"}),
        ("ceshi_2018、10001234", {"qq": "10001234", "wechat": "ceshi_2018"}),
        ("ceshi_2018", {"wechat": "ceshi_2018"}),
        ("", {}),
    ],
)
def test_contact_of_one_column_goes_to_the_cell_it_belongs_to(contact, cells):
    assert cells_of({"contact": contact}) == cells


def test_new_page_leads_to_the_import(client):
    assert f'href="{START}"' in client.get("/techservice/supervisors/new/").text
