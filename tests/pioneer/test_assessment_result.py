"""The page of one result: sealed, worked out, released, disputed; who reads what of it."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing import services
from changxing_union.organizations.models import AuditEvent, Role
from pioneer.models import Assessment, Hand, Rubric
from pioneer.services import results
from pioneer.services.joint_sheets import return_joint
from pioneer.services.rubrics import change_reading, reading_of
from pioneer.services.score_seal import readable_sheets
from pioneer.services.score_sheets import assign_assessor, open_joint_sheet
from tests.factories import county_scores as made
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.responses import readable

# Points of FAILING that the union's own sheet does not have.
SECRET = ("14.5", "89.5", "评比记录不全")
WHY = "测试用的理由，写明原因"


def address(assessment, step=""):
    return f"/pioneer/assessments/{assessment.filing.reference}/{step}"


def page(client, assessment):
    response = client.get(address(assessment))
    assert response.status_code == 200
    return readable(response)


def told(text):
    """What ``text`` gives away of the county's scores."""
    return [secret for secret in SECRET if secret in text]


def token(text):
    return re.search(r'name="token" value="([^"]+)"', text)[1]


def press(client, assessment, step, **data):
    return client.post(address(assessment, step), data, follow=False)


def one_signed(people):
    assessment = made.make_accepted(people, "kaohe", "kaohe2")
    made.sign(assessment, people["kaohe"], **made.FAILING)
    made.type_scores(assessment, people["kaohe2"], **made.FAILING)
    return assessment


READERS = ["jingjibu", "jingsaiban", "kaohe2", "lijiaxiang"]


@pytest.mark.parametrize("reader", READERS)
def test_points_are_sealed_until_all_have_signed(signed_in, people, reader):
    assessment = one_signed(people)
    client = signed_in(reader)
    pages = [page(client, assessment), readable(client.get(assessment.filing.get_absolute_url()))]
    if reader in ("jingjibu", "jingsaiban"):
        pages.append(readable(client.get("/pioneer/assessments/")))
    assert [told(text) for text in pages] == [[]] * len(pages)


@pytest.mark.parametrize(
    ("make", "knowing"),
    [
        (made.make_signed_by_both, {"jingjibu", "jingsaiban", "kaohe2"}),
        (made.make_concluded, {"jingjibu", "jingsaiban", "kaohe2"}),
        (made.make_released, {"jingjibu", "jingsaiban", "kaohe2", "lijiaxiang"}),
    ],
)
def test_scores_are_told_to_each_at_their_time(signed_in, people, make, knowing):
    assessment = make(people)
    found = {name for name in READERS if told(page(signed_in(name), assessment))}
    assert found == knowing


def test_assessor_sees_no_result_before_its_release(signed_in, people):
    assessment = made.make_concluded(people)
    assert "确定结果后显示" in page(signed_in("kaohe"), assessment)
    results.release([assessment], act=act_by(people["jingjibu"]))
    assert "考核分合计：<strong>不合格</strong>" in page(signed_in("kaohe"), assessment)


def test_sheets_are_read_by_each_at_their_time(people):
    def read(assessment):
        assessment = made.fresh(assessment)
        return {
            name: "、".join(f"{sheet.hand} {sheet.assessor}" for sheet in found)
            for name, user in people.items()
            if (found := readable_sheets(assessment, user))
        }

    first, second = "assessor 测试kaohe", "assessor 测试kaohe2"
    county = ["jingjibu", "jingjibu2", "jingsaiban", "zonggonghui"]
    assessment = one_signed(people)
    assert read(assessment) == {"kaohe": first}
    made.sign(assessment, people["kaohe2"])
    both = dict.fromkeys([*county, "kaohe", "kaohe2"], f"{first}、{second}")
    assert read(assessment) == both
    open_joint_sheet(assessment, act=act_by(people["kaohe"]))
    assert read(assessment) == both
    # Whoever is assigned later closes the seal again, and who is relieved counts no more.
    clerk = act_by(people["jingjibu"])
    assign_assessor(assessment, people["kaohe3"], act=clerk)
    assert read(assessment) == {"kaohe": first, "kaohe2": second}
    for name in ("kaohe2", "kaohe3"):
        reason = "工作调动，改派他人"
        results.relieve_assessor(assessment, people[name], act=clerk, reason=reason)
    assert read(assessment) == dict.fromkeys([*county, "kaohe"], first) | {"kaohe2": second}


