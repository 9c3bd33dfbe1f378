"""Typing into a form: nothing typed is lost, and two people at once never overwrite each other."""

from datetime import datetime

import pytest

from changxing_union.filing import services
from changxing_union.filing.editing import (
    read_base,
    save_typed,
    stored_texts,
    typed_parts,
)
from changxing_union.filing.models import Filing, Opinion
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import Refused
from tests.factories.pioneer import (
    act_by,
    make_draft,
    make_filed,
    make_in_review,
    make_ready,
    make_returned,
    type_into,
)

LOCKED = "该申报已经上报或处理完毕，现在不能修改。如需更正，请撤回或请县总工会退回。"


@pytest.fixture
def draft(cast):
    return make_draft(cast["lijiaxiang"]).filing


def shown(filing):
    """What a page opened now would carry as its base."""
    filing = Filing.objects.get(pk=filing.pk)
    return stored_texts(filing, typed_parts(filing))


class TestTwoPeople:
    def test_different_cells_are_both_kept(self, cast, draft):
        base = shown(draft)
        mine = save_typed(
            draft, {**base, "member_total": "20"}, base=base, act=act_by(cast["lijiaxiang"])
        )
        theirs = save_typed(
            draft, {**base, "address": "测试路2号"}, base=base, act=act_by(cast["lijiaxiang2"])
        )
        assert (mine.conflicts, theirs.conflicts) == ({}, {})
        assert (mine.changed, theirs.changed) == ({"member_total"}, {"address"})
        after = shown(draft)
        assert (after["member_total"], after["address"]) == ("20", "测试路2号")

    def test_same_cell_is_a_conflict_that_shows_both_and_overwrites_nothing(self, cast, draft):
        base = shown(draft)
        at = datetime(2018, 4, 2, 10, 32, tzinfo=SHANGHAI)
        save_typed(draft, {"member_total": "20"}, base=base, act=act_by(cast["lijiaxiang"], at))
        saved = save_typed(
            draft,
            {**base, "member_total": "21", "address": "测试路2号"},
            base=base,
            act=act_by(cast["lijiaxiang2"]),
        )
        (conflict,) = saved.conflicts.values()
        assert list(saved.conflicts) == ["member_total"]
        assert (conflict.mine, conflict.theirs) == ("21", "20")
        assert conflict.sentence == (
            "测试lijiaxiang 10:32 已把此格改为“20”，您填的是“21”，尚未保存。"
            "请核对后再保存，以再次保存的为准。"
        )
        after = shown(draft)
        assert (after["member_total"], after["address"]) == ("20", "测试路2号")

    def test_conflict_with_an_emptied_cell_says_empty(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], member_total="20")
        base = shown(draft)
        type_into(draft, cast["lijiaxiang"], member_total="")
        saved = save_typed(
            draft, {"member_total": "21"}, base=base, act=act_by(cast["lijiaxiang2"])
        )
        assert "已把此格改为“（空）”，您填的是“21”" in saved.conflicts["member_total"].sentence

    def test_conflict_with_oneself_in_another_window_accuses_nobody(self, cast, draft):
        base = shown(draft)
        act = act_by(cast["lijiaxiang"])
        save_typed(draft, {"member_total": "20"}, base=base, act=act)
        saved = save_typed(draft, {"member_total": "21"}, base=base, act=act)
        assert saved.conflicts["member_total"].sentence == (
            "此格已在别处改为“20”，您填的是“21”，尚未保存。请核对后再保存，以再次保存的为准。"
        )

    def test_saving_again_from_the_page_with_the_conflict_decides(self, cast, draft):
        base = shown(draft)
        type_into(draft, cast["lijiaxiang"], member_total="20")
        act = act_by(cast["lijiaxiang2"])
        save_typed(draft, {"member_total": "21"}, base=base, act=act)
        saved = save_typed(draft, {"member_total": "21"}, base=shown(draft), act=act)
        assert saved.conflicts == {}
        assert shown(draft)["member_total"] == "21"

    def test_same_text_twice_is_no_conflict(self, cast, draft):
        base = shown(draft)
        for name in ("lijiaxiang", "lijiaxiang2"):
            saved = save_typed(draft, {"member_total": "20"}, base=base, act=act_by(cast[name]))
            assert saved.conflicts == {}

    def test_line_breaks_of_browsers_are_no_change(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], honours_text="2016年\n2017年")
        base = shown(draft)
        saved = save_typed(
            draft, {"honours_text": "2016年\r\n2017年"}, base=base, act=act_by(cast["lijiaxiang2"])
        )
        assert saved.changed == frozenset()


