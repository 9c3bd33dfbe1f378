"""Saying what the columns are, looking at the preview, importing; and who may do none of it."""

import re
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from changxing_union.imports.models import ImportJob, RememberedMapping
from changxing_union.imports.tasks import CHANGED
from changxing_union.imports.views import TOO_LATE
from changxing_union.organizations.models import AuditEvent, Organization, Team
from tests.factories.files import upload
from tests.imports.conftest import HEADER, again, set_back
from tests.imports.pages import (
    JOINED,
    START,
    STRANGE,
    commit,
    page_of,
    send,
    sentences,
    table_file,
    words,
)
from tests.imports.roster import NO_LEADER, NO_NUMBER

pytestmark = pytest.mark.django_db


# --- columns ------------------------------------------------------------------------------------


def test_unknown_column_is_asked_first_with_letter_heading_and_samples(client, begin):
    job = begin(STRANGE)
    assert client.get(page_of(job)).url == page_of(job, "mapping/")
    response = client.get(page_of(job, "mapping/"))
    rows = re.findall(r'<td data-label="列">(\w+)</td>', response.text)
    assert rows == ["D", "A", "B", "C"]
    text = words(response)
    assert "备用" in text
    assert "测试甲" in text
    assert "表头在第 1 行" in text
    assert "没有找到“组长”是哪一列，请在下面选定" in text


def test_missing_required_column_is_a_sentence(client, begin):
    job = begin(STRANGE)
    typed = {"column-1": "unit_name", "column-2": "team_name", "column-3": "participant_count"}
    response = client.post(page_of(job, "mapping/"), {**typed, "column-4": ""})
    assert response.status_code == 422
    assert (
        "还没有选出哪一列是“组长”。请在下面选定；如果文件里没有这一列，请在文件中补上后重新选择文件。"
        in words(response)
    )
    assert again(job).state == "mapping"


def test_column_chosen_twice_is_a_sentence_at_the_second(client, begin):
    job = begin(STRANGE)
    typed = {"column-1": "unit_name", "column-2": "unit_name", "column-3": "joined"}
    response = client.post(page_of(job, "mapping/"), {**typed, "column-4": "leader_name"})
    assert response.status_code == 422
    tail = "，一个栏目只能对应一列。请在两列中选定一列，另一列选“不导入”。"
    assert sentences(response, "column-1") == []
    assert sentences(response, "column-2") == [f"“单位名称”已由 A 列提供{tail}"]
    assert sentences(response, "column-3") == [f"“单位班组名称”已由 A 列提供{tail}"]


def test_column_that_does_not_exist_is_refused(client, begin):
    job = begin(STRANGE)
    response = client.post(page_of(job, "mapping/"), {"column-1": "password"})
    assert sentences(response, "column-1") == ["请选择这一列是什么；不需要的列请选“不导入”。"]


def test_confirmed_columns_lead_to_the_preview_and_are_not_asked_again(client, begin):
    job = begin(STRANGE)
    typed = {"column-1": "unit_name", "column-2": "team_name", "column-3": "participant_count"}
    response = client.post(page_of(job, "mapping/"), {**typed, "column-4": "leader_name"})
    assert (response.url, again(job).state) == (page_of(job), "preview")
    _response, following = send(client, file=table_file(STRANGE, "下次.xlsx"))
    assert client.get(page_of(following)).status_code == 200
    assert RememberedMapping.objects.get(heading="备用").target == "leader_name"


def test_mapping_page_of_a_finished_import_leads_to_its_page(client, begin, clerk):
    job = commit(client, begin())
    assert client.get(page_of(job, "mapping/")).url == page_of(job)


def test_another_sheet_can_be_read_and_an_unknown_one_changes_nothing(client, begin):
    job = begin(STRANGE)
    client.post(page_of(job, "sheet/"), {"sheet": "9"})
    assert again(job).attempt == 1
    client.post(page_of(job, "sheet/"), {"sheet": "0"})
    assert (again(job).attempt, again(job).sheet) == (2, 0)


# --- preview ------------------------------------------------------------------------------------

ODD = [
    HEADER,
    ["长兴测试一厂", "甲班", "约12", "测试甲"],
    ["长兴测试二厂", "乙班", 8, ""],
    ["合计", "企业参赛数", 3, "职工数 20"],
]