@pytest.mark.parametrize("reader", ["jingjibu", "jingsaiban", "kaohe", "lijiaxiang"])
def test_void_sheet_tells_no_score_anywhere(signed_in, people, reader):
    assessment = made.make_released(people)
    client = signed_in(reader)
    assert told(page(client, assessment)) == list(SECRET)
    services.void(assessment.filing, act=act_by(people["jingjibu"]), reason="重复填报，作废")
    text = page(client, assessment)
    assert (told(text), "已公布" in text) == ([], False)
    assert "这份考核评价表已经作废，不再显示评分。" in text


def test_assessor_who_came_later_reads_no_reason_that_tells_points(signed_in, people):
    assessment = made.make_agreed(people)
    reason = "第二项应为 14.5 分"
    return_joint(assessment.sheets.get(hand=Hand.JOINT), act=act_by(people["kaohe"]), reason=reason)
    assign_assessor(assessment, people["kaohe3"], act=act_by(people["jingjibu"]))
    case = assessment.filing.get_absolute_url()

    def readers():
        names = ("kaohe", "kaohe3", "jingjibu", "lijiaxiang")
        return {name for name in names if reason in signed_in(name).get(case).text}

    assert readers() == {"kaohe", "jingjibu"}
    made.sign(assessment, people["kaohe3"])
    assert readers() == {"kaohe", "kaohe3", "jingjibu"}


def test_what_the_clerk_took_back_does_not_leak(signed_in, people):
    assessment = made.make_concluded(people)
    clerk = act_by(people["jingjibu"])
    results.reopen(assessment, act=clerk, reason="第二项 14.5 分有误")
    client = signed_in("lijiaxiang")
    texts = [page(client, assessment), client.get(assessment.filing.get_absolute_url()).text]
    assert [told(text) for text in texts] == [[], []]
    case = signed_in("jingjibu").get(assessment.filing.get_absolute_url()).text
    assert "第二项 14.5 分有误" in case


def test_union_is_told_to_wait_and_then_reads_its_result(signed_in, people):
    assessment = made.make_concluded(people)
    client = signed_in("lijiaxiang")
    assert "考核结果公布后显示在这里。" in page(client, assessment)
    assert "不合格" not in client.get("/pioneer/assessments/").text
    results.release([assessment], act=act_by(people["jingjibu"]))
    text = page(client, assessment)
    for words in ("合格线 90 分（含）", "不合格", "理由：评比记录不全", "缺本级计划"):
        assert words in text, words
    assert "不合格，89.5 分" in client.get("/pioneer/assessments/").text
    assert "考核结果已公布" in client.get("/desk/").text
    assert signed_in("meishan").get("/desk/").text.count("考核结果已公布") == 0


def test_both_scores_are_shown_after_a_review(signed_in, people):
    text = page(signed_in("lijiaxiang"), made.make_reviewed(people))
    for words in ("复核后，原 89.5 分", "原考核分", "复核分", "合格"):
        assert words in text, words


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        ("jingjibu", 200), ("jingsaiban", 200), ("zonggonghui", 200), ("lijiaxiang", 200),
        ("kaohe", 200), ("kaohe2", 404), ("meishan", 404), ("guanli", 404), ("shenji", 404),
    ],
)  # fmt: skip
def test_page_is_for_its_union_the_county_and_who_is_assigned(signed_in, people, role, answer):
    assessment = made.make_accepted(people, "kaohe")
    assert signed_in(role).get(address(assessment)).status_code == answer
    assert AuditEvent.objects.filter(action="denied").count() == (answer == 404)


STEPS = ["assign", "relieve", "conclude", "reopen", "release", "object", "review",
         "conclude-review"]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_step_is_the_clerks_or_the_unions_and_a_post(signed_in, people, step):
    assessment = made.make_disputed(people)
    answers = {}
    for role in ("lijiaxiang", "jingsaiban", "kaohe", "meishan"):
        client = signed_in(role)
        answers[role] = client.post(address(assessment, f"{step}/")).status_code
        assert client.get(address(assessment, f"{step}/")).status_code == 405
    # The union's form is sent back with what it lacks; the rest is not theirs.
    own = 422 if step == "object" else 409
    assert answers == {"lijiaxiang": own, "jingsaiban": 409, "kaohe": 409, "meishan": 404}


