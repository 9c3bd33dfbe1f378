"""Tables on their way into annex 2, through the pages as a township clerk uses them (issue 3)."""

import re
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.models import Attachment, Filing
from changxing_union.imports.models import ImportJob, ImportState
from changxing_union.imports.stored import findings_of
from pioneer.models import SummaryRow
from tests.factories import workbooks
from tests.factories.files import program, upload
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.factories.workbooks import raw_workbook, sheet_xml, text_cell, wide_line, workbook

HEADER = ["序号", "单位名称", "班组名称", "所属行业", "参赛人数", "组长", "手机号/微信号"]
START = "/pioneer/summary/import/"
VALUES = ("unit_name", "team_name", "industry", "participant_count", "leader_name",
          "leader_mobile", "leader_wechat")  # fmt: skip
INDUSTRIES = ["制造业", "纺织", "农、林、牧、渔业", "教育", "蓄电池"]
LEADERS = ["测试组长", "阿依古丽·测试", "㛃䶮𠅤", "测试·组长"]


@pytest.fixture
def client(signed_in):
    return signed_in("lijiaxiang")


def send(client, content, name="汇总.xlsx"):
    """Upload a table; the import that came of it."""
    response = client.post(START, {"file": upload(name, content)})
    assert response.status_code == 302, sentences(response)
    return ImportJob.objects.order_by("-pk").first()


def sentences(response):
    slot = re.search(r'id="msg-file"[^>]*>(.*?)</div>', response.text, re.DOTALL)
    return [unescape(each) for each in re.findall(r"<p>(.*?)</p>", slot[1])]


def commit(client, job, how="append", **typed):
    """Press 导入; the form that the rows went to."""
    seen = Filing.objects.filter(form_type__annex=2).first()
    response = client.post(
        f"{START}{job.pk}/commit/", {"how": how, "seen": seen.edition if seen else "", **typed}
    )
    assert response.status_code == 302
    job.refresh_from_db()
    assert (job.state, job.failures) == (ImportState.DONE, [])
    return Filing.objects.get(form_type__annex=2)


def stored():
    return list(SummaryRow.objects.working().values_list(*VALUES))


def lines(count):
    """``count`` teams, every kind of cell among them."""
    return [
        [
            number,
            f"长兴测试{number // 3}号（{'甲乙丙'[number % 3]}区）有限公司",
            f"{number}号细纱班",
            INDUSTRIES[number % 5],
            number % 90 + 1,
            LEADERS[number % 4],
            [f"139{number:08d}", f"139{number:08d}/ceshi_{number:04d}", f"ceshi_{number:04d}"][
                number % 3
            ],
        ]
        for number in range(1, count + 1)
    ]


def test_what_the_portal_exports_it_imports_again_without_a_question_equal_cell_by_cell(client):
    commit(client, send(client, workbook([HEADER, *lines(500)])))
    before = stored()
    assert len(before) == 500
    exported = content_of(client.get("/filings/export/2/"))
    job = send(client, exported, "汇总表.xlsx")
    assert (job.state, job.row_count, job.findings) == (ImportState.PREVIEW, 500, [])
    assert job.computed == {"enterprise_total": 500, "worker_total": sum(row[3] for row in before)}
    assert [(each["number"], each["text"]) for each in job.stated] == [
        (500, "500"),
        (job.computed["worker_total"], str(job.computed["worker_total"])),
    ]
    commit(client, job, "replace")
    assert stored() == before


def test_template_is_filled_in_and_imported_without_a_question(client):
    book = load_workbook(BytesIO(content_of(client.get(f"{START}template/"))))
    sheet = book.worksheets[0]
    example = next(row for row in range(1, 30) if str(sheet.cell(row, 1).value).startswith("例"))
    values = ["长兴测试纺织有限公司", "细纱甲班", "纺织", 24, "测试组长", "13900000001"]
    for column, value in enumerate(values, start=1):
        sheet.cell(example + 1, column).value = value
    job = send(client, workbooks.saved(book))
    assert (job.state, job.row_count, job.findings) == (ImportState.PREVIEW, 1, [])
    commit(client, job)
    assert stored() == [
        ("长兴测试纺织有限公司", "细纱甲班", "纺织", 24, "测试组长", "13900000001", "")
    ]


def test_original_is_kept_with_the_sheet_until_it_is_taken_out(client):
    content = workbook([HEADER, *lines(2)])
    filing = commit(client, send(client, content))
    (original,) = Attachment.objects.all()
    assert (original.slot, original.original_name, original.size) == (
        "imported", "汇总.xlsx", len(content),
    )  # fmt: skip
    assert content_of(client.get(f"/filings/{filing.reference}/attachments/{original.pk}/")) == (
        content
    )
    edit = f"/filings/{filing.reference}/edit/"
    assert f'value="remove-{original.pk}"' in client.get(edit).text
    client.post(edit, {"action": f"remove-{original.pk}"})
    assert not Attachment.objects.exists()


def test_preview_names_the_sheets_it_leaves_out(client):
    villages = {"沈湾村": [HEADER, *lines(3)], "刘家渡村": [HEADER, *lines(1)]}
    job = send(client, workbooks.workbook_of(villages))
    page = client.get(f"{START}{job.pk}/").text
    assert "工作表“沈湾村”" in page
    assert "<dt>其他工作表</dt><dd>“刘家渡村”，这次不导入" in page


def test_same_file_again_is_recognised_and_offered_as_replacement(client):
    content = workbook([HEADER, *lines(3)])
    commit(client, send(client, content))
    job = send(client, content)
    page = client.get(f"{START}{job.pk}/").text
    assert "这个文件已于" in page
    assert re.search(r'value="replace"[^>]*checked', page)
    commit(client, job, "replace")
    assert len(stored()) == 3
    assert Attachment.objects.count() == 1


