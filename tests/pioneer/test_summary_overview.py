"""The county sees all of annex 2 at a glance: who has reported what, and who has not."""

import html
import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.models import Extension, Filing, FormType
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import Organization, Role
from pioneer.models import SUMMARY_KIND
from pioneer.services.county_overview import (
    Standing,
    UnionLine,
    chase_text,
    totals,
    union_lines,
)
from pioneer.services.cross_facts import standing_sheets
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.pioneer.county_sheets import (
    draft_sheet,
    filed_sheet,
    form_type,
    fresh,
    line,
    received_sheet,
    type_count,
)

PAGE = "/pioneer/summary/"
DUE = date(2018, 4, 16)
BEFORE, AFTER = date(2018, 4, 16), date(2018, 4, 17)


@pytest.fixture
def third(cast):
    """A clerk of a third union, one of the industries."""
    union = Organization.objects.reporting().filter(kind="industry").first()
    return make_user("chanye", union.code, Role.FILER)


def of(short_name, *, today=BEFORE):
    lines = union_lines(form_type(), due_on=DUE, today=today)
    return next(each for each in lines if each.union.short_name == short_name)


def rows(text):
    """Union → the cells of its line, as read on the page; the last one is 合计."""
    table = re.search(r"<tbody>.*</tfoot>", text, re.DOTALL)[0]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        cells = [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(cell))).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        found[cells[0]] = cells[1:]
    return found


def tiles(text):
    return {
        label: int(number)
        for number, label in re.findall(
            r'stat-number">(\d+)</span><span class="stat-label">([^<]+)<', text
        )
    }


def listed(client, **query):
    return list(rows(client.get(PAGE, query).text))[:-1]


# --- where each union stands ---------------------------------------------------------------------


def test_every_reporting_union_stands_in_the_official_order(cast):
    lines = union_lines(form_type(), due_on=DUE, today=BEFORE)
    assert [each.union for each in lines] == list(Organization.objects.reporting())
    assert {each.standing for each in lines} == {Standing.NONE}


def test_draft_looks_like_nothing(cast):
    draft_sheet(cast["lijiaxiang"], [line()])
    found = of("李家巷镇")
    assert (found.words, found.filing, found.teams) == ("未报", None, 0)


def test_every_state_has_its_words(cast):
    filer, clerk = act_by(cast["lijiaxiang"]), act_by(cast["jingjibu"])
    filing = filed_sheet(cast["lijiaxiang"], [line()])
    words = [of("李家巷镇").words]
    for step, act in [
        (services.withdraw, filer),
        (services.file, filer),
        (services.accept, clerk),
        (services.change, filer),
        (services.file, filer),
    ]:
        step(fresh(filing), act=act)
        words.append(of("李家巷镇").words)
    services.return_to_filer(fresh(filing), act=clerk, reason="人数请核对。", flags={})
    words.append(of("李家巷镇").words)
    services.void(fresh(filing), act=clerk, reason="测试：作废")
    words.append(of("李家巷镇").words)
    assert words == [
        "已上报，待接收",
        "未报（第 1 版已撤回）",
        "已上报，待接收",
        "已接收",
        "变更中（第 2 版有效）",
        "已上报，待接收",
        "退回修改中",
        "未报",
    ]


def test_paper_that_arrives_changes_nothing_about_where_a_sheet_stands(cast):
    filing = received_sheet(cast["lijiaxiang"], cast["jingjibu"], [line()])
    services.change(filing, act=act_by(cast["lijiaxiang"]))
    services.record_paper(
        fresh(filing), 1, received_on=date(2018, 4, 13), kept_by="档案柜",
        act=act_by(cast["jingjibu"]),
    )  # fmt: skip
    assert of("李家巷镇").words == "变更中（第 1 版有效）"


def test_numbers_are_those_of_the_filed_lines_while_the_union_types(cast):
    filing = received_sheet(
        cast["lijiaxiang"], cast["jingjibu"], [line(team="甲班"), line(team="乙班", count=30)]
    )
    services.change(filing, act=act_by(cast["lijiaxiang"]))
    filing.summary_sheet.rows.working().delete()
    found = of("李家巷镇")
    assert (found.enterprises, found.teams, found.workers) == (1, 2, 42)