@pytest.mark.parametrize("step", STEPS)
def test_garbled_step_is_answered_with_a_sentence(signed_in, people, step):
    assessment = made.make_signed_by_both(people)
    garbled = {
        "token": "x" * 5000, "seen": "\x01", "assessor": "９9x", "assign-assessor": "-1",
        "reopen-reason": "短", "review-assessor": "10" * 40,
    }  # fmt: skip
    answer = signed_in("jingjibu").post(address(assessment, f"{step}/"), garbled)
    assert answer.status_code in {409, 422}


def test_clerk_leads_a_sheet_from_assignment_to_release(signed_in, people):
    assessment = made.make_accepted(people)
    client = signed_in("jingjibu")
    text = page(client, assessment)
    assert ("待分派" in text, "还没有分派考核员。" in text) == (True, True)
    for name in ("kaohe", "kaohe2"):
        chosen = {"assign-assessor": people[name].pk, "token": token(page(client, assessment))}
        for _ in range(2):
            assert press(client, assessment, "assign/", **chosen).status_code == 302
    assert "0<small>／2</small>" in page(client, assessment)
    for name in ("kaohe", "kaohe2"):
        made.sign(assessment, people[name], **made.FAILING)
    for step, words in (("conclude/", "待公布"), ("release/", "已公布 不合格")):
        text = page(client, assessment)
        seen = re.search(r'name="seen" value="(\d+)"', text)[1]
        for _ in range(2):
            answer = press(client, assessment, step, token=token(text), seen=seen)
            assert answer.status_code == 302
        assert words in page(client, assessment)
    assert [event.action for event in assessment.filing.events.all()][-2:] == [
        "conclude", "release",
    ]  # fmt: skip


def test_clerk_reads_beside_the_button_what_would_be_concluded(signed_in, people):
    client = signed_in("jingjibu")

    def fact(assessment):
        return re.findall(r"<p><strong>(将确定：.*?)</strong></p>", page(client, assessment))

    line = "（合格线 90 分，含本数）。依据："
    alone = made.make_accepted(people, "kaohe", team="一班")
    assert fact(alone) == []
    made.sign(alone, people["kaohe"])
    same = made.make_signed_by_both(people, team="二班")
    agreed = made.make_agreed(people, team="三班")
    reviewed = made.make_under_review(people, team="四班")
    made.sign_review(reviewed, people["kaohe3"])
    both = "测试kaohe、测试kaohe2"
    assert [fact(each) for each in (alone, same, agreed, reviewed)] == [
        [f"将确定：合计 100 分，合格{line}考核评分（测试kaohe）。"],
        [f"将确定：合计 89.5 分，不合格{line}考核评分（{both}，评分一致）。"],
        [f"将确定：合计 89.5 分，不合格{line}合议评分（{both}，共同签署）。"],
        [f"将确定：合计 90 分，合格{line}复核评分（测试kaohe3）。原结果 89.5 分，不合格。"],
    ]


def test_old_page_concludes_nothing(signed_in, people):
    assessment = made.make_signed_by_both(people)
    client = signed_in("jingjibu")
    seen = re.search(r'name="seen" value="(\d+)"', page(client, assessment))[1]
    clerk = act_by(people["jingjibu"])
    results.reopen(assessment, act=clerk, reason=WHY, assessor=people["kaohe"])
    made.sign(assessment, people["kaohe"], **made.FAILING)
    answer = press(client, assessment, "conclude/", seen=seen)
    assert answer.status_code == 409
    assert "您打开页面后，这份考核又有新的办理" in answer.text
    assert made.fresh(assessment).result is None


