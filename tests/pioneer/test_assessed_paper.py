"""考核分 on paper, on the case page and in the workbook: the same, and never before its release."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from changxing_union.filing import services
from changxing_union.filing.models import Reading
from changxing_union.organizations.models import Role
from changxing_union.organizations.permissions import can_read_county_wide
from pioneer.printing.assessment_paper import render_assessment
from pioneer.services import results
from pioneer.services.known_results import ASSESSOR_LINE, PRINTED, known_result
from pioneer.services.score_seal import may_know_result
from pioneer.services.score_sheets import assign_assessor
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of, readable
from tests.factories.results import (
    FAILING,
    REASON,
    REVIEWED,
    conclude,
    fresh,
    make_team,
    release,
    review,
    sign,
    take_up,
)
from tests.filing.test_print import CHECK_CODE
from tests.pioneer.assessment_papers import ASSESSED, NOTICE, laid_out
from tests.printed import squeezed

GIVEN = ["15", "14.5", "25", "5", *["5"] * 6, "89.5"]
OWN = ["20", "15", "24.5", "10", *["5"] * 6, "99.5"]
NONE = [""] * 11
# What stands in no text of the union's before it is told: the total, its meaning, the reason.
SECRETS = ["89.5", "14.5", "不合格", REASON, "缺本级计划"]


ALL_REACHED = (
    "知晓率 100.0%，达到 100%；参与率 100.0%，达到 100%；满意率 100.0%，达到 95%；本项不扣分。"
)


@pytest.fixture
def in_review(cast):
    return take_up(make_team(cast, team="细纱甲班", item_b2__points="24.5"), cast)


@pytest.fixture
def concluded(cast, in_review):
    return conclude(in_review, cast, **FAILING)


@pytest.fixture
def released(cast, concluded):
    return release(concluded, cast)


def printed(client, assessment, **query):
    """The text of the first copy, blanks removed."""
    answer = client.get(f"{assessment.filing.get_absolute_url()}print/", {"copy": 1, **query})
    reader = PdfReader(BytesIO(content_of(answer)))
    return squeezed("".join(page.extract_text() for page in reader.pages))


def table(own, given):
    """The table of the paper as its text has it, from the first item to 合计."""
    lines = [
        f"{number}{category}{content}{most}{mine}{theirs}"
        for number, ((category, content, most), mine, theirs) in enumerate(
            zip(NOTICE, own[:-1], given[:-1], strict=True), 1
        )
    ]
    return f"{''.join(lines)}合计100{own[-1]}{given[-1]}备注"


def cells_of(page):
    """The numbers of the column 考核分 on the case page, then what the total says beside it."""
    column = re.findall(r'<td class="score-points score-known"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"<[^>]*>", " ", cell).split() for cell in column]


def page_of(client, assessment):
    return readable(client.get(assessment.filing.get_absolute_url()))


def lines_of(client, **query):
    """The teams of the workbook, without the averages."""
    book = load_workbook(BytesIO(content_of(client.get("/filings/export/3/", query))))
    rows = book["成绩表"].iter_rows(min_row=5, values_only=True)
    return [row for row in rows if isinstance(row[0], int)]


def numbers(values):
    return [None if value is None else f"{value:g}" for value in values]


# --- agreement ------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["lijiaxiang", "jingjibu", "kaohe", "zonggonghui"])
def test_released_result_is_the_same_on_paper_page_and_workbook(signed_in, released, username):
    client = signed_in(username)
    row = lines_of(client)[0]
    own, assessed = numbers(row[4:26:2]), numbers(row[5:26:2])
    assert (own, assessed) == (OWN, GIVEN)
    assert row[26:] == ("不合格", "无", "逾期；自评与考核相差 10 分")
    assert printed(client, released).count(table(own, assessed)) == 1
    column = cells_of(page_of(client, released))
    assert [cell[0] for cell in column] == assessed
    assert column[-1] == ["89.5", "不合格"]


def test_page_tells_why_where_the_county_gave_other_points(signed_in, released):
    column = [" ".join(cell) for cell in cells_of(page_of(signed_in("lijiaxiang"), released))]
    assert column == [
        "15 缺本级计划，共 1 项，每项扣 5 分；共扣 5 分，得 15 分。",
        f"14.5 {REASON}",
        f"25 {ALL_REACHED}",
        "5 缺文字总结，共 1 项，每项扣 5 分；共扣 5 分，得 5 分。",
        *["5"] * 6,
        "89.5 不合格",
    ]  # fmt: skip


def test_review_replaces_the_first_score_everywhere(signed_in, cast, released):
    client = signed_in("lijiaxiang")
    before = printed(client, released)
    reviewed = review(released, make_user("kaohe3", "330522", Role.ASSESSOR), cast, **REVIEWED)
    after = printed(client, reviewed)
    better = [GIVEN[0], "15", *GIVEN[2:-1], "90"]
    assert (table(OWN, GIVEN) in before, table(OWN, better) in after) == (True, True)
    assert CHECK_CODE.findall(before) == CHECK_CODE.findall(after)
    assert cells_of(page_of(client, reviewed))[-1] == ["90", "合格", "复核后", "89.5→90"]
    row = lines_of(client)[0]
    assert (row[25], *row[26:]) == (90, "合格", "复核后 89.5→90", "逾期")


@pytest.mark.parametrize("has_begun", [False, True])
def test_dispute_is_told_until_it_is_ended(signed_in, cast, released, has_begun):
    results.object_to(released, act=act_by(cast["lijiaxiang"]), reason="评比活动有记录")
    if has_begun:
        reviewer = make_user("kaohe3", "330522", Role.ASSESSOR)
        results.begin_review(released, reviewer, act=act_by(cast["jingjibu"]))
    words = "异议复核中" if has_begun else "已提出异议"
    client = signed_in("lijiaxiang")
    assert lines_of(client)[0][25:28] == (89.5, "不合格", words)
    assert cells_of(page_of(client, released))[-1] == ["89.5", "不合格", words]


# --- nothing before its time ----------------------------------------------------------------------


def texts_of(client, assessment):
    """Paper, page and workbook of one reader, as text."""
    book = load_workbook(BytesIO(content_of(client.get("/filings/export/3/"))))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    page = page_of(client, assessment)
    return [printed(client, assessment), page, " ".join(map(str, cells))]


def leaked(texts):
    """Which secrets stand in which text."""
    return [secret for secret in SECRETS for text in texts if secret in text]


@pytest.mark.parametrize("username", ["lijiaxiang", "kaohe"])
def test_concluded_result_is_nobodys_to_read_before_its_release(signed_in, concluded, username):
    client = signed_in(username)
    texts = texts_of(client, concluded)
    assert leaked(texts) == []
    row = lines_of(client)[0]
    assert row[5:26:2] == (None,) * 11
    assert row[26:] == ("考核中", None, "逾期")
    assert leaked(texts_of(signed_in("jingjibu"), concluded)) != []


def test_county_reads_a_concluded_result_but_has_no_paper_of_it(signed_in, concluded):
    client = signed_in("jingjibu")
    assert cells_of(page_of(client, concluded))[-1] == ["89.5", "不合格", "尚未公布"]
    row = lines_of(client)[0]
    assert (row[25], row[28]) == (89.5, "逾期；尚未公布；自评与考核相差 10 分")
    assert table(OWN, NONE) in printed(client, concluded)


def test_who_may_know_a_result_is_one_rule(cast, in_review):
    def knowing(assessment):
        known = {
            name: known_result(assessment, to_county=can_read_county_wide(user)) is not None
            for name, user in cast.items()
        }
        assert known == {name: may_know_result(user, assessment) for name, user in cast.items()}
        return {name for name, knows in known.items() if knows}

    county = {"jingjibu", "jingjibu2", "jingsaiban", "zonggonghui"}
    assert knowing(in_review) == set()
    concluded = conclude(in_review, cast)
    assert knowing(concluded) == county
    released = release(concluded, cast)
    assert knowing(released) == set(cast)
    services.void(released.filing, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
    assert knowing(fresh(released.filing)) == set()


def test_result_that_was_taken_back_is_known_to_nobody(signed_in, cast, concluded):
    clerk = act_by(cast["jingjibu"])
    results.reopen(concluded, act=clerk, reason="现场数据录入有误")
    for username in ("lijiaxiang", "jingjibu"):
        assert leaked(texts_of(signed_in(username), concluded)) == []
        assert lines_of(signed_in(username))[0][26] == "考核中"


def test_void_filing_shows_no_result(signed_in, cast, released):
    services.void(released.filing, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
    for username in ("lijiaxiang", "jingjibu"):
        client = signed_in(username)
        assert table(OWN, NONE) in printed(client, released)
        assert cells_of(page_of(client, released)) == []
        (row,) = lines_of(client, state="void")
        assert (row[5:26:2], row[26:28]) == ((None,) * 11, ("作废", None))


def test_draft_has_no_column_for_the_county(signed_in, cast):
    filing = make_team(cast, team="细纱乙班")
    client = signed_in("lijiaxiang")
    pages = [client.get(f"{filing.get_absolute_url()}{step}") for step in ("edit/", "preview/", "")]
    assert [(page.status_code, "考核分" in page.text) for page in pages] == [(200, False)] * 3
    assert lines_of(client)[0][26] == "未考核"


# --- the kept paper -------------------------------------------------------------------------------


def test_release_makes_a_new_paper_with_the_code_of_the_version(signed_in, cast, concluded):
    client = signed_in("jingjibu")
    first = printed(client, concluded)
    released = release(concluded, cast)
    papers = {name: printed(signed_in(name), released) for name in ("jingjibu", "lijiaxiang")}
    assert CHECK_CODE.findall(first) == CHECK_CODE.findall(papers["jingjibu"])
    assert papers["jingjibu"] == papers["lijiaxiang"] != first


def test_blank_form_bears_no_score(client, released):
    reader = PdfReader(BytesIO(content_of(client.get("/filings/blank/3/"))))
    (text,) = [squeezed(page.extract_text()) for page in reader.pages]
    assert table(NONE, NONE) in text
    assert "考核人" not in text


# --- 考核人 and 日期 (O-17) -----------------------------------------------------------------------


def set_line(value):
    Reading.objects.filter(code=ASSESSOR_LINE).update(value=value)


def test_assessors_are_named_on_paper_only_where_the_county_has_decided_so(signed_in, released):
    client = signed_in("lijiaxiang")
    assert Reading.objects.get(code=ASSESSOR_LINE).value == "off"
    assert "考核人" not in printed(client, released)
    set_line(PRINTED)
    line = "考核人:测试kaohe、测试kaohe2考核日期:2018年12月3日"
    assert printed(client, released).count(line) == 1
    set_line("off")
    assert "考核人" not in printed(client, released)


def test_paper_that_was_not_assessed_has_no_line_for_assessors(signed_in, client, concluded):
    set_line(PRINTED)
    assert "考核人" not in printed(signed_in("jingjibu"), concluded)
    reader = PdfReader(BytesIO(content_of(client.get("/filings/blank/3/"))))
    assert "考核人" not in squeezed(reader.pages[0].extract_text())


def test_reviewed_paper_names_the_reviewer_alone(signed_in, cast, released):
    set_line(PRINTED)
    reviewed = review(released, make_user("kaohe3", "330522", Role.ASSESSOR), cast, **REVIEWED)
    text = printed(signed_in("lijiaxiang"), reviewed)
    assert "考核人:测试kaohe3考核日期:2018年12月3日" in text


def test_paper_does_not_name_who_was_relieved_however_they_scored(signed_in, cast, in_review):
    set_line(PRINTED)
    clerk = act_by(cast["jingjibu"])
    sign(in_review.sheets.get(assessor=cast["kaohe2"]), cast["kaohe2"], **FAILING)
    results.relieve_assessor(in_review, cast["kaohe2"], act=clerk, reason="工作调动，改派他人")
    other = cast["kaohe3"] = make_user("kaohe3", "330522", Role.ASSESSOR)
    for assessor in (cast["kaohe"], other):
        sign(assign_assessor(in_review, assessor, act=clerk), assessor, **FAILING)
    results.conclude(in_review, act=clerk)
    text = printed(signed_in("lijiaxiang"), release(in_review, cast))
    assert "考核人:测试kaohe、测试kaohe3考核日期:2018年12月3日" in text


@pytest.mark.parametrize("count", [1, 6, 13, 60])
def test_names_of_many_assessors_stay_on_their_line_or_go_to_the_continuation(count):
    names = "、".join(["欧阳示例"] * count)
    sheet = replace(ASSESSED, assessor_line=True, assessors=names, assessed_on="2018年12月30日")
    plan, pages = laid_out(sheet)
    assert len(pages) == (2 if count == 60 else 1)
    assert [item.text for item in plan.continued] == ([names] if count == 60 else [])
    text = squeezed(PdfReader(BytesIO(render_assessment(sheet).pdf)).pages[0].extract_text())
    assert f"考核人:{'详见附页' if count == 60 else names}考核日期:2018年12月30日" in text
