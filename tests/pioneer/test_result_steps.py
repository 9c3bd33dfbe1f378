"""Signatures taken back, assessors replaced, presses doubled: what the services do of a result."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.services.rows import SPENT
from changxing_union.organizations.models import Role
from pioneer.models import Hand
from pioneer.services import results
from pioneer.services.score_seal import seal_of
from pioneer.services.score_sheets import (
    all_are_in,
    assign_assessor,
    current_assessors,
    open_joint_sheet,
    save_scores,
    sign_scores,
)
from tests.factories import county_scores as made
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.refusals import refusal_of


def clerk(people, token=""):
    return act_by(people["jingjibu"], token=token)


def signatures(assessment):
    sheets = assessment.sheets.exclude(hand=Hand.UNION)
    return {(sheet.hand, str(sheet.assessor)): sheet.signatures.count() for sheet in sheets}


def test_signature_given_by_mistake_is_taken_back_alone_and_seals_the_scores(people):
    assessment = made.make_signed_by_both(people, {})
    open_joint_sheet(assessment, act=act_by(people["kaohe"]))
    results.reopen(assessment, act=clerk(people), reason="第三项录错", assessor=people["kaohe"])
    assert signatures(assessment) == {("assessor", "测试kaohe"): 0, ("assessor", "测试kaohe2"): 1}
    other = assessment.sheets.get(assessor=people["kaohe2"])
    seal = seal_of(assessment)
    readers = [people[name] for name in ("jingjibu", "kaohe", "kaohe2")]
    assert [seal.opens(other, user) for user in readers] == [False, False, True]
    event = assessment.filing.events.last()
    assert (event.label, event.reason) == ("撤回评分签署", "测试kaohe：第三项录错")


def test_signature_under_a_result_is_taken_back_with_the_result(people):
    assessment = made.make_concluded(people)
    one = {"act": clerk(people), "reason": "第三项录错", "assessor": people["kaohe"]}
    assert refusal_of(results.reopen, assessment, **one) == [results.TAKE_RESULT_FIRST]
    results.reopen(assessment, act=clerk(people), reason="第三项录错")
    assert set(signatures(assessment).values()) == {0}
    again = {"act": clerk(people), "reason": "第三项录错"}
    assert refusal_of(results.reopen, assessment, **again) == [results.NOTHING_SIGNED]


def test_joint_sheet_falls_with_who_is_relieved_or_added(people):
    assessment = made.make_agreed(people)
    assign_assessor(assessment, people["kaohe3"], act=clerk(people))
    assert assessment.sheets.filter(hand=Hand.JOINT).count() == 0
    assert refusal_of(results.conclude, assessment, act=clerk(people)) == [results.NOT_ALL_IN]
    results.relieve_assessor(
        assessment, people["kaohe3"], act=clerk(people), reason="工作调动，改派他人"
    )
    assert refusal_of(results.conclude, assessment, act=clerk(people)) == [results.NOT_JOINT]
    results.relieve_assessor(
        assessment, people["kaohe2"], act=clerk(people), reason="工作调动，改派他人"
    )
    assert (current_assessors(assessment), all_are_in(assessment)) == ([people["kaohe"]], True)
    results.conclude(assessment, act=clerk(people))
    assert made.fresh(assessment).result.assessor == people["kaohe"]


def test_assessor_is_not_relieved_under_a_result(people):
    assessment = made.make_released(people)
    reason = {"act": clerk(people), "reason": "工作调动，改派他人"}
    told = refusal_of(results.relieve_assessor, assessment, people["kaohe"], **reason)
    assert told == [results.RELIEVED_TOO_LATE]


def test_review_passes_to_another_only_when_its_reviewer_is_relieved(people):
    assessment = made.make_under_review(people)
    fourth = make_user("kaohe4", "330522", Role.ASSESSOR)
    told = refusal_of(results.begin_review, assessment, fourth, act=clerk(people))
    assert told == ["复核已经分派给测试kaohe3。如需换人，请先撤换。"]
    first = results.begin_review(assessment, people["kaohe3"], act=clerk(people))
    results.relieve_assessor(
        assessment, people["kaohe3"], act=clerk(people), reason="工作调动，改派他人"
    )
    again = results.begin_review(assessment, people["kaohe3"], act=clerk(people))
    assert (again.pk, people["kaohe3"] in current_assessors(assessment)) == (first.pk, True)
    results.relieve_assessor(
        assessment, people["kaohe3"], act=clerk(people), reason="工作调动，改派他人"
    )
    second = results.begin_review(assessment, fourth, act=clerk(people))
    assert made.fresh(assessment).objection.reviewer == fourth
    assert [sheet.pk for sheet in assessment.sheets.filter(hand=Hand.REVIEW)] == [second.pk]


def test_review_in_work_is_the_reviewers_own(people):
    assessment = made.make_under_review(people)
    sheet = assessment.sheets.get(hand=Hand.REVIEW)
    readers = [people[name] for name in ("kaohe3", "jingjibu", "kaohe")]
    seal = seal_of(assessment)
    assert [seal.opens(sheet, user) for user in readers] == [True, False, False]
    signed = sign_scores(
        save_scores(sheet, made.cells({}), act=act_by(readers[0])), act=act_by(readers[0])
    )
    assert [seal.opens(signed, user) for user in readers] == [True, True, True]


def test_self_assessment_filed_anew_asks_for_new_signatures(people):
    assessment = made.make_signed_by_both(people)
    filing, act = assessment.filing, clerk(people)
    services.return_to_filer(filing, act=act, reason="请补充材料。", flags={})
    assert refusal_of(results.conclude, assessment, act=act) == [results.NOT_IN_REVIEW]
    services.file(filing, act=act_by(people["lijiaxiang"]))
    services.accept(filing, act=clerk(people))
    assert refusal_of(results.conclude, assessment, act=clerk(people)) == [results.FILED_ANEW]


@pytest.mark.parametrize("name", ["kaohe", "kaohe2"])
def test_one_new_signature_is_not_enough_where_two_agreed(people, name):
    assessment = made.make_signed_by_both(people)
    filing, act = assessment.filing, clerk(people)
    services.return_to_filer(filing, act=act, reason="请补充材料。", flags={})
    services.file(filing, act=act_by(people["lijiaxiang"]))
    services.accept(filing, act=act)
    results.reopen(assessment, act=act, reason="请按新的一版核对", assessor=people[name])
    made.sign(made.fresh(assessment), people[name], **made.FAILING)
    assert refusal_of(results.conclude, assessment, act=act) == [results.FILED_ANEW]


def test_agreement_signed_in_part_before_filing_anew_is_signed_anew(people):
    assessment = made.make_signed_by_both(people, {})
    filing, act = assessment.filing, clerk(people)
    joint = open_joint_sheet(assessment, act=act_by(people["kaohe"]))
    save_scores(joint, made.cells(made.FAILING), act=act_by(people["kaohe"]))
    sign_scores(joint, act=act_by(people["kaohe"]))
    services.return_to_filer(filing, act=act, reason="请补充材料。", flags={})
    services.file(filing, act=act_by(people["lijiaxiang"]))
    services.accept(filing, act=act)
    sign_scores(joint, act=act_by(people["kaohe2"]))
    assert refusal_of(results.conclude, assessment, act=act) == [results.FILED_ANEW]


def test_sheet_is_not_sent_back_under_a_result(people):
    assessment = made.make_concluded(people)
    options = {"act": clerk(people), "reason": "请补充材料。", "flags": {}}
    assert refusal_of(services.return_to_filer, assessment.filing, **options) == [
        "考核结果已经确定，不能退回。如自评表须修改，请先在“考核办理”中撤回结果，再退回修改。",
    ]  # fmt: skip
    results.reopen(assessment, act=clerk(people), reason="自评表须补充材料")
    assert services.return_to_filer(assessment.filing, **options).state == "returned"


def test_many_are_released_with_one_press_and_pressed_twice_once(people):
    both = [made.make_passed(people, team=team) for team in ("甲班", "乙班")]
    act = clerk(people, token="press")
    assert [results.release(both, act=act), results.release(both, act=act)] == [2, 0]
    assert {made.fresh(each).released_at for each in both} == {act.at}
    assert [each.filing.events.filter(action="release").count() for each in both] == [1, 1]


def test_press_spent_on_one_thing_does_no_other(people):
    assessment = made.make_accepted(people)
    act = clerk(people, token="press")
    first, again = (assign_assessor(assessment, people["kaohe"], act=act) for _ in range(2))
    assert first == again
    told = refusal_of(assign_assessor, assessment, people["kaohe2"], act=act)
    assert told == [SPENT]
    reason = {"act": act, "reason": "工作调动，改派他人"}
    told = refusal_of(results.relieve_assessor, assessment, people["kaohe"], **reason)
    assert told == [SPENT]
    assert current_assessors(assessment) == [people["kaohe"]]


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (made.make_signed_by_both, lambda each, act: results.conclude(each, act=act)),
        (made.make_concluded, lambda each, act: results.reopen(each, act=act, reason="第三项录错")),
    ],
)
def test_step_pressed_twice_is_taken_once(people, make, step):
    assessment = make(people)
    before = assessment.filing.events.exclude(action="assign").count()
    for _ in range(2):
        step(assessment, clerk(people, token="press"))
    assert assessment.filing.events.exclude(action="assign").count() == before + 1


def test_review_begun_twice_is_one_review(people):
    assessment = made.make_disputed(people)
    act = clerk(people, token="press")
    begun = [results.begin_review(assessment, people["kaohe3"], act=act) for _ in range(2)]
    assert begun[0] == begun[1]


def test_objection_pressed_twice_is_raised_once(people):
    assessment = made.make_released(people)
    act = act_by(people["lijiaxiang"], token="press")
    raised = [results.object_to(assessment, act=act, reason="评比活动有记录") for _ in range(2)]
    assert raised[0] == raised[1]


def signed_review(people, **options):
    assessment = made.make_under_review(people, **options)
    made.sign_review(assessment, people["kaohe3"])
    return assessment


def test_void_sheet_is_neither_disputed_nor_reviewed(people):
    released = made.make_released(people, team="甲班")
    disputed = made.make_disputed(people, team="乙班")
    signed = signed_review(people, team="丙班")
    for assessment in (released, disputed, signed):
        services.void(assessment.filing, act=clerk(people), reason="与另一份重复")
    filer = act_by(people["lijiaxiang"])
    told = [
        refusal_of(results.object_to, released, act=filer, reason="评比活动有记录"),
        refusal_of(results.begin_review, disputed, people["kaohe3"], act=clerk(people)),
        refusal_of(results.conclude_review, signed, act=clerk(people)),
    ]
    assert told == [[results.IS_VOID]] * 3
    assert made.fresh(signed).result.hand == Hand.ASSESSOR


@pytest.mark.parametrize(
    ("make", "reader", "step"),
    [
        (made.make_released, "lijiaxiang", "object"),
        (made.make_disputed, "jingjibu", "review"),
        (signed_review, "jingjibu", "conclude-review"),
    ],
)
def test_page_of_a_void_sheet_offers_no_dispute(signed_in, people, make, reader, step):
    assessment = make(people)
    address = f"/pioneer/assessments/{assessment.filing.reference}/"
    way = f'action="{address}{step}/"'
    before = way in signed_in(reader).get(address).text
    services.void(assessment.filing, act=clerk(people), reason="与另一份重复")
    assert (before, way in signed_in(reader).get(address).text) == (True, False)