def test_preview_shows_problems_with_their_place_in_the_file(client, begin):
    response = client.get(page_of(begin(ODD)))
    text = words(response)
    assert f"第 2 行 C 列 · 参赛人数：{NO_NUMBER}" in text
    assert f"第 3 行 D 列 · 组长：{NO_LEADER}" in text
    assert "有 1 处要改正，1 处请核对" in text
    assert "这些不妨碍导入" in text
    assert 'class="import-error"><span class="import-text">约12</span>' in response.text
    assert "导入这 2 行" in text


def test_preview_compares_stated_totals_with_computed_ones(client, begin):
    text = words(client.get(page_of(begin(ODD))))
    assert "按行计算为 8；文件第 4 行写的是“20”，不一致，以计算为准，请核对" in text
    assert "第 4 行（合计）" in text


def test_preview_without_problems_says_so(client, begin):
    text = words(client.get(page_of(begin())))
    assert "逐行核对过，没有发现要改正的地方。" in text
    assert "按行计算为 20" in text


def test_preview_pages_through_the_rows(client, begin):
    lines = [[f"长兴测试{number}厂", "甲班", 3, "测试甲"] for number in range(1, 121)]
    job = begin([HEADER, *lines])
    shown = []
    for offset in ("0", "50", "100", "9999", "x"):
        text = client.get(f"{page_of(job)}?from={offset}").text
        numbers = re.findall(r'<tr id="line-(\d+)">', text)
        shown.append((numbers[0], numbers[-1], "?from=50#rows" in text))
    assert shown == [
        ("2", "51", True), ("52", "101", False), ("102", "121", True),
        ("102", "121", True), ("2", "51", True),
    ]  # fmt: skip


def test_unused_column_is_listed_with_the_way_to_change_it(client, begin):
    job = begin([[*HEADER, "备用金额"], ["长兴测试一厂", "甲班", 12, "测试甲", "无"]])
    text = words(client.get(page_of(job)))
    assert "E 列“备用金额”（改列对应）" in text


def test_guessed_split_is_confirmed_and_corrected(client, begin):
    job = begin(JOINED)
    response = client.get(page_of(job))
    assert 'name="split-2-1" value="长兴测试一厂细纱"' in response.text
    halves = {"split-2-1": "长兴测试一厂", "split-2-2": "细纱甲班"}
    assert client.post(page_of(job, "splits/"), halves).url == page_of(job)
    text = client.get(page_of(job)).text
    assert "split-2-1" not in text
    assert '<span class="import-text">细纱甲班</span>' in text


def test_split_corrected_on_the_way_to_the_import_is_what_is_stored(client, begin):
    job = begin(JOINED)
    commit(client, job, **{"split-2-1": "长兴测试一厂", "split-2-2": " 细纱　甲班 "})
    assert list(Team.objects.values_list("enterprise__name", "name")) == [
        ("长兴测试一厂", "细纱 甲班")
    ]


# --- importing ----------------------------------------------------------------------------------


def test_import_leads_to_the_form_and_says_how_many_rows(client, begin):
    job = commit(client, begin())
    response = client.get(page_of(job))
    assert (response.status_code, response.url) == (302, "/desk/")
    assert [str(each) for each in get_messages(response.wsgi_request)] == [
        "已导入 2 行。如有标出的格子，请在表中逐一改正，核对无误后再上报。"
    ]
    assert Team.objects.count() == 2


def test_second_click_changes_nothing(client, begin):
    job = commit(client, begin())
    commit(client, job)
    assert (again(job).attempt, Team.objects.count()) == (2, 2)


def test_choice_is_offered_only_when_there_are_rows_and_says_how_many_go(client, begin):
    first = begin()
    assert 'name="how"' not in client.get(page_of(first)).text
    commit(client, first)
    job = begin([HEADER, ["长兴测试三厂", "丙班", 5, "测试丙"]])
    response = client.get(page_of(job))
    text = words(response)
    assert "追加：保留现有的 2 行，在后面加上这 1 行" in text
    assert "替换：删去现有的 2 行，换成这 1 行" in text
    assert 'value="append" checked' in response.text


