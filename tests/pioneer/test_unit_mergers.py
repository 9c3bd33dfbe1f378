"""Two spellings become one unit in every form; two units that look alike stay two."""

import html
import re

import pytest

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import (
    AuditEvent,
    Enterprise,
    EnterpriseMerger,
    Organization,
)
from pioneer.models import NotTheSame, OwnerDecision, SummaryRow
from pioneer.services.summary import add_rows
from pioneer.services.summary_owners import decide_owner, double_teams
from pioneer.services.unit_mergers import merge_units, tell_apart
from tests.factories.pioneer import act_by, make_filed, make_in_review
from tests.pioneer.county_sheets import (
    draft_sheet,
    filed_sheet,
    form_type,
    fresh,
    line,
    received_sheet,
)

PAGE = "/pioneer/summary/checks/"
LONG, SHORT = "长兴测试纺织有限公司", "浙江测试纺织公司"


def unit(name):
    return Enterprise.objects.get(name=name)


@pytest.fixture
def two(cast):
    """Two spellings at 李家巷, received; one of them at 煤山, whose clerk is changing the sheet."""
    own = received_sheet(
        cast["lijiaxiang"],
        cast["jingjibu"],
        [line(LONG, "甲班"), line(SHORT, "乙班"), line(SHORT, "丙班")],
    )
    other = received_sheet(cast["meishan"], cast["jingjibu"], [line(SHORT, "甲班")])
    return own, services.change(other, act=act_by(cast["meishan"]))


def keys():
    """Which of the two sets of rows, the name as typed, and the compared one."""
    return set(SummaryRow.objects.values_list("is_filed", "unit_name", "unit_key"))


def test_merging_moves_every_line_filed_or_typed_and_keeps_the_names(cast, two):
    merged = merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]), reason=" 同一法人 ")
    assert (merged.lines, merged.is_new, merged.merger.reason) == (3, True, "同一法人")
    assert keys() == {(filed, name, LONG) for filed in (True, False) for name in (LONG, SHORT)}


def test_merging_makes_a_team_listed_twice_visible(cast, two):
    assert double_teams(form_type()) == []
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    [team] = double_teams(form_type())
    assert [side.union.short_name for side in team.sides] == ["李家巷镇", "煤山镇"]


def test_lists_then_count_the_enterprise_once_but_show_no_unfiled_edit(cast, two):
    own, other = two
    before = other.subject
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    assert own.subject == "参赛企业汇总表（2 个企业、3 个班组）"
    assert fresh(own).subject == "参赛企业汇总表（1 个企业、3 个班组）"
    assert fresh(other).subject == before


def test_void_sheet_is_counted_as_it_was_filed_not_as_it_was_typed_afterwards(cast):
    filing = filed_sheet(cast["lijiaxiang"], [line(LONG, "甲班"), line(SHORT, "乙班")])
    services.return_to_filer(filing, act=act_by(cast["jingjibu"]), reason="请核对各行。", flags={})
    add_rows(fresh(filing), [line("煤山测试厂", "丙班")], act=act_by(cast["lijiaxiang"]))
    services.void(fresh(filing), act=act_by(cast["jingjibu"]), reason="测试：重复报送")
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    assert fresh(filing).subject == "参赛企业汇总表（1 个企业、2 个班组）"


def test_two_spellings_of_a_merged_unit_are_one_team_in_a_sheet(cast):
    first = filed_sheet(cast["lijiaxiang"], [line(LONG, "甲班"), line(SHORT, "乙班")])
    services.withdraw(first, act=act_by(cast["lijiaxiang"]))
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    add_rows(fresh(first), [line(SHORT, "甲班")], act=act_by(cast["lijiaxiang"]))
    with pytest.raises(Refused) as refusal:
        services.file(fresh(first), act=act_by(cast["lijiaxiang"]))
    assert "与第 1 行是同一单位的同一班组" in "".join(refusal.value.reasons)


def test_annex_1_then_belongs_to_the_unit_kept(cast):
    filing = make_filed(cast["lijiaxiang"], unit=SHORT)
    filed_sheet(cast["lijiaxiang"], [line(LONG)])
    assert filing.enterprise is None or filing.enterprise.name == SHORT
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    assert Filing.objects.get(pk=filing.pk).enterprise == unit(LONG)


def test_other_lines_stay_as_they_are(cast):
    filed_sheet(cast["lijiaxiang"], [line(LONG), line(SHORT), line("长兴示例印染厂")])
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    assert ("长兴示例印染厂", "长兴示例印染厂") in {key[1:] for key in keys()}


