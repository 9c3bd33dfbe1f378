"""Annex 4 from draft to decision: opened once, one form per person, in step with its filing."""

import html
import re

import pytest

from changxing_union.filing import services
from changxing_union.filing.blockers import open_points
from changxing_union.filing.cells import all_cells
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import Enterprise, Organization
from techservice.cellforms.supervisor import SupervisorForm
from techservice.models import EnergySupervisor
from tests.factories import pioneer
from tests.factories.pioneer import act_by, type_into
from tests.factories.supervisors import make_approved, make_draft, make_filed, make_ready
from tests.refusals import refusal_of

ADDRESS = "/techservice/supervisors/new/"
UNIT = "长兴测试纺织有限公司"
TAKEN = (
    "“测试监督员”（手机号相同）已有一份登记表（一人每年只报一份），请在申报列表中查找并修改原表。"
)
TAKEN_BY_OTHERS = (
    "“测试监督员”（手机号相同）已有一份登记表（一人每年只报一份），由其他工会报送。"
    "请核对姓名和手机号；如确属本辖区，请与县总工会经济工作部联系。"
)
ELSEWHERE = (
    "该单位已由其他工会登记报送。如单位已迁入本辖区，请与县总工会经济工作部联系办理归属调整。"
)


def send(client, **typed):
    own = Organization.objects.get(code="330522102").pk
    sound = {"organization": own, "unit_name": UNIT, "name": "测试监督员", "token": "press-1"}
    return client.post(ADDRESS, {**sound, **typed})


def warnings_of(filing):
    return [point.sentence for point in open_points(filing) if not point.blocks]


class TestOpening:
    def test_new_form_leads_into_its_cells(self, signed_in, cast):
        response = send(signed_in("lijiaxiang"), name=" 测试 监督员 ")
        assert (response.status_code, response.url) == (302, "/filings/2018-4-330522102-0001/edit/")
        supervisor = EnergySupervisor.objects.get()
        assert (supervisor.name, supervisor.unit_name, supervisor.postcode) == (
            "测试监督员", UNIT, "313100",
        )  # fmt: skip
        assert supervisor.filled_on is not None
        assert supervisor.filing.subject == f"测试监督员（{UNIT}）"

    def test_same_press_twice_opens_one_draft(self, signed_in, cast):
        client = signed_in("lijiaxiang")
        assert {send(client).url for _ in range(2)} == {"/filings/2018-4-330522102-0001/edit/"}
        assert Filing.objects.count() == 1

    def test_known_unit_is_prefilled(self, cast):
        make_filed(cast["lijiaxiang"], address="测试路9号", postcode="313106")
        other = make_draft(cast["lijiaxiang2"], unit="长兴测试 纺织有限公司", name="测试乙")
        assert (other.unit_name, other.address, other.postcode) == (UNIT, "测试路9号", "313106")

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"name": ""}, "请填写监督员姓名。"),
            ({"name": "——"}, "请填写监督员姓名。"),
            ({"name": "长" * 51}, "姓名最多 50 个字。"),
            ({"unit_name": ""}, "请填写单位名称。"),
        ],
    )
    def test_what_is_missing_is_told(self, signed_in, cast, typed, sentence):
        assert sentence in send(signed_in("lijiaxiang"), **typed).text
        assert Filing.objects.count() == 0

    def test_unit_of_another_union_is_refused_and_leaves_nothing(self, signed_in, cast):
        make_filed(cast["meishan"], unit="煤山测试厂")
        assert ELSEWHERE in send(signed_in("lijiaxiang"), unit_name="煤山测试厂").text
        assert Filing.objects.count() == 1

    @pytest.mark.parametrize("username", ["jingjibu", "kaohe", "zonggonghui", "guanli", "shenji"])
    def test_others_open_nothing(self, signed_in, cast, username):
        response = send(signed_in(username))
        sentence = "只有乡镇（街道、园区）、产业工会的填报员可以新建申报。"
        assert (response.status_code, sentence in response.text) == (409, True)


class TestForm:
    def test_cells_come_in_the_order_of_the_paper_each_with_a_label_of_its_own(self):
        fields = SupervisorForm().fields
        assert list(fields) == [
            "unit_name", "filled_on", "name", "gender", "birth", "education", "politics", "trade",
            "since", "qq", "wechat", "mobile", "address", "postcode", "honours_text",
        ]  # fmt: skip
        assert len({str(field.label) for field in fields.values()}) == len(fields)

    def test_page_has_every_cell_and_box(self, signed_in, cast):
        filing = make_ready(cast["lijiaxiang"])
        page = signed_in("lijiaxiang").get(f"/filings/{filing.reference}/edit/").text
        named = set(re.findall(r'name="([a-z_]+(?:-[a-z]+)?)"', page))
        typed = {cell.name for cell in all_cells(filing)} - {"attachment"}
        assert {name for name in typed if not name.startswith("opinion_county")} <= named
        assert "县总工会<br>意　见" in page

    def test_phrases_of_the_boxes_are_those_of_an_appointment(self, signed_in, cast):
        filing = make_ready(cast["lijiaxiang"])
        page = signed_in("lijiaxiang").get(f"/filings/{filing.reference}/edit/").text
        phrases = re.findall(r'class="phrase">([^<]+)<', page)
        assert phrases == ["情况属实，同意推荐。", "同意聘任。"] * 3