def test_nil_report_is_told_from_a_sheet_with_teams(cast):
    filed_sheet(cast["lijiaxiang"])
    filed_sheet(cast["meishan"], [line()])
    assert (of("李家巷镇").is_nil, of("煤山镇").is_nil, of("洪桥镇").is_nil) == (True, False, False)


def test_total_counts_an_enterprise_of_two_unions_once(cast):
    filed_sheet(cast["lijiaxiang"], [line(team="甲班"), line("长兴示例印染厂", "乙班")])
    filed_sheet(cast["meishan"], [line(team="丙班", count=5)])
    found = totals(union_lines(form_type(), due_on=DUE, today=BEFORE))
    assert (found.enterprises, found.teams, found.workers) == (2, 3, 29)


def test_who_has_not_filed_is_late_from_the_day_after_the_deadline(cast):
    filed_sheet(cast["meishan"], [line()])
    Filing.objects.update(is_late=False)
    late = [
        of(name, today=day).is_late for name in ("李家巷镇", "煤山镇") for day in (BEFORE, AFTER)
    ]
    assert late == [False, True, False, False]


def test_extension_moves_the_day_for_its_union(cast):
    Extension.objects.create(
        form_type=form_type(), organization=of("李家巷镇").union,
        until=date(2018, 5, 1), reason="测试延期",
    )  # fmt: skip
    assert [of("李家巷镇", today=day).is_late for day in (AFTER, date(2018, 5, 2))] == [False, True]


def test_filed_sheet_of_a_union_no_longer_in_use_is_still_shown(cast):
    filed_sheet(cast["meishan"], [line()])
    Organization.objects.filter(code="330522112").update(is_active=False)
    assert of("煤山镇").teams == 1


# --- what to paste into the group ----------------------------------------------------------------


def chased(*names, today=BEFORE, **facts):
    lines = [
        UnionLine(Organization(short_name=name), Standing.NONE, due_on=DUE, **facts)
        for name in names
    ]
    return chase_text(FormType(short_title="参赛企业汇总表"), lines, due_on=DUE, today=today)


def test_chase_text_names_the_missing_and_the_day():
    assert chased("洪桥镇", "夹浦镇") == (
        "【参赛企业汇总表】截至2018年4月16日，以下 2 个工会尚未上报：\n"
        "洪桥镇、夹浦镇。\n"
        "请于2018年4月16日（星期一）前登录平台上报；没有班组参赛的，请报“零报告”。"
    )


def test_chase_text_after_the_deadline_presses():
    assert chased("洪桥镇", today=AFTER).splitlines()[2] == (
        "应于2018年4月16日（星期一）前上报，请尽快登录平台上报；没有班组参赛的，请报“零报告”。"
    )


def test_chase_text_says_who_has_an_extension():
    extended = UnionLine(Organization(short_name="洪桥镇"), Standing.NONE, due_on=date(2018, 5, 1))
    text = chase_text(FormType(short_title="汇总表"), [extended], due_on=DUE, today=AFTER)
    assert text.splitlines()[1] == "洪桥镇（延期至2018年5月1日）。"


def test_chase_text_is_empty_when_all_have_reported():
    assert chased() == ""


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def sheets(cast, third):
    """One received, one to receive, a 零报告 to receive."""
    received_sheet(cast["lijiaxiang"], cast["jingjibu"], [line(team="甲班"), line(team="乙班")])
    filed_sheet(cast["meishan"], [line(team="甲班"), line("煤山测试厂", "丙班")])
    filed_sheet(third)
    return Filing.objects.filter(form_type__kind=SUMMARY_KIND).order_by("pk")