def test_same_file_is_recognised_and_replacement_preselected(client):
    _response, job = send(client, file=table_file())
    commit(client, job)
    content = Path(job.file.path).read_bytes()
    _response, twin = send(client, file=upload("改了名.xlsx", content))
    response = client.get(page_of(twin))
    when = f"{timezone.localtime(again(job).committed_at):%Y-%m-%d %H:%M}"
    assert f"这个文件已于 {when} 由 测试lijiaxiang 导入（2 行）。" in words(response)
    assert 'value="replace" checked' in response.text
    seen = re.search(r'name="seen" value="([^"]*)"', response.text)[1]
    commit(client, twin, how="replace", seen=seen)
    assert Team.objects.count() == 2


def test_form_edited_since_the_preview_is_not_replaced(client, begin):
    commit(client, begin())
    job = begin([HEADER, ["长兴测试三厂", "丙班", 5, "测试丙"]])
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(page_of(job)).text)[1]
    Team.objects.order_by("pk").first().delete()
    job = commit(client, job, how="replace", seen=seen)
    response = client.get(page_of(job))
    assert (job.state, Team.objects.count()) == ("preview", 1)
    assert CHANGED in words(response)
    assert 'value="replace" checked' in response.text


def test_union_that_may_no_longer_import_is_told_so(client, begin, clerk):
    job = begin()
    Organization.objects.filter(pk=job.organization_id).update(is_active=False)
    response = client.get(page_of(job))
    assert "这张表现在不能修改（可能已经上报），所以不能导入。" in words(response)
    assert "导入这 2 行" not in words(response)
    assert client.post(page_of(job, "commit/")).status_code == 409
    assert Team.objects.count() == 0


# --- giving up, and others ----------------------------------------------------------------------


def test_cancelled_import_says_that_nothing_changed(client, begin):
    job = begin()
    for _press in (1, 2):
        response = client.post(page_of(job, "cancel/"))
        assert response.url == START
        assert [str(each) for each in get_messages(response.wsgi_request)][-1] == (
            "导入已取消，表中的内容没有任何改动。"
        )
    assert "“名册.xlsx”的导入已取消，表中的内容没有任何改动。" in words(client.get(page_of(job)))


def test_finished_import_cannot_be_cancelled(client, begin):
    job = commit(client, begin())
    response = client.post(page_of(job, "cancel/"))
    assert response.status_code == 409
    assert TOO_LATE in words(response)


BUTTONS = ("sheet/", "splits/", "commit/", "cancel/", "retry/")


def test_neighbour_finds_no_import_and_every_attempt_is_on_record(signed_in, roster_site, begin):
    job = begin()
    client = signed_in("meishan")
    tried = [("get", page_of(job)), ("get", page_of(job, "mapping/"))]
    tried += [("post", page_of(job, below)) for below in ("mapping/", *BUTTONS)]
    assert [getattr(client, method)(url).status_code for method, url in tried] == [404] * len(tried)
    told = AuditEvent.objects.filter(action="denied").order_by("id")
    assert [(each.detail["method"].lower(), each.detail["path"]) for each in told] == tried
    assert (again(job).state, Team.objects.count()) == ("preview", 0)


def test_import_that_never_was_is_not_found(client):
    assert [client.get(f"{START}{number}/").status_code for number in (77, 10**30)] == [404, 404]


def test_import_of_another_kind_is_not_found_here(client, begin):
    job = begin()
    ImportJob.objects.filter(pk=job.pk).update(kind="tests:other")
    assert client.get(page_of(job)).status_code == 404


def test_pages_state_their_methods(client, begin):
    job = begin()
    assert [client.get(page_of(job, below)).status_code for below in BUTTONS] == [405] * 5
    assert [client.post(url).status_code for url in (page_of(job), f"{START}template/")] == [
        405
    ] * 2


def test_every_form_of_the_pages_carries_a_token_and_is_sent_once(client, begin):
    pages = [START, page_of(begin()), page_of(begin(STRANGE), "mapping/")]
    pages.append(page_of(set_back(begin(), seconds=61, state="reading")))
    for page in pages:
        main = client.get(page).text.split('<main id="main"')[1]
        forms = re.findall(r"<form.*?</form>", main, re.DOTALL)
        assert forms
        assert [form for form in forms if "csrfmiddlewaretoken" not in form] == []
        assert [form for form in forms if "data-once" not in form.split(">")[0]] == []


def test_colleague_of_the_same_union_may_go_on(signed_in, roster_site, begin, cast):
    job = commit(signed_in("lijiaxiang2"), begin())
    assert (job.state, job.committed_by) == ("done", cast["lijiaxiang2"])