class TestUnreadableText:
    def test_is_kept_as_typed_and_shown_again(self, cast, draft):
        filing = type_into(draft, cast["lijiaxiang"], member_total="约３０人", leader_birth="1985")
        assert filing.unparsed == {"member_total": "约３０人", "leader_birth": "1985"}
        assert filing.pioneer_application.member_total is None
        assert shown(filing)["member_total"] == "约３０人"

    def test_empties_the_value_that_was_there(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], member_total="30")
        type_into(draft, cast["lijiaxiang"], member_total="约30")
        stored = Filing.objects.get(pk=draft.pk)
        assert stored.pioneer_application.member_total is None

    def test_is_repaired_later(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], member_total="约30")
        type_into(draft, cast["lijiaxiang2"], member_total="30")
        stored = Filing.objects.get(pk=draft.pk)
        assert (stored.unparsed, stored.pioneer_application.member_total) == ({}, 30)

    def test_conflicts_like_any_other_text(self, cast, draft):
        base = shown(draft)
        type_into(draft, cast["lijiaxiang"], member_total="约30")
        saved = save_typed(
            draft, {"member_total": "31"}, base=base, act=act_by(cast["lijiaxiang2"])
        )
        assert saved.conflicts["member_total"].theirs == "约30"

    def test_of_one_cell_does_not_stop_the_others(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], member_total="约30", address="测试路2号")
        assert shown(draft)["address"] == "测试路2号"

    def test_of_an_opinion_cell_is_kept_too(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], opinion_unit__date="四月二日")
        assert shown(draft)["opinion_unit-date"] == "四月二日"

    def test_with_characters_that_no_database_stores_is_kept_without_them(self, cast, draft):
        type_into(draft, cast["lijiaxiang"], member_total="约\x0030")
        assert shown(draft)["member_total"] == "约30"


def test_names_and_rare_characters_are_stored_in_one_form(cast, draft):
    filing = type_into(
        draft, cast["lijiaxiang"], leader_name="阿依古丽•买买提", post_leader_name="㛃䶮𠅤",
        leader_mobile="+86 139-0000-0001", member_total="３０",
    )  # fmt: skip
    application = Filing.objects.get(pk=filing.pk).pioneer_application
    assert (application.leader_name, application.post_leader_name) == ("阿依古丽·买买提", "㛃䶮𠅤")
    assert (application.leader_mobile, application.member_total) == ("13900000001", 30)


def test_boxes_on_paper_are_recorded_by_proxy(cast, draft):
    at = datetime(2018, 4, 2, 10, 0, tzinfo=SHANGHAI)
    save_typed(draft, {"opinion_unit-text": "同意"}, base=None, act=act_by(cast["lijiaxiang"], at))
    box = Opinion.objects.get(filing=draft, code="opinion_unit")
    assert (box.text, box.recorded_by, box.recorded_at, box.by_proxy) == (
        "同意", cast["lijiaxiang"], at, True,
    )  # fmt: skip
    untouched = Opinion.objects.get(filing=draft, code="opinion_unit_union")
    assert (untouched.recorded_by, untouched.by_proxy) == (None, False)


def test_county_box_cannot_be_typed_by_the_filer(cast, draft):
    type_into(draft, cast["lijiaxiang"], opinion_county__text="同意", opinion_county__signer="我")
    box = Opinion.objects.get(filing=draft, code="opinion_county")
    assert (box.text, box.signer) == ("", "")