def test_decision_on_the_absorbed_name_holds_for_the_kept_one(cast):
    filed_sheet(cast["lijiaxiang"], [line(SHORT)])
    filed_sheet(cast["meishan"], [line(SHORT), line(LONG, "乙班")])
    [team] = double_teams(form_type())
    decide_owner(
        form_type(),
        unit_key=team.unit_key,
        team_key=team.team_key,
        owner=Organization.objects.get(code="330522102"),
        reason="",
        act=act_by(cast["jingjibu"]),
    )
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    assert OwnerDecision.objects.get().unit_key == LONG
    assert [team.is_open for team in double_teams(form_type())] == [False]


def test_same_press_twice_merges_once(cast, two):
    for is_new in (True, False):
        merged = merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"], token="x"))
        assert merged.is_new is is_new
    assert EnterpriseMerger.objects.count() == 1


def test_colleague_who_merges_the_other_way_round_is_told(cast, two):
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    with pytest.raises(Refused) as refused:
        merge_units(unit(SHORT), unit(LONG), act=act_by(cast["jingjibu2"]))
    assert refused.value.reasons == ("其中一个单位已经并入其他单位，请刷新页面后再办理。",)


@pytest.mark.parametrize("who", ["lijiaxiang", "jingsaiban", "guanli"])
def test_only_county_clerks_merge_or_tell_apart(cast, two, who):
    for service in (merge_units, tell_apart):
        with pytest.raises(Refused) as refused:
            service(unit(LONG), unit(SHORT), act=act_by(cast[who]))
        assert refused.value.reasons == (
            "单位合并由县总工会经济工作部经办人员办理，您的账号没有这项权限。",
        )
    assert (EnterpriseMerger.objects.count(), NotTheSame.objects.count()) == (0, 0)


def test_reason_beyond_its_column_is_refused(cast, two):
    with pytest.raises(Refused) as refused:
        merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]), reason="字" * 201)
    assert refused.value.reasons == ("依据最多 200 个字，请精简后再合并。",)