def test_page_shows_states_numbers_and_the_total(signed_in, sheets):
    found = rows(signed_in("jingjibu").get(PAGE).text)
    filed_on = f"{shanghai_day(sheets[0].first_filed_at):%Y-%m-%d}"
    assert found["李家巷镇"] == ["已接收 逾期", "1", "2", "24", filed_on, "退回 打印 Excel"]
    assert found["煤山镇"] == [
        "已上报，待接收 逾期",
        "2",
        "2",
        "24",
        filed_on,
        "接收 退回 打印 Excel",
    ]
    nil = found[sheets[2].organization.short_name]
    assert nil[:4] == ["已上报，待接收 零报告 逾期", "0", "0", "0"]
    assert found["洪桥镇"] == ["未报 逾期", "—", "—", "—", "—", ""]
    unions = Organization.objects.reporting().count()
    note = "同一企业在几个工会都有班组的，合计只计一次"
    assert found[f"合计（{unions} 个工会）"] == ["2", "4", "48", note]


def test_tiles_count_the_unions_and_the_teams_listed_twice(signed_in, sheets):
    unions = Organization.objects.reporting().count()
    assert tiles(signed_in("jingjibu").get(PAGE).text) == {
        "应报工会": unions,
        "未报": unions - 3,
        "已上报，待接收": 2,
        "退回修改中": 0,
        "已接收": 1,
        "重复班组": 1,
    }


def test_filters_stand_in_the_address(signed_in, cast, sheets):
    client, industry = signed_in("jingjibu"), sheets[2].organization.short_name
    assert listed(client, state="approved") == ["李家巷镇"]
    assert listed(client, state="filed") == ["煤山镇", industry]
    assert listed(client, state="nil") == [industry]
    assert listed(client, state="filed", group="towns") == ["煤山镇"]
    assert "李家巷镇" not in listed(client, state="none")
    parks = Organization.objects.reporting().filter(kind="park")
    assert listed(client, group="parks") == [union.short_name for union in parks]


def test_filter_that_makes_no_sense_is_told_and_shows_nothing(signed_in, sheets):
    answer = signed_in("jingjibu").get(PAGE, {"state": "x"})
    assert answer.status_code == 200
    assert "没有这个状态，请重新选择。" in answer.text
    assert "没有符合条件的工会，请放宽筛选条件。" in answer.text


def test_receiving_takes_one_press_of_the_button_on_the_page(signed_in, sheets):
    client = signed_in("jingjibu")
    form = re.search(
        r'<form method="post" action="(/filings/[^"]+/accept/)".*?</form>',
        client.get(PAGE).text,
        re.DOTALL,
    )
    sent = dict(re.findall(r'name="(token|seen|next)" value="([^"]*)"', form[0]))
    assert form[1] == f"/filings/{sheets[1].reference}/accept/"
    assert sent["next"] == f"/pioneer/summary/#union-{sheets[1].organization_id}"
    assert client.post(form[1], sent).status_code == 302
    assert fresh(sheets[1]).state == "approved"


def test_buttons_of_two_sheets_bear_different_tokens(signed_in, sheets):
    text = signed_in("jingjibu").get(PAGE).text
    tokens = re.findall(r'name="token" value="([^"]+)"', text)
    assert (len(tokens), len(set(tokens))) == (2, 2)


def test_workbook_of_all_unions_takes_the_filters_it_knows(signed_in, sheets):
    client = signed_in("jingjibu")
    for query, expected in [
        ({}, "?year=2018"),
        ({"state": "approved", "group": "towns"}, "?year=2018&state=approved&group=towns"),
        ({"state": "nil"}, "?year=2018&category=nil"),
    ]:
        text = html.unescape(client.get(PAGE, query).text)
        assert f'href="{reverse("export", args=[2])}{expected}">导出全县汇总工作簿' in text
        assert f'href="{reverse("export", args=[2])}{expected}&phones=full">' in text
    assert content_of(client.get(f"{reverse('export', args=[2])}?year=2018"))[:2] == b"PK"


@pytest.mark.parametrize("query", [{"state": "none"}, {"group": "no such group"}])
def test_nothing_to_export_offers_no_workbook(signed_in, sheets, query):
    assert "导出全县汇总工作簿" not in signed_in("jingjibu").get(PAGE, query).text