def test_conflicts_are_told_beside_the_choice_and_refused_at_the_field(signed_in, people):
    both = make_user("jianzhi", "330522", Role.ASSESSOR)
    both.memberships.create(
        organization=people["lijiaxiang"].held_roles[0].organization, role=Role.FILER
    )
    assessment = made.make_accepted(people, "kaohe2")
    services.recuse(assessment.filing, act=act_by(people["kaohe2"]), reason="与班组长有亲属关系")
    client = signed_in("jingjibu")
    text = page(client, assessment)
    own = "测试jianzhi同时是李家巷镇总工会的填报员，应当回避，请另选一位。"
    recused = "测试kaohe2已对这份申报声明回避，请另选一位。"
    assert (own in text, recused in text) == (True, True)
    for user, sentence in ((both, own), (people["kaohe2"], recused)):
        answer = press(client, assessment, "assign/", **{"assign-assessor": user.pk})
        assert answer.status_code == 422
        assert sentence in slot(answer.text, "assign-assessor")
    assert assessment.filing.assignments.current().count() == 0


def test_relieved_assessor_is_named_with_the_reason(signed_in, people):
    assessment = made.make_accepted(people, "kaohe", "kaohe2")
    client, person = signed_in("jingjibu"), people["kaohe2"]
    data = {"assessor": person.pk, f"relieve{person.pk}-reason": "短"}
    answer = press(client, assessment, "relieve/", **data)
    assert (answer.status_code, "请写明撤换原因（至少 5 个字）。" in answer.text) == (422, True)
    data[f"relieve{person.pk}-reason"] = "工作调动，改派他人"
    assert press(client, assessment, "relieve/", **data).status_code == 302
    assert press(client, assessment, "relieve/", **data).status_code == 409
    text = page(client, assessment)
    assert "测试kaohe2 已撤换" in text
    assert "工作调动，改派他人" in text


def test_signatures_are_taken_back_on_the_page(signed_in, people):
    assessment = made.make_signed_by_both(people)
    client, person = signed_in("jingjibu"), people["kaohe"]
    data = {"assessor": person.pk, f"reopen{person.pk}-reason": "第三项录错，请更正"}
    assert press(client, assessment, "reopen/", **data).status_code == 302
    assert told(page(client, assessment)) == []
    made.sign(assessment, person, **made.FAILING)
    results.conclude(assessment, act=act_by(people["jingjibu"]))
    short = press(client, assessment, "reopen/", **{"reopen-reason": "  错 了 "})
    assert (short.status_code, "错 了" in short.text) == (422, True)
    long = press(client, assessment, "reopen/", **{"reopen-reason": "第三项录错，请更正"})
    assert long.status_code == 302
    assert made.fresh(assessment).result is None


def test_union_objects_once_and_loses_nothing_it_typed(signed_in, people):
    assessment = made.make_released(people)
    client = signed_in("lijiaxiang")
    short = press(client, assessment, "object/", **{"object-reason": "偏低"})
    assert (short.status_code, ">\n偏低</textarea>" in short.text) == (422, True)
    long = "评比活动有记录。\r\n" * 60
    too_long = press(client, assessment, "object/", **{"object-reason": long})
    assert "异议理由最多 500 个字，请精简。" in too_long.text
    reason = "评比\r\n" * 100
    assert press(client, assessment, "object/", **{"object-reason": reason}).status_code == 302
    again = press(client, assessment, "object/", **{"object-reason": "再次申请复核这份表"})
    assert again.status_code == 422
    assert results.OBJECTED in again.text
    assert "再次申请复核这份表" in again.text
    assert "提出异议</button>" not in page(client, assessment)


def test_objector_is_known_to_the_union_and_the_clerk_alone(signed_in, people):
    assessment = made.make_under_review(people)
    knows = {}
    for role in ("lijiaxiang", "jingjibu", "jingsaiban", "kaohe", "kaohe3"):
        client = signed_in(role)
        case = client.get(assessment.filing.get_absolute_url()).text
        said = ["测试lijiaxiang 于" in page(client, assessment), "提出异议</strong>" in case]
        knows[role] = said
        assert "评比活动有记录，请复核" in page(client, assessment)
    assert knows == {
        "lijiaxiang": [True, True], "jingjibu": [True, True],
        "jingsaiban": [False, False], "kaohe": [False, False], "kaohe3": [False, False],
    }  # fmt: skip