def test_pair_told_apart_twice_and_in_any_order_is_noted_once(cast, two):
    tell_apart(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    tell_apart(unit(SHORT), unit(LONG), act=act_by(cast["jingjibu2"]))
    noted = NotTheSame.objects.get()
    assert (noted.one.pk < noted.other.pk, noted.noted_by) == (True, cast["jingjibu"])
    [event] = AuditEvent.objects.filter(action="reference_data")
    assert event.detail_in_words == f"增加不同单位 {noted.one.name} 与 {noted.other.name}"


def test_units_that_a_colleague_merged_meanwhile_are_not_told_apart(cast, two):
    merge_units(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu"]))
    with pytest.raises(Refused) as refusal:
        tell_apart(unit(LONG), unit(SHORT), act=act_by(cast["jingjibu2"]))
    assert refusal.value.reasons == ("其中一个单位已经并入其他单位，请刷新页面后再办理。",)
    assert NotTheSame.objects.count() == 0


def test_unit_is_not_told_apart_from_itself(cast, two):
    with pytest.raises(Refused) as refused:
        tell_apart(unit(LONG), unit(LONG), act=act_by(cast["jingjibu"]))
    assert refused.value.reasons == ("请选择两个不同的单位。",)


# --- the page ------------------------------------------------------------------------------------


def section(text, name):
    """The words of one section of the page."""
    part = re.search(rf'id="{name}".*?</(?:section|details)>\n', text, re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(part)))


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_page_finds_what_the_forms_say_differently(signed_in, cast):
    missing = make_filed(cast["lijiaxiang"], unit=LONG, team="甲班")
    larger = make_in_review(cast["lijiaxiang"], cast["jingjibu"], unit=LONG, team="乙班")
    alone = make_filed(cast["meishan"], unit="煤山测试厂", team="丁班")
    sheet = filed_sheet(
        cast["lijiaxiang"], [line(LONG, "丙班", 9), line(LONG, "乙班", 21), line(SHORT, "戊班")]
    )
    text = signed_in("jingjibu").get(PAGE).text
    assert f'href="/filings/{missing.reference}/"' in text
    assert "汇总表中没有（1）" in section(text, "missing")
    assert "未作比对的工会：煤山镇。" in section(text, "missing")
    assert alone.reference not in text
    assert f"21 人（ 第 2 行 ） 20 人（ {larger.reference} ）" in section(text, "excesses")
    row = SummaryRow.objects.filed().get(sheet=sheet.pk, position=2)
    assert f'href="/filings/{sheet.reference}/?from=2#id_row_{row.key}"' in text
    assert "未报申报表的班组（2）" in section(text, "unapplied")
    assert "可能是同一单位的两种写法（1）" in section(text, "spelled")
    assert "李家巷镇 3 个班组" in section(text, "spelled").replace("　", " ")


def test_returned_annex_1_counts_as_it_was_filed(signed_in, cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"], unit=LONG, team="甲班")
    services.return_to_filer(filing, act=act_by(cast["jingjibu"]), reason="人数请核对。", flags={})
    filing.pioneer_application.team_name = "未上报的改动"
    filing.pioneer_application.member_total = 5
    filing.pioneer_application.save()
    filed_sheet(cast["lijiaxiang"], [line(LONG, "甲班", 12)])
    text = signed_in("jingjibu").get(PAGE).text
    assert "汇总表中没有（0）" in section(text, "missing")
    assert "多于班组人数（0）" in section(text, "excesses")


@pytest.mark.parametrize("end", ["withdraw", "decline", "void"])
def test_annex_1_that_does_not_stand_is_not_compared(signed_in, cast, end):
    filed_sheet(cast["lijiaxiang"], [line("长兴示例印染厂")])
    if end == "withdraw":
        services.withdraw(make_filed(cast["lijiaxiang"]), act=act_by(cast["lijiaxiang"]))
    else:
        filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
        getattr(services, end)(filing, act=act_by(cast["jingjibu"]), reason="测试：不再申报")
    assert "汇总表中没有（0）" in section(signed_in("jingjibu").get(PAGE).text, "missing")


def test_draft_of_annex_2_is_nobodys_business(signed_in, cast):
    draft_sheet(cast["lijiaxiang"], [line(LONG), line(SHORT)])
    text = signed_in("jingjibu").get(PAGE).text
    assert "两种写法（0）" in section(text, "spelled")
    assert "未报申报表的班组（0）" in section(text, "unapplied")


def test_page_can_be_narrowed_to_one_union(signed_in, cast, two):
    meishan = Organization.objects.get(code="330522112").pk
    hongqiao = Organization.objects.get(code="330522101").pk
    client = signed_in("jingjibu")
    counts = [
        re.findall(r"（(\d+)）</h2>", client.get(PAGE, {"organization": union}).text)
        for union in ("", meishan, hongqiao)
    ]
    # missing, larger, spelled twice, without annex 1
    assert counts == [["0", "0", "1", "4"], ["0", "0", "1", "1"], ["0", "0", "0", "0"]]


def test_merging_on_the_page_is_told_and_stands_in_the_record(signed_in, cast, two):
    client = signed_in("jingjibu")
    sent = {"kept": unit(LONG).pk, "absorbed": unit(SHORT).pk, "reason": "同一法人"}
    for _ in range(2):
        answer = client.post(f"{PAGE}merge/", sent, follow=True)
        assert told(answer)[0].startswith(f"“{SHORT}”已并入“{LONG}”，今后按同一单位计算。")
    assert "两种写法（0）" in section(answer.text, "spelled")
    assert f"测试jingjibu ：“{SHORT}”并入“ {LONG} ” 依据：同一法人" in section(
        answer.text, "mergers"
    ).replace("测试jingjibu：", "测试jingjibu ：")


def test_told_apart_on_the_page_is_not_suggested_again(signed_in, two):
    client = signed_in("jingjibu")
    sent = {"one": unit(LONG).pk, "other": unit(SHORT).pk, "organization": "7"}
    answer = client.post(f"{PAGE}apart/", sent)
    assert answer.headers["Location"] == f"{PAGE}?organization=7#spelled"
    answer = client.get(PAGE)
    assert told(answer) == [f"已记下：“{LONG}”与“{SHORT}”不是同一单位，不再提示。"]
    assert "两种写法（0）" in section(answer.text, "spelled")


@pytest.mark.parametrize(("who", "reads"), [
    ("jingsaiban", 200), ("zonggonghui", 200), ("lijiaxiang", 404), ("guanli", 404),
    ("shenji", 404), ("kaohe", 404),
])  # fmt: skip
def test_signatories_read_and_nobody_else_does(signed_in, two, who, reads):
    client = signed_in(who)
    page = client.get(PAGE)
    assert page.status_code == reads
    assert "合并为" not in page.text
    sent = {"kept": unit(LONG).pk, "absorbed": unit(SHORT).pk}
    assert client.post(f"{PAGE}merge/", sent).status_code == 404
    assert client.post(f"{PAGE}apart/", sent).status_code == 404


def test_checks_ask_the_same_queries_for_one_and_three_sheets(
    signed_in, cast, django_assert_num_queries
):
    client = signed_in("jingjibu")
    client.get(PAGE)  # notes in the session that its owner is at work
    make_filed(cast["lijiaxiang"])
    filed_sheet(cast["lijiaxiang"], [line(LONG)])
    with django_assert_num_queries(12):
        client.get(PAGE)
    make_filed(cast["meishan"], unit="煤山测试厂")
    filed_sheet(cast["meishan"], [line(LONG, team) for team in "甲乙丙丁"])
    with django_assert_num_queries(12):
        client.get(PAGE)