def test_what_cannot_be_read_is_stored_as_typed_and_marked_in_the_form(client):
    bad = [1, "长兴测试纺织有限公司", "细纱甲班", "纺织", "约30", "测试组长", "139"]
    job = send(client, workbook([HEADER, bad]))
    assert [(each.row, each.column) for each in findings_of(job)] == [
        (0, "participant_count"), (0, "contact"),
    ]  # fmt: skip
    filing = commit(client, job)
    (row,) = SummaryRow.objects.working()
    assert filing.unparsed == {
        f"row_{row.key}-participant_count": "约30",
        f"row_{row.key}-contact": "139",
    }
    page = client.get(f"/filings/{filing.reference}/edit/").text
    assert 'value="约30"' in page
    assert "手机号码应为 11 位，请核对。" in page


def test_rows_are_appended_or_put_in_place_of_those_there(client):
    commit(client, send(client, workbook([HEADER, *lines(2)])))
    commit(client, send(client, workbook([HEADER, *lines(4)[2:]])))
    assert [row[1] for row in stored()] == ["1号细纱班", "2号细纱班", "3号细纱班", "4号细纱班"]
    commit(client, send(client, workbook([HEADER, *lines(5)[4:]])), "replace")
    assert [row[1] for row in stored()] == ["5号细纱班"]


def test_preview_tells_how_many_teams_stand_in_the_sheet_already(client):
    commit(client, send(client, workbook([HEADER, *lines(3)])))
    other = [row[:] for row in lines(5)[1:]]
    other[0][1] = f" {other[0][1]} "  # the same unit, typed with blanks
    job = send(client, workbook([HEADER, *other]))
    page = client.get(f"{START}{job.pk}/").text
    assert "其中 2 行的班组表中已有，追加后会重复" in page
    job = send(client, workbook([HEADER, *lines(9)[5:]]))
    assert "追加后会重复" not in client.get(f"{START}{job.pk}/").text


def test_preview_names_lines_as_the_file_numbers_them(client):
    title = [["参赛企业汇总表"], [""], HEADER]
    job = send(client, workbook([*title, *lines(2), lines(1)[0]]))
    (finding,) = job.findings
    assert finding[2] == "与第 4 行是同一单位的同一班组，请删去一行或核对名称。"


def test_finished_import_of_a_sheet_filed_since_leads_back_to_the_imports(client, cast):
    job = send(client, workbook([HEADER, *lines(2)]))
    filing = commit(client, job)
    page = client.get(f"{START}{job.pk}/")
    assert page.url == f"/filings/{filing.reference}/edit/"
    services.file(filing, act=act_by(cast["lijiaxiang"]))
    page = client.get(f"{START}{job.pk}/", follow=True)
    assert page.redirect_chain == [(START, 302)]
    assert "已导入 2 行。这张表现在不能修改（可能已经上报）" in page.text


def test_filed_sheet_takes_no_import_until_it_is_withdrawn(client, cast):
    filing = commit(client, send(client, workbook([HEADER, *lines(2)])))
    client.post(f"/filings/{filing.reference}/file/")
    response = client.get(START)
    assert response.status_code == 409
    client.post(f"/filings/{filing.reference}/withdraw/")
    assert client.get(START).status_code == 200


UNCACHED = raw_workbook(
    sheet_xml(
        "<row r='1'>"
        + "".join(text_cell(f"{'ABCDEFG'[at]}1", text) for at, text in enumerate(HEADER))
        + "</row><row r='2'>"
        + text_cell("B2", "长兴测试厂")
        + text_cell("C2", "甲班")
        + text_cell("D2", "制造业")
        + '<c r="E2"><f>SUM(1,2)</f></c>'
        + text_cell("F2", "测试组长")
        + text_cell("G2", "13900000001")
        + "</row>"
    )
)


def test_formula_without_a_kept_result_is_told_with_its_place(client):
    job = send(client, UNCACHED)
    page = client.get(f"{START}{job.pk}/").text
    assert "这一格是公式，但文件里没有保存算出的结果。" in unescape(page)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (workbooks.bomb(60_000_000), "汇总.xlsx"),
        (workbooks.entity_bomb(), "汇总.xlsx"),
        (raw_workbook(sheet_xml(wide_line(1_000_000))), "汇总.xlsx"),
        (workbooks.ole("EncryptionInfo", "EncryptedPackage"), "汇总.xlsx"),
        (workbooks.ole("Workbook"), "汇总.xls"),
        (workbooks.docx(), "汇总.docx"),
        (program(), "汇总.xlsx"),
        (b"", "汇总.xlsx"),
        (
            workbook([["单位名称", "长兴测试厂"], ["班组名称", "甲班"], ["何时组建", "2010年"]]),
            "申报表.xlsx",
        ),
    ],
    ids=["bomb", "entities", "columns", "password", "xls", "word", "program", "empty", "form"],
)
def test_harmful_or_strange_file_is_a_sentence_and_nothing_is_stored(client, content, name):
    response = client.post(START, {"file": upload(name, content)})
    if response.status_code == 302:  # judged by the background, not by the page
        job = ImportJob.objects.get()
        assert (job.state, bool(job.file)) == (ImportState.FAILED, False)
        page = unescape(client.get(f"{START}{job.pk}/").text)
        assert [each for each in job.failures if each not in page] == []
        told = job.failures
    else:
        assert response.status_code == 422
        told = sentences(response)
        assert ImportJob.objects.count() == 0
    assert len(told) == 1
    assert re.search(r"。$", told[0])
    assert re.search("请|不能", told[0])
    assert (SummaryRow.objects.count(), Attachment.objects.count(), Filing.objects.count()) == (
        0, 0, 0,
    )  # fmt: skip