def test_review_goes_to_another_assessor_and_its_result_counts(signed_in, people):
    assessment = made.make_disputed(people)
    client = signed_in("jingjibu")
    same = press(client, assessment, "review/", **{"review-assessor": people["kaohe"].pk})
    assert same.status_code == 422
    told_there = slot(same.text, "review-assessor")
    assert "测试kaohe参加过这次考核，复核须由另外的考核员办理。" in told_there
    other = {"review-assessor": people["kaohe3"].pk}
    assert press(client, assessment, "review/", **other).status_code == 302
    early = press(client, assessment, "conclude-review/")
    assert (early.status_code, results.REVIEW_UNSIGNED in early.text) == (409, True)
    made.sign_review(assessment, people["kaohe3"])
    for _ in range(2):
        assert press(client, assessment, "conclude-review/").status_code == 302
    assert "已公布 合格" in page(client, assessment)


def test_differing_items_are_marked_and_others_are_not(signed_in, people):
    text = page(signed_in("jingjibu"), made.make_signed_by_both(people, {}))
    rows = re.findall(r'<tr class="differs">.*?第 (\d+) 项', text, re.DOTALL)
    assert rows == ["1", "2", "4"]
    assert text.count("评分不同</span>") == 3


def test_reading_that_would_change_the_verdict_is_noted_in_red(signed_in, people):
    assessment = made.make_accepted(people, "kaohe")
    few = {"surveyed_count": "25", "aware_count": "24", "item_b1__points": "14",
           "item_b1__reason": "评比记录不全"}  # fmt: skip
    made.sign(assessment, people["kaohe"], **few)
    text = page(signed_in("jingjibu"), assessment)
    notes = re.findall(r'<li( class="reading-changes")?>(.*?)</li>', text)
    marked = [bool(red) for red, words in notes if "理解，该项" in words]
    assert marked == [True, False]
    told = "第 3 项“有实效”如按“不足一档的按一档扣”理解，该项 15 分，合计 89 分，"
    assert f"{told}结果由合格变为不合格。" in text
    own = f"/pioneer/scoring/{assessment.filing.reference}/own/"
    assert f'<p class="msg-error">{told}' in html.unescape(signed_in("kaohe").get(own).text)
    # What was signed stays as it was judged.
    rubric = Rubric.objects.in_force(assessment.filing.campaign)
    stricter = type(reading_of(rubric))(**{**vars(reading_of(rubric)), "rate_policy": "ceil"})
    act = act_by(people["guanli"])
    change_reading(rubric.campaign, rubric, stricter, reason="测试用的新理解", act=act)
    changed = page(signed_in("jingjibu"), assessment)
    assert "合计 89 分，结果由合格变为不合格。" in changed
    assert results.READ_ANEW in changed


def test_ten_points_between_the_scores_are_told_in_words(signed_in, people):
    client = signed_in("jingjibu")
    assert "与自评差 10.5 分" in page(client, made.make_concluded(people))
    assert "与自评差" not in page(client, made.make_passed(people, team="乙班"))


def test_case_page_leads_there(signed_in, people):
    assessment = made.make_accepted(people, "kaohe")
    links = {}
    for role in ("jingjibu", "jingsaiban", "lijiaxiang"):
        case = signed_in(role).get(assessment.filing.get_absolute_url()).text
        found = re.search(rf'href="{address(assessment)}">([^<]+)</a>', case)
        links[role] = found[1]
    assert links == {"jingjibu": "考核办理", "jingsaiban": "考核结果", "lijiaxiang": "考核结果"}


def slot(text, name):
    """The sentences at the field ``name``."""
    return re.search(rf'id="msg-{name}"[^>]*>(.*?)</div>', text, re.DOTALL)[1]


def queries(client, assessment):
    page(client, assessment)  # the first page of a session costs more
    with CaptureQueriesContext(connection) as counted:
        page(client, assessment)
    return len(counted)


def test_page_costs_the_same_however_many_score(signed_in, people):
    one, two = made.make_passed(people), made.make_signed_by_both(people, team="乙班")
    results.conclude(two, act=act_by(people["jingjibu"]))
    client = signed_in("jingjibu")
    assert queries(client, one) == queries(client, two)
    results.release([one, two], act=act_by(people["jingjibu"]))
    union = signed_in("lijiaxiang")
    assert queries(union, one) == queries(union, two)


def test_annex_of_another_form_has_no_result(signed_in, people):
    assessment = made.make_accepted(people)
    application = Assessment.objects.get(pk=assessment.pk).application.filing
    url = f"/pioneer/assessments/{application.reference}/"
    assert signed_in("jingjibu").get(url).status_code == 404