def test_shared_columns_follow_the_cells(cast, draft):
    filing = type_into(draft, cast["lijiaxiang"], team_name="粗纱丙班", leader_name="测试王")
    filing.refresh_from_db()
    assert filing.subject == "长兴测试纺织有限公司 粗纱丙班"
    assert filing.search_text == "长兴测试纺织有限公司 粗纱丙班 测试王 2018-1-330522102-0001"
    assert filing.unique_key.endswith(":长兴测试纺织有限公司|粗纱丙班")
    assert filing.updated_by == cast["lijiaxiang"]


def test_saving_without_a_change_touches_nothing(cast, draft):
    base = shown(draft)
    save_typed(draft, base, base=base, act=act_by(cast["lijiaxiang2"]))
    stored = Filing.objects.get(pk=draft.pk)
    assert stored.updated_by == cast["lijiaxiang"]


@pytest.mark.parametrize("name", ["meishan", "jingjibu", "guanli"])
def test_strangers_cannot_type(cast, draft, name):
    with pytest.raises(Refused) as refusal:
        type_into(draft, cast[name], member_total="20")
    assert refusal.value.reasons == (LOCKED,)


def test_filed_form_is_closed_to_its_filer(cast):
    filing = make_filed(cast["lijiaxiang"])
    with pytest.raises(Refused) as refusal:
        type_into(filing, cast["lijiaxiang"], member_total="21")
    assert refusal.value.reasons == (LOCKED,)


class TestReturnFlags:
    def test_changing_the_cell_ticks_its_flag_off(self, cast):
        filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
        type_into(filing, cast["lijiaxiang"], leader_trade="细纱挡车工")
        flags = filing.returns.get().flags
        assert list(flags.values_list("field", "is_done")) == [
            ("leader_trade", True), ("honours_text", False),
        ]  # fmt: skip

    def test_ticking_the_box_does_so_without_a_change(self, cast):
        filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
        flag = filing.returns.get().flags.get(field="honours_text")
        act = act_by(cast["lijiaxiang"])
        save_typed(filing, {}, base=None, done_flags=frozenset({str(flag.pk)}), act=act)
        flag.refresh_from_db()
        assert flag.is_done

    def test_flags_of_another_filing_are_out_of_reach(self, cast):
        mine = make_returned(cast["lijiaxiang"], cast["jingjibu"])
        other = make_returned(cast["meishan"], cast["jingjibu"], unit="煤山测试厂")
        flags = other.returns.get().flags
        done = frozenset(str(flag.pk) for flag in flags.all())
        save_typed(mine, {}, base=None, done_flags=done, act=act_by(cast["lijiaxiang"]))
        assert list(flags.values_list("is_done", flat=True)) == [False, False]


class TestReturningClearsTheCountysBox:
    def test_of_what_the_county_signed(self, cast):
        filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
        services.sign(
            filing, code="opinion_county", text="同意列入培育。", signer="测试签署人",
            signed_on=filing.first_filed_at.date(), seal="sealed", act=act_by(cast["jingsaiban"]),
        )  # fmt: skip
        services.return_to_filer(
            filing, act=act_by(cast["jingjibu"]), reason="请更正手机号码。", flags={}
        )
        box = filing.opinions.get(code="opinion_county")
        assert (box.text, box.signer, box.signed_on, box.seal, box.recorded_by) == (
            "", "", None, "none", None,
        )  # fmt: skip

    def test_and_leaves_the_filers_boxes_alone(self, cast):
        filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
        signed = filing.opinions.filter(stage="filing").values_list("signer", flat=True)
        assert list(signed) == ["测试签名"] * 3


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ('{"a": "1"}', {"a": "1"}),
        ('{"a": 1}', {"a": "1"}),
        ("", None),
        ("nonsense", None),
        ("[]", None),
        ("null", None),
        ("[" * 100_000, None),
    ],
)
def test_base_of_a_page_is_read_or_ignored(text, base):
    assert read_base(text) == base


def test_draft_with_gaps_and_errors_can_be_saved(cast):
    filing = make_ready(cast["lijiaxiang"])
    filing = type_into(filing, cast["lijiaxiang"], male_count="1", leader_mobile="", avg_age="9")
    assert Filing.objects.get(pk=filing.pk).unparsed == {"avg_age": "9"}