class TestInStep:
    def test_subject_and_search_follow_the_cells_without_the_phone(self, cast):
        filing = type_into(make_ready(cast["lijiaxiang"]), cast["lijiaxiang"], name="测试改名")
        assert filing.subject == f"测试改名（{UNIT}）"
        assert filing.search_text == f"测试改名 {UNIT} {filing.reference}"

    def test_filed_subject_stands_until_the_next_filing(self, cast):
        filing = make_filed(cast["lijiaxiang"])
        services.withdraw(filing, act=act_by(cast["lijiaxiang"]))
        filing = type_into(filing, cast["lijiaxiang"], name="测试改名")
        assert Filing.objects.get(pk=filing.pk).subject == f"测试监督员（{UNIT}）"
        filing = services.file(filing, act=act_by(cast["lijiaxiang"]))
        assert filing.subject == f"测试改名（{UNIT}）"

    def test_unit_is_registered_by_filing_only(self, cast):
        draft = make_ready(cast["lijiaxiang"])
        assert Enterprise.objects.count() == 0
        services.file(draft, act=act_by(cast["lijiaxiang"]))
        (unit,) = Enterprise.objects.all()
        assert (unit.name, unit.address, unit.postcode) == (UNIT, "测试路1号", "313100")


class TestOnePerson:
    def test_second_form_of_a_person_in_the_union_cannot_be_filed(self, cast):
        make_ready(cast["lijiaxiang"])
        second = make_ready(cast["lijiaxiang2"], unit="长兴测试机械有限公司", name="测试 监督员")
        assert refusal_of(services.file, second, act=act_by(cast["lijiaxiang"])) == [TAKEN]

    def test_draft_of_another_union_bars_nobody_but_the_first_to_file_does(self, cast):
        here = make_ready(cast["lijiaxiang"])
        there = make_ready(cast["meishan"], unit="煤山测试厂")
        services.file(there, act=act_by(cast["meishan"]))
        refusal = refusal_of(services.file, here, act=act_by(cast["lijiaxiang"]))
        assert refusal == [TAKEN_BY_OTHERS]

    def test_namesake_with_another_phone_is_another_person(self, cast):
        make_filed(cast["lijiaxiang"])
        assert make_filed(cast["lijiaxiang"], mobile="13900000002").state == "filed"

    def test_colleague_with_the_same_phone_is_another_person(self, cast):
        make_filed(cast["lijiaxiang"])
        assert make_filed(cast["lijiaxiang"], name="测试乙").state == "filed"

    def test_person_may_be_registered_again_after_the_form_was_voided(self, cast):
        first = make_filed(cast["lijiaxiang"])
        services.void(first, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
        assert make_filed(cast["lijiaxiang"]).state == "filed"


class TestLeader:
    def test_leader_of_a_team_of_this_year_is_told_of_and_may_be_filed(self, cast):
        pioneer.make_filed(cast["lijiaxiang"])
        filing = make_ready(cast["lijiaxiang"], name="测试岗长")
        assert warnings_of(filing) == [
            "测试岗长同时是附件1 申报表中“细纱甲班”的负责人，可以兼任，请核对。"
        ]
        assert services.file(filing, act=act_by(cast["lijiaxiang"])).state == "filed"

    def test_team_of_another_union_is_not_named(self, cast):
        pioneer.make_filed(cast["meishan"], unit="煤山测试厂")
        filing = make_ready(cast["lijiaxiang"], name="测试岗长")
        assert warnings_of(filing) == [
            "测试岗长同时是附件1 申报表中其他工会所报班组的负责人，可以兼任，请核对。"
        ]

    @pytest.mark.parametrize("typed", [{"name": "测试乙"}, {"mobile": "13900000002"}])
    def test_who_shares_only_name_or_phone_is_somebody_else(self, cast, typed):
        pioneer.make_filed(cast["lijiaxiang"])
        assert warnings_of(make_ready(cast["lijiaxiang"], **{"name": "测试岗长", **typed})) == []

    def test_team_whose_form_is_void_is_led_by_nobody(self, cast):
        team = pioneer.make_filed(cast["lijiaxiang"])
        services.void(team, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
        assert warnings_of(make_ready(cast["lijiaxiang"], name="测试岗长")) == []


class TestLife:
    def test_county_union_signs_and_the_clerk_appoints(self, cast):
        filing = make_approved(cast)
        assert (filing.state, filing.state_label) == ("approved", "准予聘任")

    def test_office_of_the_competition_does_not_sign_it(self, cast):
        filing = services.accept(make_filed(cast["lijiaxiang"]), act=act_by(cast["jingjibu"]))
        refusal = refusal_of(
            services.sign, filing, code="opinion_county", text="同意聘任。", signer="测试签署人",
            signed_on=filing.first_filed_at.date(), seal="sealed", act=act_by(cast["jingsaiban"]),
        )  # fmt: skip
        assert len(refusal) == 1

    def test_signatory_is_offered_the_phrase_of_an_appointment(self, signed_in, cast):
        filing = services.accept(make_filed(cast["lijiaxiang"]), act=act_by(cast["jingjibu"]))
        page = signed_in("zonggonghui").get(f"/filings/{filing.reference}/sign/").text
        assert "同意聘任。" in html.unescape(page)
        assert "同意列入培育。" not in page

    def test_paper_bears_the_notices_words_once_per_copy(self, signed_in, cast):
        filing = make_filed(cast["lijiaxiang"])
        response = signed_in("lijiaxiang").get(f"/filings/{filing.reference}/print/")
        content = b"".join(response.streaming_content)
        assert content.startswith(b"%PDF")
