"""Beginning an import, waiting for the background, and what is said when it fails."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from openpyxl import load_workbook

from changxing_union.imports.models import ImportState
from changxing_union.imports.views import NOT_LOST, NOWHERE
from changxing_union.organizations.models import Membership, Organization, Role
from tests.factories.files import MEGABYTE, pdf, upload
from tests.factories.responses import content_of
from tests.imports.conftest import again, set_back
from tests.imports.pages import PASTED, START, STRANGE, page_of, send, sentences, table_file, words

pytestmark = pytest.mark.django_db


# --- starting -----------------------------------------------------------------------------------


def test_start_page_says_where_to_and_offers_the_template(client):
    response = client.get(START)
    assert response.status_code == 200
    text = words(response)
    assert "导入到：李家巷镇的班组名册" in text
    assert "还没有导入过。" in text
    assert 'name="place"' not in response.text
    assert f'href="{START}template/"' in response.text


def test_template_is_read_without_a_question(client, begin):
    response = client.get(f"{START}template/")
    content = content_of(response)
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(BytesIO(content))
    assert [cell.value for cell in book["班组名册"][3]][:4] == [
        "单位名称", "班组名称", "参赛人数", "组长",
    ]  # fmt: skip


def test_file_begins_an_import_and_leads_to_its_page(client):
    response, job = send(client, file=table_file())
    assert (response.status_code, response.url) == (302, page_of(job))
    assert (job.original_name, job.state, job.ip) == ("名册.xlsx", "preview", "127.0.0.1")


def test_pasted_block_begins_an_import(client):
    response, job = send(client, text=PASTED)
    assert (response.url, job.original_name, job.row_count) == (page_of(job), "粘贴的表格", 2)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            ("名册.pdf", pdf()),
            (
                "“名册.pdf”：图片和 PDF 不能当作表格读取。"
                "请找到原来的表格，或重新录入，另存为 .xlsx 后上传。"
            ),
        ),
        (("空.xlsx", b""), "“空.xlsx”是空文件（0 字节）。请确认文件能正常打开后重新选择。"),
        (
            ("大.csv", b"a,b\n" * 3 * MEGABYTE),
            (
                "“大.csv”大小为 12 MB，超过单个文件 10 MB 的上限。"
                "请压缩、降低扫描分辨率或拆分后重新上传。"
            ),
        ),
    ],
)
def test_wrong_file_is_a_sentence_at_the_field_and_keeps_nothing(client, file, sentence):
    response, job = send(client, file=upload(*file))
    assert (response.status_code, job) == (422, None)
    assert sentences(response, "file") == [sentence]


def test_nothing_chosen_is_a_sentence_at_the_field(client):
    response, _job = send(client, text=" \n ")
    assert response.status_code == 422
    assert sentences(response, "file") == ["请选择一个文件，或把表格粘贴到下面的框里。"]


def test_file_and_paste_together_are_refused_and_the_paste_stays(client):
    response, job = send(client, file=table_file(), text=PASTED)
    assert (response.status_code, job) == (422, None)
    assert sentences(response, "text") == [
        "已经选择了文件，又粘贴了表格。请只留一样，再点“上传并核对”。"
    ]
    assert unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", response.text, re.DOTALL)[1]) == (
        f"\n{PASTED}"
    )


def test_place_is_asked_only_of_those_who_have_several(client, clerk):
    meishan = Organization.objects.get(code="330522112")
    Membership.objects.create(user=clerk, organization=meishan, role=Role.FILER)
    offered = re.findall(r"<option value=\"[^\"]+\">(.*?)</option>", client.get(START).text)
    assert sorted(offered) == ["李家巷镇的班组名册", "煤山镇的班组名册"]
    _response, job = send(client, file=table_file(), place=f"{meishan.pk}-roster-{meishan.pk}")
    assert job.organization == meishan
    response, _job = send(client, file=table_file(), place="1-elsewhere")
    assert sentences(response, "place") == ["请重新选择要导入到哪一张表。"]


@pytest.mark.parametrize("username", ["jingjibu", "kaohe", "zonggonghui", "guanli", "shenji"])
def test_who_files_nothing_imports_nothing(signed_in, roster_site, username):
    response = signed_in(username).get(START)
    assert response.status_code == 409
    assert NOWHERE in words(response)


def test_latest_imports_are_listed_with_their_state(client, begin, clerk, cast):
    begin(name="一.xlsx")
    begin(STRANGE, name="二.xlsx")
    begin(name="别家.xlsx", user=cast["meishan"])
    rows = re.findall(
        r"<tr>\s*<td data-label=\"文件\">(.*?)</tr>", client.get(START).text, re.DOTALL
    )
    listed = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", row)).split() for row in rows]
    assert [(row[0], row[1], row[-2], row[-1]) for row in listed] == [
        ("二.xlsx", "测试lijiaxiang", "—", "待对应列"),
        ("一.xlsx", "测试lijiaxiang", "2", "待确认"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_start_page_costs_the_same_however_many_imports(
    client, begin, count, django_assert_num_queries
):
    for _ in range(count):
        begin()
    client.get(START)
    with django_assert_num_queries(6):
        client.get(START)


# --- the background at work ---------------------------------------------------------------------


def test_progress_page_refreshes_itself_with_and_without_script(client, begin):
    job = set_back(begin(), seconds=0, state=ImportState.READING, done=3_200, expected=5_000)
    response = client.get(page_of(job))
    assert response.status_code == 200
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in response.text
    assert f'hx-get="{page_of(job)}" hx-trigger="every 1s"' in response.text
    assert 'max="5000" value="3200"' in response.text
    assert "已读 3,200 / 5,000 行" in words(response)


@pytest.mark.parametrize(
    ("state", "counters", "said"),
    [
        ("queued", (0, 0), "已收到，正在排队…"),
        ("reading", (0, 0), "正在打开文件…"),
        ("checking", (7, 9), "已核对 7 / 9 行"),
        ("committing", (0, 0), "正在写入，请稍候…"),
    ],
)
def test_htmx_gets_only_the_progress(client, begin, state, counters, said):
    done, expected = counters
    job = set_back(begin(), seconds=0, state=state, done=done, expected=expected)
    response = client.get(page_of(job), headers={"HX-Request": "true"})
    assert response.text.lstrip().startswith('<section id="import-progress"')
    assert said in words(response)


def test_htmx_is_told_to_load_the_page_when_the_work_is_done(client, begin):
    response = client.get(page_of(begin()), headers={"HX-Request": "true"})
    assert (response.headers["HX-Refresh"], response.content) == ("true", b"")


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("queued", "后台还没有开始处理，可能正忙，也可能没有运行。"),
        ("committing", "后台没有响应，最近一次进展在 "),
    ],
)
def test_lost_worker_is_said_plainly_and_offers_a_retry(client, begin, state, why):
    job = set_back(begin(), seconds=61, state=state)
    response = client.get(page_of(job))
    assert why in words(response)
    assert "http-equiv" not in response.text
    assert "hx-get" not in response.text
    assert f'action="{page_of(job, "retry/")}"' in response.text


def test_retry_of_a_lost_import_brings_it_to_its_end(client, begin):
    job = set_back(begin(), seconds=61, state="reading", lines=None)
    response = client.post(page_of(job, "retry/"))
    assert (response.url, again(job).state) == (page_of(job), "preview")


def test_retry_of_an_import_at_work_says_that_it_is_not_needed(client, begin):
    job = set_back(begin(), seconds=1, state="reading")
    response = client.post(page_of(job, "retry/"))
    assert [str(each) for each in get_messages(response.wsgi_request)] == [NOT_LOST]
    assert again(job).attempt == 1


# --- when it fails ------------------------------------------------------------------------------


def test_refused_table_is_told_with_its_reason_and_leads_back(client, begin):
    job = begin([["毫不相干", "的表"], ["一", "二"]])
    response = client.get(page_of(job))
    text = words(response)
    assert "“名册.xlsx”没有导入，表中的内容没有任何改动" in text
    assert job.failures[0] in text
    assert f'href="{START}"' in response.text
    assert "retry/" not in response.text


def test_refused_paste_comes_back_into_the_box(client):
    _response, job = send(client, text="毫不相干\t的表\n一\t二")
    link = f"{START}?again={job.pk}"
    assert f'href="{link}"' in client.get(page_of(job)).text
    assert "毫不相干\t的表\n一\t二</textarea>" in client.get(link).text


@pytest.mark.parametrize("number", ["x", "99999", "9" * 40, ""])
def test_paste_that_is_not_there_leaves_the_box_empty(client, number):
    assert "\n</textarea>" in client.get(f"{START}?again={number}").text
