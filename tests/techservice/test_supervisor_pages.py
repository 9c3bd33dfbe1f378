"""义务监督员名册 and what follows 准予聘任, through the pages as clerks use them."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import AuditEvent
from techservice.models import Appointment, EmissionReport, ReportFollowUp
from tests.factories.filing import move_to_year
from tests.factories.responses import content_of, readable
from tests.factories.supervisors import (
    dismiss,
    make_appointed,
    make_approved,
    make_filed,
    make_report,
)

TODAY = shanghai_day(timezone.now())
UNTIL = date(TODAY.year + 2, 12, 31)
REGISTER = "/techservice/supervisors/"
APPOINT = f"{REGISTER}appoint/"
TYPED = {"number": "2018-001", "appointed_on": "2018年12月20日", "term_end": "2030-12-31",
         "token": "press-1"}  # fmt: skip


def names_on(page):
    return re.findall(
        r'<th scope="row" data-label="姓名、单位"><div><a[^>]*>([^<]+)</a>', page.text
    )


def people(cast):
    """One in each state, their references by name."""
    waiting = make_approved(cast, name="测试待聘", mobile="13900000001")
    serving = make_appointed(cast, name="测试在聘", mobile="13900000002", number="2018-002")
    expired = make_appointed(
        cast, name="测试期满", mobile="13900000003", number="2018-003",
        until=TODAY - timedelta(1),
    )  # fmt: skip
    ended = make_appointed(
        cast, "meishan", name="测试解聘", mobile="13900000004", number="2018-004", unit="煤山测试厂"
    )
    dismiss(ended, cast)
    return waiting, serving, expired, ended


class TestRegister:
    def test_register_holds_who_was_approved_and_says_where_they_stand(self, signed_in, cast):
        people(cast)
        make_filed(cast["lijiaxiang"], name="测试未审", mobile="13900000009")
        page = signed_in("jingjibu").get(REGISTER)
        assert names_on(page) == [
            "测试待聘（长兴测试纺织有限公司）", "测试在聘（长兴测试纺织有限公司）",
            "测试期满（长兴测试纺织有限公司）", "测试解聘（煤山测试厂）",
        ]  # fmt: skip
        assert re.findall(r'class="state state-\w+">([^<]+)<', page.text) == [
            "待聘任", "在聘", "期满", "解聘",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"state": "waiting"}, ["测试待聘"]),
            ({"state": "serving"}, ["测试在聘"]),
            ({"state": "expired"}, ["测试期满"]),
            ({"state": "dismissed"}, ["测试解聘"]),
            ({"state": "resigned"}, []),
            ({"q": "2018-003"}, ["测试期满"]),
            ({"q": "测试厂"}, ["测试解聘"]),
            ({"q": "13900000002"}, []),
        ],
    )
    def test_filters_narrow_page_and_workbook_alike(self, signed_in, cast, query, names):
        people(cast)
        client = signed_in("jingjibu")
        found = [name.partition("（")[0] for name in names_on(client.get(REGISTER, query))]
        response = client.get(f"{REGISTER}export/", query)
        sheet = load_workbook(BytesIO(content_of(response)))["花名册"]
        rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if type(row[0]) is int]
        assert (found, [row[3] for row in rows]) == (names, names)

    def test_workbook_tells_certificate_term_and_state_and_is_on_record(self, signed_in, cast):
        people(cast)
        response = signed_in("jingjibu").get(f"{REGISTER}export/")
        sheet = load_workbook(BytesIO(content_of(response)))["花名册"]
        assert sheet["A1"].value == "2018年职工节能减排义务监督员花名册"
        rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if type(row[0]) is int]
        assert [(row[12], row[15]) for row in rows] == [
            (None, "待聘任"), ("2018-002", "在聘"), ("2018-003", "期满"), ("2018-004", "解聘"),
        ]  # fmt: skip
        assert f"{rows[1][13]:%Y-%m-%d} {rows[1][14]:%Y-%m-%d}" == f"2018-12-20 {UNTIL}"
        event = AuditEvent.objects.get(action="export")
        assert (event.detail["rows"], event.detail["phones"]) == (4, "masked")

    def test_union_sees_its_own_only(self, signed_in, cast):
        people(cast)
        assert names_on(signed_in("meishan").get(REGISTER)) == ["测试解聘（煤山测试厂）"]

    def test_unsound_filter_shows_and_exports_nothing(self, signed_in, cast):
        people(cast)
        client = signed_in("jingjibu")
        assert names_on(client.get(REGISTER, {"state": "x"})) == []
        page = client.get(f"{REGISTER}export/", {"state": "x"})
        assert (page.status_code, "筛选条件有误，没有导出。" in page.text) == (409, True)

    def test_empty_register_says_what_fills_it(self, signed_in, cast):
        text = "还没有准予聘任的监督员。附件4 登记表审定后，会显示在这里。"
        assert text in signed_in("lijiaxiang").get(REGISTER).text

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_query_count_for_any_number(
        self, signed_in, cast, count, django_assert_num_queries
    ):
        for number in range(count):
            made = make_appointed(
                cast, name=f"测试{number}", mobile=f"1390000000{number}", number=f"2018-{number}"
            )
            make_report(made, cast["lijiaxiang"])
        client = signed_in("jingjibu")
        with django_assert_num_queries(10):
            client.get(REGISTER)

    def test_earlier_years_stand_below(self, signed_in, cast):
        earlier = make_appointed(cast, name="测试往年", mobile="13900000007", number="2017-001")
        move_to_year(earlier.supervisor.filing, 2017)
        people(cast)
        client = signed_in("jingjibu")
        assert names_on(client.get(REGISTER))[-1] == "测试往年（长兴测试纺织有限公司）"
        assert len(names_on(client.get(REGISTER, {"year": "2017"}))) == 1


class TestAppointing:
    def test_clerk_chooses_several_and_they_get_consecutive_numbers(self, signed_in, cast):
        chosen = [
            make_approved(cast, name=f"测试{name}", mobile=f"1390000000{number}").reference
            for number, name in enumerate("甲乙", 1)
        ]
        client = signed_in("jingjibu")
        page = client.get(REGISTER)
        assert re.findall(r'name="chosen" value="([^"]+)"', page.text) == chosen
        page = client.get(APPOINT, {"chosen": chosen})
        assert "下一个没有用过的编号：2018-001；2 名监督员按名单次序连续编号" in readable(page)
        response = client.post(APPOINT, {"chosen": chosen, **TYPED}, follow=True)
        assert "已聘任 2 名监督员，证书编号 2018-001、2018-002。" in response.text
        numbers = Appointment.objects.order_by("pk").values_list("certificate_no", flat=True)
        assert list(numbers) == ["2018-001", "2018-002"]

    def test_double_click_appoints_once(self, signed_in, cast):
        chosen = make_approved(cast).reference
        client = signed_in("jingjibu")
        answers = {client.post(APPOINT, {"chosen": chosen, **TYPED}).url for _ in range(2)}
        assert answers == {f"{REGISTER}{chosen}/"}
        assert Appointment.objects.count() == 1

    def test_refused_form_keeps_what_was_typed(self, signed_in, cast):
        make_appointed(cast)
        other = make_approved(cast, name="测试乙", mobile="13900000002").reference
        page = signed_in("jingjibu").post(APPOINT, {"chosen": other, **TYPED})
        assert (page.status_code, Appointment.objects.count()) == (422, 1)
        assert "证书编号“2018-001”已经用过，请核对。" in page.text
        assert 'value="2018年12月20日"' in page.text

    @pytest.mark.parametrize(
        "chosen", [[], [""], ["x" * 3000], ["2018-4-330522102-9999"], ["🙂", "'--"]]
    )
    def test_nobody_chosen_leads_back_with_a_sentence(self, signed_in, cast, chosen):
        page = signed_in("jingjibu").get(APPOINT, {"chosen": chosen}, follow=True)
        assert page.redirect_chain == [(REGISTER, 302)]
        assert "请至少选择一名监督员。" in page.text

    def test_who_has_a_certificate_is_told_before_anything_is_typed(self, signed_in, cast):
        reference = make_appointed(cast).supervisor.filing.reference
        page = signed_in("jingjibu").get(APPOINT, {"chosen": reference})
        told = "已办理过聘任（证书编号 2018-001），不需要再办理。"
        assert (page.status_code, told in page.text) == (409, True)

    def test_case_page_and_desk_lead_there(self, signed_in, cast):
        filing = make_approved(cast)
        client = signed_in("jingjibu")
        assert (
            f'href="{APPOINT}?chosen={filing.reference}"'
            in client.get(filing.get_absolute_url()).text
        )
        assert "准予聘任，待聘任（1）" in client.get("/desk/").text
        own = signed_in("lijiaxiang").get(filing.get_absolute_url()).text
        assert f'href="{REGISTER}{filing.reference}/"' in own
        assert APPOINT not in own


class TestSteps:
    STEPS = {
        "renew": ({"term_end": "2040年12月31日", "note": ""}, "已续聘，聘期至2040年12月31日。"),
        "dismiss": ({"ended_on": "2019年5月6日", "reason": "已调离原单位"}, "已解聘，记录保留。"),
        "resign": ({"ended_on": "2019年5月6日", "reason": "本人要求辞去"},
                   "已登记辞去，记录保留。"),
        "correct": (
            {"number": "2018-009", "appointed_on": "2018年12月20日", "term_end": "2040年12月31日",
             "reason": "录入时看错了行"},
            "已更正：证书编号 2018-009。",
        ),
    }  # fmt: skip

    @pytest.mark.parametrize("action", STEPS)
    def test_step_is_taken_on_a_page_of_its_own(self, signed_in, cast, action):
        address = f"{REGISTER}{make_appointed(cast).supervisor.filing.reference}/"
        client, (typed, told) = signed_in("jingjibu"), self.STEPS[action]
        assert f'href="{address}{action}/"' in client.get(address).text
        seen = re.search(r'name="seen" value="(\d+)"', client.get(f"{address}{action}/").text)[1]
        data = {**typed, "token": "press-1", "seen": seen}
        response = client.post(f"{address}{action}/", data, follow=True)
        assert (response.redirect_chain, told in response.text) == ([(address, 302)], True)
        again = client.post(f"{address}{action}/", data, follow=True)
        assert told in again.text
        assert Appointment.objects.get().events.count() == 2

    @pytest.mark.parametrize("action", STEPS)
    def test_missing_fields_come_back_with_sentences(self, signed_in, cast, action):
        address = f"{REGISTER}{make_appointed(cast).supervisor.filing.reference}/{action}/"
        for data in ({}, {"term_end": "x", "ended_on": "9" * 500, "reason": "因" * 9000}):
            page = signed_in("jingjibu").post(address, data)
            assert page.status_code == 422
            assert "请" in page.text
        assert Appointment.objects.get().events.count() == 1

    @pytest.mark.parametrize("action", STEPS)
    def test_only_the_clerk_takes_steps(self, signed_in, cast, action):
        reference = make_appointed(cast).supervisor.filing.reference
        typed = self.STEPS[action][0]
        for username, status in (("lijiaxiang", 409), ("zonggonghui", 409), ("meishan", 404),
                                 ("kaohe", 404), ("guanli", 404)):  # fmt: skip
            client = signed_in(username)
            address = f"{REGISTER}{reference}/{action}/"
            answers = (client.get(address).status_code, client.post(address, typed).status_code)
            assert answers == (status, status), username
        assert Appointment.objects.get().events.count() == 1

    def test_nothing_is_offered_where_nobody_was_appointed(self, signed_in, cast):
        filing = make_approved(cast)
        page = signed_in("jingjibu").get(f"{REGISTER}{filing.reference}/renew/")
        assert (page.status_code, "还没有办理聘任。" in page.text) == (409, True)

    def test_person_not_approved_has_no_page_yet(self, signed_in, cast):
        filing = make_filed(cast["lijiaxiang"])
        page = signed_in("lijiaxiang").get(f"{REGISTER}{filing.reference}/")
        assert (page.status_code, "准予聘任后才能办理聘任。" in page.text) == (409, True)


class TestReports:
    TYPED = {
        "reported_on": f"{TODAY}",
        "kind": "waste",
        "place": "测试车间",
        "content": "空压机夜间空转约两小时",
        "told_to": "测试设备部",
        "token": "press-1",
    }

    def test_union_writes_a_report_down_and_the_county_follows_it_up(self, signed_in, cast):
        address = f"{REGISTER}{make_appointed(cast).supervisor.filing.reference}/"
        union, county = signed_in("lijiaxiang"), signed_in("jingjibu")
        page = union.post(f"{address}report/", self.TYPED, follow=True)
        assert "报告已登记，处理情况可以随时跟进。" in page.text
        assert union.post(f"{address}report/", self.TYPED).status_code == 302
        report = EmissionReport.objects.get()
        follow_up = f"{address}reports/{report.pk}/"
        assert f'href="{follow_up}"' in county.get(address).text
        typed = {"day": f"{TODAY}", "text": "已通知企业整改", "to_state": "done", "token": "p-2"}
        page = county.post(follow_up, typed, follow=True)
        assert "已登记跟进：已处理。" in page.text
        assert "已通知企业整改" in union.get(address).text
        assert "有未处理完的报告" not in county.get(REGISTER).text

    def test_missing_fields_come_back_with_sentences(self, signed_in, cast):
        made = make_appointed(cast)
        address = f"{REGISTER}{made.supervisor.filing.reference}/"
        report = make_report(made, cast["lijiaxiang"])
        client = signed_in("lijiaxiang")
        for page in ("report/", f"reports/{report.pk}/"):
            for data in ({}, {"kind": "x", "to_state": "x", "day": "9" * 500, "place": "地" * 999}):
                assert client.post(address + page, data).status_code == 422, page
        assert (EmissionReport.objects.count(), ReportFollowUp.objects.count()) == (1, 0)

    def test_report_of_somebody_else_is_not_found(self, signed_in, cast):
        report = make_report(make_appointed(cast), cast["lijiaxiang"])
        other = make_appointed(cast, name="测试乙", mobile="13900000002", number="2018-002")
        client = signed_in("lijiaxiang")
        for pk in (report.pk, 10**18, 0):
            address = f"{REGISTER}{other.supervisor.filing.reference}/reports/{pk}/"
            assert client.get(address).status_code == 404

    def test_readers_without_a_part_in_it_only_read(self, signed_in, cast):
        made = make_appointed(cast)
        make_report(made, cast["lijiaxiang"])
        address = f"{REGISTER}{made.supervisor.filing.reference}/"
        page = signed_in("zonggonghui").get(address)
        assert ("测试车间" in page.text, "登记跟进" in page.text) == (True, False)
        assert signed_in("zonggonghui").get(f"{address}report/").status_code == 409
        assert signed_in("meishan").get(address).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_query_count_for_any_number_of_reports(
        self, signed_in, cast, count, django_assert_num_queries
    ):
        made = make_appointed(cast)
        for _ in range(count):
            make_report(made, cast["lijiaxiang"])
        client = signed_in("jingjibu")
        with django_assert_num_queries(14):
            client.get(f"{REGISTER}{made.supervisor.filing.reference}/")


def test_new_page_offers_every_form_with_its_blank_paper(signed_in, cast):
    page = signed_in("lijiaxiang").get("/filings/new/")
    offered = re.findall(r"<h2>附件(\d) ", page.text)
    assert offered == ["1", "2", "3", "4", "5"]
    assert f'href="{REGISTER}new/"' in page.text
