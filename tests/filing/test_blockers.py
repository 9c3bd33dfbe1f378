"""Every reason against 上报 and 通过 that the filing core knows, alone and by its exact words."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.annexes import Level
from changxing_union.filing.blockers import open_points
from changxing_union.filing.models import Campaign, Filing, Slot
from changxing_union.kernel.reasons import LEAST_REASON
from changxing_union.kernel.refusals import Refused
from tests.factories.pioneer import (
    SOUND,
    act_by,
    make_draft,
    make_filed,
    make_in_review,
    make_ready,
    make_returned,
    make_signed,
    scan,
    type_into,
)

TOWNSHIP = "乡镇（街道、园区）、县直属产业（行业）工会（工委）意见"


@pytest.fixture
def ready(cast):
    return make_ready(cast["lijiaxiang"])


def reasons_against_filing(filing, user):
    with pytest.raises(Refused) as refusal:
        services.file(filing, act=act_by(user))
    return list(refusal.value.reasons)


def points(filing):
    return [(each.name, each.sentence, each.level) for each in open_points(filing)]


def test_ready_draft_has_no_open_point(ready):
    assert points(ready) == []


@pytest.mark.parametrize("part", ["text", "signer", "date"])
@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("opinion_unit_union", "单位工会意见"),
        ("opinion_unit", "单位意见"),
        ("opinion_township", TOWNSHIP),
    ],
)
def test_box_signed_before_filing_must_be_complete(cast, ready, code, label, part):
    filing = type_into(ready, cast["lijiaxiang"], **{f"{code}-{part}": ""})
    sentence = f"请补充{label}、签名和日期。"
    assert points(filing) == [(f"{code}-text", sentence, Level.MISSING)]
    assert reasons_against_filing(filing, cast["lijiaxiang"]) == [sentence]


class TestCampaignThatIsClosed:
    SENTENCE = "本年度申报活动已经结束，不能再上报。如有特殊情况，请联系县总工会经济工作部。"

    @pytest.fixture
    def close(self, campaign):
        return lambda: Campaign.objects.update(is_open=False)

    def test_takes_no_new_form(self, cast, ready, close):
        close()
        assert reasons_against_filing(ready, cast["lijiaxiang"]) == [self.SENTENCE]

    def test_takes_back_what_was_withdrawn(self, cast, close):
        act = act_by(cast["lijiaxiang"])
        filing = services.withdraw(make_filed(cast["lijiaxiang"]), act=act)
        close()
        assert services.file(filing, act=act).state == "filed"


def test_scan_beside_boxes_called_unsealed_is_a_warning(cast, ready):
    filing = type_into(ready, cast["lijiaxiang"], **{"opinion_unit-seal": "none"})
    sentence = "已上传盖章扫描件，但“单位意见”选的是“未盖章”，请核对。"
    assert points(filing) == [("opinion_unit-seal", sentence, Level.WARNING)]


def test_missing_scan_alone(cast, ready):
    services.remove_attachment(ready, ready.attachments.get().pk, act=act_by(cast["lijiaxiang"]))
    assert points(ready) == [("attachment", "请上传盖章扫描件。", Level.MISSING)]
    assert reasons_against_filing(ready, cast["lijiaxiang"]) == ["请上传盖章扫描件。"]


def test_evidence_is_no_sealed_scan(cast, ready):
    act = act_by(cast["lijiaxiang"])
    services.remove_attachment(ready, ready.attachments.get().pk, act=act)
    services.attach(ready, scan(), slot=Slot.EVIDENCE, act=act)
    assert reasons_against_filing(ready, cast["lijiaxiang"]) == ["请上传盖章扫描件。"]


def test_scan_is_not_asked_for_where_the_form_does_not_require_it(cast, ready):
    services.remove_attachment(ready, ready.attachments.get().pk, act=act_by(cast["lijiaxiang"]))
    ready.form_type.scan_required = False
    ready.form_type.save()
    filed = services.file(ready, act=act_by(cast["lijiaxiang"]))
    assert filed.state == "filed"


def test_boxes_and_scan_missing_are_asked_for_in_one_sentence(cast):
    filing = make_draft(cast["lijiaxiang"]).filing
    filing = type_into(filing, cast["lijiaxiang"], **SOUND)
    assert [sentence for _, sentence, _ in points(filing)] == [
        "请补充单位工会意见、签名和日期，并上传盖章扫描件。",
        "请补充单位意见、签名和日期。",
        f"请补充{TOWNSHIP}、签名和日期。",
    ]


def test_box_dated_before_the_one_before_is_a_warning(cast, ready):
    filing = type_into(ready, cast["lijiaxiang"], opinion_unit__date="2018-04-01")
    sentence = "“单位意见”的日期早于“单位工会意见”，请核对先后。"
    assert points(filing) == [("opinion_unit-date", sentence, Level.WARNING)]
    assert services.file(filing, act=act_by(cast["lijiaxiang"])).state == "filed"


def test_box_dated_before_the_notice_is_a_warning(cast, ready):
    filing = type_into(ready, cast["lijiaxiang"], opinion_unit_union__date="2018-02-27")
    sentence = "“单位工会意见”的日期早于通知印发日期（2018年2月28日），请核对。"
    assert points(filing) == [("opinion_unit_union-date", sentence, Level.WARNING)]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("member_total", "约20", "人数请填写整数，例如 30，不要写“约”“余”等字。"),
        ("leader_birth", "1985", "出生年月请填写到月，例如 1985 年 3 月。"),
        ("leader_mobile", "139", "手机号码应为 11 位，请核对。"),
        ("postcode", "3131", "邮编应为 6 位数字。"),
        ("opinion_unit-date", "昨天", "单位意见的日期请填写到日，例如 2018 年 4 月 2 日。"),
        ("opinion_unit-signer", "王芳1", "单位意见的签名里有数字，请只填写姓名。"),
    ],
)
def test_unreadable_cell_keeps_the_form_from_being_filed(cast, ready, name, typed, sentence):
    filing = type_into(ready, cast["lijiaxiang"], **{name: typed})
    assert reasons_against_filing(filing, cast["lijiaxiang"])[0] == sentence
    assert [each for each in points(filing) if each[0] == name] == [(name, sentence, Level.ERROR)]


def test_unticked_flag_of_a_return_alone(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    filing = type_into(filing, cast["lijiaxiang"], leader_trade="细纱挡车工")
    sentence = "退回意见要求修改“何时何地受过何种奖励、称号”，请修改或核对后勾选“已处理”。"
    assert points(filing) == [("honours_text", sentence, Level.MISSING)]
    assert reasons_against_filing(filing, cast["lijiaxiang"]) == [sentence]


def test_approval_waits_for_the_county_box(cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    with pytest.raises(Refused) as refusal:
        services.approve(filing, act=act_by(cast["jingjibu"]))
    assert refusal.value.reasons == (
        "“县劳动竞赛委员会办公室意见”尚未签署完整（意见、签名、日期），请等签署人签署后再审定。",
    )


def test_approval_waits_for_an_open_return(cast):
    """No path of the portal leads here; should one ever, the case must not advance."""
    people = cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"]
    filing = make_signed(*people)
    filing.returns.create(
        version=1, reason="须补材料", due_on="2018-05-01", returned_by=people[1],
        returned_at=filing.state_since,
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        services.approve(filing, act=act_by(cast["jingjibu"]))
    assert refusal.value.reasons == ("还有未答复的退回意见，须等填报单位重新上报。",)


def test_signature_of_another_box_is_refused(cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    with pytest.raises(Refused) as refusal:
        services.sign(
            filing, code="opinion_township", text="同意", signer="测试", seal="none",
            signed_on=filing.first_filed_at.date(), act=act_by(cast["jingsaiban"]),
        )  # fmt: skip
    assert refusal.value.reasons == ("该意见栏不由您签署，请核对。",)


class TestDeleting:
    def test_draft_never_filed_is_deleted_with_all_that_belongs_to_it(self, cast, ready):
        services.delete_draft(ready, act=act_by(cast["lijiaxiang"]))
        assert Filing.objects.count() == 0

    def test_draft_a_colleague_typed_in_meanwhile_is_not_deleted(self, signed_in, cast, ready):
        client = signed_in("lijiaxiang")
        page = client.get(ready.get_absolute_url())
        seen = Filing.objects.get(pk=ready.pk).edition
        assert f'name="seen" value="{seen}"' in page.text
        type_into(ready, cast["lijiaxiang2"], leader_trade="同事刚填的工种")
        answer = client.post(f"{ready.get_absolute_url()}delete/", {"seen": seen})
        assert answer.status_code == 409
        sentence = "您打开页面后，这份草稿又有改动，没有删除。请刷新页面核对后再删除。"
        assert sentence in answer.text
        assert Filing.objects.filter(pk=ready.pk).exists()

    def test_colleague_of_the_same_union_may_delete(self, cast, ready):
        services.delete_draft(ready, act=act_by(cast["lijiaxiang2"]))
        assert Filing.objects.count() == 0

    @pytest.mark.parametrize("stranger", ["meishan", "jingjibu", "guanli", "shenji"])
    def test_draft_is_not_deleted_by_strangers(self, cast, ready, stranger):
        with pytest.raises(Refused) as refusal:
            services.delete_draft(ready, act=act_by(cast[stranger]))
        assert refusal.value.reasons == ("只有填报单位的填报员可以删除草稿。",)

    @pytest.mark.parametrize("withdrawn", [False, True])
    def test_what_was_filed_is_kept(self, cast, ready, withdrawn):
        act = act_by(cast["lijiaxiang"])
        filing = services.file(ready, act=act)
        if withdrawn:
            filing = services.withdraw(filing, act=act)
        with pytest.raises(Refused) as refusal:
            services.delete_draft(filing, act=act)
        assert refusal.value.reasons == (
            "该申报曾经上报，按规定须留存，不能删除。如不再申报，请联系县总工会经济工作部作废。",
        )
        assert Filing.objects.count() == 1


def test_reason_needs_five_characters():
    assert LEAST_REASON == 5
