"""聘任: certificates are unique, each step is on record, each refusal is a sentence."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.services.rows import SPENT
from changxing_union.kernel.dates import shanghai_day
from techservice.models import Appointment, AppointmentEvent
from techservice.services.appointments import (
    CORRECT,
    DISMISS,
    RESIGN,
    Term,
    appoint,
    correct,
    edition_of,
    end,
    next_certificate_number,
    renew,
)
from tests.factories.pioneer import act_by
from tests.factories.supervisors import (
    APPOINTED_ON,
    dismiss,
    make_appointed,
    make_approved,
    make_filed,
)
from tests.refusals import refusal_of

TODAY = shanghai_day(timezone.now())
UNTIL = date(TODAY.year + 2, 12, 31)
TERM = Term("2018-001", APPOINTED_ON, UNTIL)
REASON = "已调离原单位"


def history(appointment):
    events = appointment.events.order_by("pk")
    return [(event.label, event.to_state, event.reason) for event in events]


class TestAppointing:
    def test_several_are_appointed_with_consecutive_numbers(self, cast):
        filings = [
            make_approved(cast, name=f"测试{name}", mobile=f"1390000000{number}")
            for number, name in enumerate("甲乙丙", 1)
        ]
        made = appoint(filings, TERM, act=act_by(cast["jingjibu"]))
        assert [each.certificate_no for each in made] == ["2018-001", "2018-002", "2018-003"]
        assert [each.supervisor.name for each in made] == ["测试甲", "测试乙", "测试丙"]
        told = f"证书编号 2018-002，2018年12月20日至{UNTIL.year}年12月31日"
        assert history(made[1]) == [("聘任", "serving", told)]
        assert next_certificate_number(2018) == "2018-004"

    def test_same_press_twice_appoints_once(self, cast):
        filing, act = make_approved(cast), act_by(cast["jingjibu"], token="press-1")
        first, again = (appoint([filing], TERM, act=act) for _ in range(2))
        assert first == again
        assert AppointmentEvent.objects.count() == 1

    def test_press_spent_on_another_step_is_refused(self, cast):
        filing, act = make_approved(cast), act_by(cast["jingjibu"], token="press-1")
        (made,) = appoint([filing], TERM, act=act)
        renew(made, term_end=UNTIL + timedelta(1), note="", act=act_by(cast["jingjibu"]))
        assert refusal_of(appoint, [filing], TERM, act=act) == [SPENT]

    def test_nobody_is_appointed_when_one_cannot_be(self, cast):
        sound = make_approved(cast)
        filed = make_filed(cast["lijiaxiang"], name="测试乙", mobile="13900000002")
        reasons = refusal_of(appoint, [sound, filed], TERM, act=act_by(cast["jingjibu"]))
        assert reasons == [
            "“测试乙（长兴测试纺织有限公司）”的登记表现在的状态是“已上报”，准予聘任后才能办理聘任。"
        ]
        assert Appointment.objects.count() == 0

    def test_nobody_is_appointed_twice(self, cast):
        made = make_appointed(cast)
        filing = made.supervisor.filing
        assert refusal_of(appoint, [filing], TERM, act=act_by(cast["jingjibu2"])) == [
            "“测试监督员（长兴测试纺织有限公司）”已办理过聘任（证书编号 2018-001），不需要再办理。"
        ]

    @pytest.mark.parametrize("username", ["lijiaxiang", "zonggonghui", "kaohe", "guanli"])
    def test_only_the_clerk_appoints(self, cast, username):
        filing = make_approved(cast)
        assert refusal_of(appoint, [filing], TERM, act=act_by(cast[username])) == [
            "聘任由县总工会经济工作部经办人员办理，您的账号没有这项权限。"
        ]

    @pytest.mark.parametrize(
        ("term", "reasons"),
        [
            (Term("", None, None),
             ["请填写证书编号。", "请填写聘任日期。", "请填写聘期截止日期。"]),
            (Term("证" * 41, APPOINTED_ON, UNTIL), ["证书编号最多 40 个字，请核对。"]),
            (Term("1", TODAY + timedelta(1), UNTIL), ["聘任日期不能晚于今天，请核对。"]),
            (Term("1", date(2018, 2, 27), UNTIL),
             ["聘任日期不能早于申报活动的发文日期（2018年2月28日），请核对。"]),
            (Term("1", APPOINTED_ON, APPOINTED_ON), ["聘期截止日期须晚于聘任日期，请核对。"]),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_told_at_once(self, cast, term, reasons):
        filing = make_approved(cast)
        assert refusal_of(appoint, [filing], term, act=act_by(cast["jingjibu"])) == reasons

    def test_number_that_was_given_is_taken_however_typed(self, cast):
        make_appointed(cast)
        other = make_approved(cast, name="测试乙", mobile="13900000002")
        term = Term(" ２０１８-001 ", APPOINTED_ON, UNTIL)
        assert refusal_of(appoint, [other], term, act=act_by(cast["jingjibu"])) == [
            "证书编号“2018-001”已经用过，请核对。"
        ]

    def test_several_need_a_number_to_count_from(self, cast):
        filings = [make_approved(cast), make_approved(cast, name="测试乙", mobile="13900000002")]
        term = Term("甲", APPOINTED_ON, UNTIL)
        assert refusal_of(appoint, filings, term, act=act_by(cast["jingjibu"])) == [
            "证书编号的末尾须是数字（例如 2018-001），才能连续编号；或者逐人办理聘任。"
        ]

    def test_nobody_chosen_is_told(self, cast):
        assert refusal_of(appoint, [], TERM, act=act_by(cast["jingjibu"])) == [
            "请至少选择一名监督员。"
        ]


class TestLife:
    def test_expired_is_told_by_the_term(self, cast):
        made = make_appointed(cast, until=TODAY - timedelta(1))
        assert (made.state, made.state_words(TODAY)) == ("serving", "期满")
        assert (made.is_serving(TODAY), made.is_expired(TODAY)) == (False, True)
        last = Appointment(state="serving", term_end=TODAY)
        assert last.state_words(TODAY) == "在聘"

    def test_expired_may_be_renewed(self, cast):
        made = make_appointed(cast, until=date(2019, 12, 31))
        renewed = renew(made, term_end=UNTIL, note="考核合格。", act=act_by(cast["jingjibu"]))
        assert (renewed.term_end, renewed.state_words(TODAY)) == (UNTIL, "在聘")
        told = f"聘期由2019年12月31日延至{UNTIL.year}年12月31日。考核合格"
        assert history(made)[1] == ("续聘", "serving", told)

    def test_term_is_only_ever_lengthened(self, cast):
        made, act = make_appointed(cast), act_by(cast["jingjibu"])
        assert refusal_of(renew, made, term_end=None, note="", act=act) == ["请填写聘期截止日期。"]
        assert refusal_of(renew, made, term_end=UNTIL, note="", act=act) == [
            f"新的聘期须晚于原聘期（{UNTIL.year}年12月31日），并且不早于今天，请核对。"
        ]

    @pytest.mark.parametrize(
        ("step", "state", "label"),
        [(DISMISS, "dismissed", "解聘"), (RESIGN, "resigned", "登记辞去")],
    )
    def test_appointment_ends_on_a_day_for_a_reason(self, cast, step, state, label):
        made, act = make_appointed(cast), act_by(cast["jingjibu"])
        ended = end(made, step, ended_on=date(2019, 5, 6), reason=REASON, act=act)
        assert (ended.state, ended.ended_on, ended.end_reason) == (state, date(2019, 5, 6), REASON)
        assert history(made)[1] == (label, state, f"2019年5月6日：{REASON}")

    @pytest.mark.parametrize(
        ("ended_on", "reason", "reasons"),
        [
            (None, "", ["请填写终止日期。", "请写明原因（至少 5 个字）。"]),
            (TODAY + timedelta(1), REASON, ["终止日期不能晚于今天，请核对。"]),
            (date(2018, 12, 19), REASON,
             ["终止日期不能早于聘任日期（2018年12月20日），请核对。"]),
            (TODAY, "因" * 401, ["原因最多 400 个字，请精简。"]),
        ],
    )  # fmt: skip
    def test_end_says_what_is_missing(self, cast, ended_on, reason, reasons):
        made, act = make_appointed(cast), act_by(cast["jingjibu"])
        refused = refusal_of(end, made, DISMISS, ended_on=ended_on, reason=reason, act=act)
        assert refused == reasons

    def test_what_has_ended_ends_and_is_renewed_no_more(self, cast):
        made, act = dismiss(make_appointed(cast), cast), act_by(cast["jingjibu"])
        sentence = "这份聘任现在的状态是“解聘”，不能{}。请刷新页面查看最新情况。"
        assert refusal_of(renew, made, term_end=UNTIL, note="", act=act) == [
            sentence.format("续聘")
        ]
        assert refusal_of(end, made, RESIGN, ended_on=TODAY, reason=REASON, act=act) == [
            sentence.format("登记辞去")
        ]

    def test_second_of_two_clerks_is_told(self, cast):
        made = make_appointed(cast)
        seen = edition_of(made)
        renew(made, term_end=UNTIL + timedelta(9), note="", act=act_by(cast["jingjibu"]))
        act = act_by(cast["jingjibu2"], seen=seen)
        assert refusal_of(renew, made, term_end=UNTIL + timedelta(5), note="", act=act) == [
            "您打开页面后，这份聘任有了改动，没有办理。请核对现在的内容后再办理。"
        ]


class TestCorrecting:
    def test_old_and_new_stay_in_the_history_and_the_number_is_free(self, cast):
        made, act = make_appointed(cast), act_by(cast["jingjibu"])
        term = Term("2018-007", date(2018, 12, 21), UNTIL)
        fixed = correct(made, term, reason="录入时看错了行", act=act)
        assert (fixed.certificate_no, fixed.appointed_on) == ("2018-007", date(2018, 12, 21))
        told = (
            "证书编号“2018-001”改为“2018-007”，聘任日期 2018年12月20日改为 2018年12月21日。"
            "原因：录入时看错了行"
        )
        assert history(made)[1] == (CORRECT.label, "serving", told)
        other = make_appointed(cast, name="测试乙", mobile="13900000002", number="2018-001")
        assert other.certificate_no == "2018-001"

    def test_nothing_corrected_is_refused(self, cast):
        made, act = make_appointed(cast), act_by(cast["jingjibu"])
        assert refusal_of(correct, made, TERM, reason="录入时看错了行", act=act) == [
            "编号和日期都与现在登记的相同，没有更正。"
        ]

    def test_number_of_somebody_else_is_refused(self, cast):
        make_appointed(cast)
        made = make_appointed(cast, name="测试乙", mobile="13900000002", number="2018-002")
        refused = refusal_of(correct, made, TERM, reason="", act=act_by(cast["jingjibu"]))
        assert refused == [
            "证书编号“2018-001”已经用过，请核对。",
            "请写明更正原因（至少 5 个字）。",
        ]

    def test_day_stays_before_the_end(self, cast):
        made = make_appointed(cast)
        act = act_by(cast["jingjibu"])
        end(made, DISMISS, ended_on=date(2019, 1, 5), reason=REASON, act=act)
        term = Term("2018-001", date(2019, 1, 6), UNTIL)
        assert refusal_of(correct, made, term, reason="录入时看错了行", act=act) == [
            "聘任日期不能晚于终止日期（2019年1月5日），请核对。"
        ]


class TestVoid:
    def test_form_of_somebody_in_office_is_not_voided(self, cast):
        filing = make_appointed(cast).supervisor.filing
        act = act_by(cast["jingjibu"])
        assert refusal_of(services.void, filing, act=act, reason="重复登记，作废。") == [
            "该监督员在聘（证书编号 2018-001），请先解聘或登记辞去，再作废登记表。"
        ]

    def test_after_the_end_it_may_be(self, cast):
        made = dismiss(make_appointed(cast), cast)
        act = act_by(cast["jingjibu"])
        voided = services.void(made.supervisor.filing, act=act, reason="重复登记，作废。")
        assert voided.state == "void"


class TestDatabase:
    @pytest.mark.parametrize(
        "fields",
        [
            {"state": "gone"},
            {"certificate_no": ""},
            {"term_end": date(2018, 12, 19)},
            {"state": "dismissed"},
            {"ended_on": date(2019, 1, 1)},
            {"state": "resigned", "ended_on": date(2018, 12, 1), "end_reason": REASON},
        ],
    )
    def test_incoherent_appointment_is_refused(self, cast, fields):
        made = make_appointed(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=made.pk).update(**fields)