def totals_of(book):
    """企业参赛数 and 职工数 in the 合计 of a workbook's first sheet."""
    rows = [list(row) for row in load_workbook(book).worksheets[0].iter_rows(values_only=True)]
    (sums,) = [row for row in rows if row[0] == "合　计"]
    return tuple(sums[sums.index(name) + 1] for name in ("企业参赛数", "职工数"))


def test_workbook_and_overview_count_the_same_sheets(signed_in, cast, sheets):
    client = signed_in("jingjibu")
    found = []
    for is_withdrawn in (False, True):
        if is_withdrawn:
            services.withdraw(sheets[1], act=act_by(cast["meishan"]))
        for query in ({}, {"group": "towns"}, {"group": "industries"}, {"state": "filed"}):
            shown = client.get(PAGE, query).context["totals"]
            book = client.get(reverse("export", args=[2]), {"year": "2018", **query})
            found.append((shown.enterprises, shown.workers))
            assert totals_of(BytesIO(content_of(book))) == found[-1]
    assert found == [(2, 48), (2, 48), (0, 0), (2, 24), (1, 24), (1, 24), (0, 0), (0, 0)]
    assert of("煤山镇").words == "未报（第 1 版已撤回）"


def test_received_sheet_stands_while_its_union_changes_it(cast):
    filing = received_sheet(cast["lijiaxiang"], cast["jingjibu"], [line(count=12)])
    services.change(filing, act=act_by(cast["lijiaxiang"]))
    type_count(fresh(filing), cast["lijiaxiang"], "99")
    found = of("李家巷镇")
    assert (found.words, found.teams, found.workers) == ("变更中（第 1 版有效）", 1, 12)
    assert list(standing_sheets(form_type())) == [fresh(filing)]


def test_nil_report_that_was_taken_back_reports_nothing(signed_in, cast, sheets, third):
    services.withdraw(sheets[2], act=act_by(third))
    client = signed_in("jingjibu")
    assert client.get(PAGE, {"state": "nil"}).context["lines"] == []
    union = sheets[2].organization.short_name
    cells = rows(client.get(PAGE).text)[union]
    assert (cells[0], cells[-1]) == ("未报（第 1 版已撤回） 逾期", "打印")


def test_missing_unions_stand_in_a_box_to_copy(signed_in, sheets):
    text = html.unescape(signed_in("jingjibu").get(PAGE).text)
    box = re.search(r"<textarea[^>]*readonly>([^<]+)</textarea>", text)[1]
    missing = Organization.objects.reporting().exclude(pk__in=sheets.values("organization"))
    names = "、".join(union.short_name for union in missing)
    assert box.splitlines()[1] == f"{names}。"


def test_signatory_reads_without_buttons_and_phones(signed_in, sheets):
    text = signed_in("jingsaiban").get(PAGE).text
    found = rows(text)
    assert found["煤山镇"][-1] == "打印 Excel"
    assert ("phones=full" in text, "重复班组</a>" in text) == (False, False)
    assert '<a class="stat' in text


def test_page_asks_the_same_queries_for_one_and_three_sheets(
    signed_in, cast, third, django_assert_num_queries
):
    client = signed_in("jingjibu")
    client.get(PAGE)  # notes in the session that its owner is at work
    filed_sheet(cast["lijiaxiang"], [line()])
    with django_assert_num_queries(14):
        client.get(PAGE)
    filed_sheet(cast["meishan"], [line(), line(team="乙班"), line("长兴示例印染厂")])
    filed_sheet(third)
    with django_assert_num_queries(14):
        client.get(PAGE)


def test_without_an_open_campaign_the_county_is_told_where_to_look(signed_in, campaign):
    campaign.is_open = False
    campaign.save()
    answer = signed_in("jingjibu").get(PAGE)
    assert answer.status_code == 409
    assert "现在没有进行中的申报活动，没有汇总表可看。往年的请在申报列表中查找。" in answer.text
