"""One reference, one team, one event: nothing is given, filed or opened twice."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.blockers import open_points
from changxing_union.filing.models import Filing
from changxing_union.filing.services.rows import SPENT
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import Organization
from changxing_union.organizations.services import move_enterprise
from tests.factories.pioneer import (
    act_by,
    make_draft,
    make_filed,
    make_in_review,
    make_ready,
    make_returned,
    type_into,
)
from tests.refusals import refusal_of

TAKEN = "该单位的“{}”已有一份申报表（一个班组每年只报一份），请在申报列表中查找并修改原表。"
TAKEN_BY_OTHERS = (
    "该单位的“细纱甲班”已有一份申报表（一个班组每年只报一份），由其他工会报送。"
    "请核对名称；如确属本辖区，请与县总工会经济工作部联系。"
)
ELSEWHERE = (
    "该单位已由其他工会登记报送。如单位已迁入本辖区，请与县总工会经济工作部联系办理归属调整。"
)


class TestReferences:
    def test_reference_names_year_annex_union_and_number(self, cast):
        assert make_draft(cast["lijiaxiang"]).filing.reference == "2018-1-330522102-0001"
        assert make_draft(cast["lijiaxiang2"], team="乙班").filing.reference == (
            "2018-1-330522102-0002"
        )

    def test_every_union_counts_for_itself(self, cast):
        make_draft(cast["lijiaxiang"])
        other = make_draft(cast["meishan"], unit="煤山测试厂")
        assert other.filing.reference == "2018-1-330522112-0001"

    def test_reference_of_a_deleted_draft_is_never_given_again(self, cast):
        act = act_by(cast["lijiaxiang"])
        services.delete_draft(make_draft(cast["lijiaxiang"]).filing, act=act)
        assert make_draft(cast["lijiaxiang"]).filing.reference == "2018-1-330522102-0002"

    def test_failed_opening_leaves_no_gap_in_filings(self, cast):
        make_draft(cast["lijiaxiang"])
        refusal_of(make_draft, cast["lijiaxiang"])
        references = list(Filing.objects.values_list("reference", flat=True))
        assert references == ["2018-1-330522102-0001"]


class TestUniqueness:
    @pytest.mark.parametrize(
        ("unit", "team"),
        [
            ("长兴测试纺织有限公司", "细纱甲班"),
            ("长兴测试　纺织有限公司", " 细纱 甲班 "),
            ("长兴（测试）纺织有限公司", "“细纱”甲班"),
        ],
    )
    def test_second_form_of_a_team_is_refused_however_spelt(self, cast, unit, team):
        make_draft(cast["lijiaxiang"])
        reasons = refusal_of(make_draft, cast["lijiaxiang2"], unit=unit, team=team)
        assert reasons == [TAKEN.format(" ".join(team.split()))]
        assert Filing.objects.count() == 1

    def test_full_width_digits_and_letters_are_the_same_team(self, cast):
        make_draft(cast["lijiaxiang"], team="A3班")
        reasons = refusal_of(make_draft, cast["lijiaxiang"], team="ａ３班")
        assert reasons == [TAKEN.format("ａ３班")]

    def test_same_team_name_in_another_unit_is_another_team(self, cast):
        make_draft(cast["lijiaxiang"])
        other = make_draft(cast["lijiaxiang"], unit="长兴测试机械有限公司")
        assert other.filing.subject == "长兴测试机械有限公司 细纱甲班"

    def test_team_may_file_again_after_its_form_was_voided(self, cast):
        first = make_filed(cast["lijiaxiang"])
        services.void(first, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
        assert make_filed(cast["lijiaxiang"]).reference == "2018-1-330522102-0002"

    def test_team_may_file_again_after_its_draft_was_deleted(self, cast):
        draft = make_draft(cast["lijiaxiang"]).filing
        services.delete_draft(draft, act=act_by(cast["lijiaxiang"]))
        again = make_draft(cast["lijiaxiang"]).filing
        assert (again.reference, again.state) == ("2018-1-330522102-0002", "draft")

    def test_draft_deleted_meanwhile_is_refused_with_a_sentence(self, cast):
        draft = make_ready(cast["lijiaxiang"])
        services.delete_draft(draft, act=act_by(cast["lijiaxiang"]))
        sentences = refusal_of(services.file, draft, act=act_by(cast["lijiaxiang"]))
        assert sentences == ["这份草稿刚被删除，不能再办理。如需申报，请重新新建。"]

    def test_draft_renamed_to_a_taken_team_is_kept_and_cannot_be_filed(self, cast):
        make_draft(cast["lijiaxiang"])
        second = make_ready(cast["lijiaxiang"], team="细纱乙班")
        second = type_into(second, cast["lijiaxiang"], team_name="细纱甲班")
        assert second.pioneer_application.team_name == "细纱甲班"
        sentences = refusal_of(services.file, second, act=act_by(cast["lijiaxiang"]))
        assert sentences == [TAKEN.format("细纱甲班")]

    def test_renamed_draft_can_be_filed_once_the_other_is_gone_and_then_bars_a_third(self, cast):
        act = act_by(cast["lijiaxiang"])
        first = make_draft(cast["lijiaxiang"]).filing
        second = make_ready(cast["lijiaxiang"], team="细纱乙班")
        second = type_into(second, cast["lijiaxiang"], team_name="细纱甲班")
        services.delete_draft(first, act=act)
        assert services.file(second, act=act).state == "filed"
        assert refusal_of(make_draft, cast["lijiaxiang"]) == [TAKEN.format("细纱甲班")]

    def test_database_itself_keeps_a_team_to_one_form(self, cast):
        first = make_draft(cast["lijiaxiang"]).filing
        second = make_draft(cast["lijiaxiang"], team="乙班").filing
        with pytest.raises(IntegrityError), transaction.atomic():
            Filing.objects.filter(pk=second.pk).update(unique_key=first.unique_key)

    def test_unit_of_another_union_is_refused(self, cast):
        make_filed(cast["lijiaxiang"])
        assert refusal_of(make_draft, cast["meishan"], team="另一个班") == [ELSEWHERE]

    def test_draft_claims_no_unit_for_its_union(self, cast):
        draft = make_draft(cast["meishan"], team="另一个班").filing
        services.delete_draft(draft, act=act_by(cast["meishan"]))
        assert make_filed(cast["lijiaxiang"]).state == "filed"

    def test_draft_renamed_to_a_unit_of_another_union_cannot_be_filed(self, cast):
        make_filed(cast["meishan"], unit="煤山测试厂", team="甲班")
        filing = make_ready(cast["lijiaxiang"])
        filing = type_into(filing, cast["lijiaxiang"], unit_name="煤山测试厂")
        assert refusal_of(services.file, filing, act=act_by(cast["lijiaxiang"])) == [ELSEWHERE]

    def test_unit_that_moved_away_can_no_longer_be_filed_for(self, cast):
        moved = make_filed(cast["lijiaxiang"], team="乙班").enterprise
        filing = make_ready(cast["lijiaxiang"])
        meishan = Organization.objects.get(code="330522112")
        move_enterprise(moved, to=meishan, on=shanghai_day(timezone.now()))
        assert [point.sentence for point in open_points(filing)] == [ELSEWHERE]

    def test_draft_that_names_a_strangers_unit_does_not_bar_its_own_union(self, cast):
        make_filed(cast["meishan"], unit="煤山测试厂", team="甲班")
        filing = make_draft(cast["lijiaxiang"]).filing
        type_into(filing, cast["lijiaxiang"], unit_name="煤山测试厂", team_name="乙班")
        filed = make_filed(cast["meishan"], unit="煤山测试厂", team="乙班")
        assert filed.unique_key == "煤山测试厂|乙班"

    def test_draft_of_a_new_unit_does_not_bar_another_union(self, cast):
        early = make_ready(cast["meishan"])
        assert make_filed(cast["lijiaxiang"]).state == "filed"
        sentences = refusal_of(services.file, early, act=act_by(cast["meishan"]))
        assert sentences == [TAKEN_BY_OTHERS, ELSEWHERE]

    def test_team_filed_once_stays_taken_while_its_form_is_being_renamed(self, cast):
        filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
        corrected = {"leader_trade": "细纱挡车工", "honours_text": "2016年县先进班组"}
        filing = type_into(filing, cast["lijiaxiang"], team_name="细纱乙班", **corrected)
        assert refusal_of(make_draft, cast["lijiaxiang"]) == [TAKEN.format("细纱甲班")]
        services.file(filing, act=act_by(cast["lijiaxiang"]))
        assert make_filed(cast["lijiaxiang"]).state == "filed"
        assert refusal_of(make_draft, cast["lijiaxiang"], team="细纱乙班") == [
            TAKEN.format("细纱乙班")
        ]

    @pytest.mark.parametrize("name", ["厂", "——", "（）"])
    def test_unit_whose_name_says_nothing_is_an_open_point(self, cast, name):
        filing = make_ready(cast["lijiaxiang"])
        filing = type_into(filing, cast["lijiaxiang"], unit_name=name)
        points = [(point.name, point.sentence) for point in open_points(filing)]
        assert points == [("unit_name", "请填写单位全称（至少 2 个字）。")]

    def test_team_whose_name_is_mere_punctuation_is_an_open_point(self, cast):
        filing = make_ready(cast["lijiaxiang"])
        filing = type_into(filing, cast["lijiaxiang"], team_name="——")
        points = [(point.name, point.sentence) for point in open_points(filing)]
        assert points == [("team_name", "请填写班组名称。")]


class TestSameRequestTwice:
    def test_old_page_brought_back_after_withdrawal_does_not_claim_to_have_filed(self, cast):
        filing = make_ready(cast["lijiaxiang"])
        act = act_by(cast["lijiaxiang"], token="press-1")
        services.file(filing, act=act)
        services.withdraw(filing, act=act_by(cast["lijiaxiang"]))
        assert refusal_of(services.file, filing, act=act) == [SPENT]
        assert Filing.objects.get().state == "draft"

    def test_same_press_of_file_is_one_event_and_one_version(self, cast):
        filing = make_ready(cast["lijiaxiang"])
        act = act_by(cast["lijiaxiang"], token="press-1")
        first, second = services.file(filing, act=act), services.file(filing, act=act)
        assert (first.pk, first.version) == (second.pk, second.version) == (filing.pk, 1)
        assert [event.action for event in filing.events.all()] == ["open", "file"]
        assert filing.revisions.count() == 1
        assert filing.copies.count() == 3

    def test_second_press_with_another_token_is_told(self, cast):
        filing = make_ready(cast["lijiaxiang"])
        services.file(filing, act=act_by(cast["lijiaxiang"], token="press-1"))
        reasons = refusal_of(services.file, filing, act=act_by(cast["lijiaxiang"], token="press-2"))
        assert reasons == ["该申报现在的状态是“已上报”，不能上报。请刷新页面查看最新情况。"]
        assert filing.revisions.count() == 1

    @pytest.mark.parametrize("verb", ["return_to_filer", "decline", "void"])
    def test_same_adverse_press_is_one_event(self, cast, verb):
        filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
        options = {"flags": {}} if verb == "return_to_filer" else {}
        act = act_by(cast["jingjibu"], token="press-1")
        for _ in range(2):
            getattr(services, verb)(filing, act=act, reason="材料不全，请核对。", **options)
        assert filing.events.filter(token="press-1").count() == 1
        assert filing.returns.count() == (verb == "return_to_filer")

    def test_two_clerks_deciding_at_once_one_wins(self, cast):
        filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
        services.decline(filing, act=act_by(cast["jingjibu"]), reason="组建不满一年。")
        reasons = refusal_of(
            services.return_to_filer, filing, act=act_by(cast["jingjibu2"]),
            reason="请补充材料。", flags={},
        )  # fmt: skip
        assert reasons == ["该申报现在的状态是“不予通过”，不能退回修改。请刷新页面查看最新情况。"]
        assert filing.returns.count() == 0

    def test_refiling_twice_answers_the_return_once(self, cast):
        filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
        filing = type_into(
            filing, cast["lijiaxiang"], leader_trade="挡车", honours_text="县先进班组"
        )
        act = act_by(cast["lijiaxiang"], token="press-1")
        assert [services.file(filing, act=act).version for _ in range(2)] == [2, 2]
        assert [note.state for note in filing.returns.all()] == ["answered"]
