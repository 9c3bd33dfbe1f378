"""Opening an application: what the registers know is not asked again, nothing is opened twice."""

import html
import re

import pytest

from changxing_union.filing.models import Filing, FormType
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import Enterprise, Membership, Organization, Role
from pioneer.models import APPLICATION_KIND, PioneerApplication
from pioneer.services.application import open_application
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by, make_draft, make_filed

ADDRESS = "/pioneer/applications/new/"
ELSEWHERE = (
    "该单位已由其他工会登记报送。如单位已迁入本辖区，请与县总工会经济工作部联系办理归属调整。"
)


def send(client, **typed):
    own = Organization.objects.get(code="330522102").pk
    sound = {"organization": own, "unit_name": "长兴测试纺织有限公司", "team_name": "细纱甲班",
             "track": "team", "token": "press-1"}  # fmt: skip
    return client.post(ADDRESS, {**sound, **typed})


def test_new_application_leads_into_its_form(signed_in, cast):
    response = send(signed_in("lijiaxiang"), track="post")
    assert (response.status_code, response.url) == (302, "/filings/2018-1-330522102-0001/edit/")
    application = PioneerApplication.objects.get()
    assert (application.unit_name, application.team_name, application.track) == (
        "长兴测试纺织有限公司", "细纱甲班", "post",
    )  # fmt: skip
    assert application.postcode == "313100"
    assert application.filing.category == "post"


def test_same_press_twice_opens_one_draft(signed_in, cast):
    client = signed_in("lijiaxiang")
    answers = {send(client).url for _ in range(2)}
    assert answers == {"/filings/2018-1-330522102-0001/edit/"}
    assert Filing.objects.count() == 1


def test_second_press_with_another_token_is_told_on_the_page(signed_in, cast):
    client = signed_in("lijiaxiang")
    send(client)
    response = send(client, token="press-2")
    assert (
        "该单位的“细纱甲班”已有一份申报表（一个班组每年只报一份），请在申报列表中查找并修改原表。"
        in html.unescape(response.text)
    )
    assert 'value="长兴测试纺织有限公司"' in response.text
    assert Filing.objects.count() == 1


def test_known_unit_and_team_are_prefilled(cast):
    make_filed(cast["lijiaxiang"])
    Filing.objects.update(unique_key="")  # as next year, when the team files anew
    application = make_draft(cast["lijiaxiang2"], unit="长兴测试 纺织有限公司", team="细纱 甲班")
    assert application.unit_name == "长兴测试纺织有限公司"
    assert application.team_name == "细纱甲班"
    assert f"{application.unit_founded:%Y-%m} {application.team_founded:%Y-%m}" == (
        "2003-06 2010-03"
    )
    assert (application.address, application.postcode) == ("测试路1号", "313100")
    assert (application.leader_name, application.post_leader_name) == ("测试岗长", "测试岗长")
    assert application.leader_mobile == "13900000001"
    assert application.member_total is None


def test_page_offers_the_unions_own_units_and_teams_only(signed_in, cast):
    make_filed(cast["lijiaxiang"])
    make_draft(cast["meishan"], unit="煤山测试厂")
    page = signed_in("lijiaxiang").get(ADDRESS).text
    units = page[page.index('id="known-units"') : page.index('id="known-teams"')]
    assert re.findall(r'<option value="([^"]+)"', units) == ["长兴测试纺织有限公司"]
    assert "煤山测试厂" not in page


def test_union_of_strangers_is_refused(signed_in, cast):
    other = Organization.objects.get(code="330522112").pk
    response = send(signed_in("lijiaxiang"), organization=other)
    assert response.status_code == 200
    assert (Filing.objects.count(), Enterprise.objects.count()) == (0, 0)


def test_service_refuses_the_union_of_strangers(cast):
    with pytest.raises(Refused) as refusal:
        open_application(
            FormType.objects.get(kind=APPLICATION_KIND),
            organization=Organization.objects.get(code="330522112"),
            unit_name="煤山测试厂",
            team_name="甲班",
            track="team",
            act=act_by(cast["lijiaxiang"]),
        )
    assert refusal.value.reasons == ("您不是该工会的填报员。",)


def test_unit_of_another_union_is_refused_on_the_page_and_leaves_nothing(signed_in, cast):
    make_filed(cast["meishan"], unit="煤山测试厂")
    response = send(signed_in("lijiaxiang"), unit_name="煤山测试厂")
    assert ELSEWHERE in response.text
    assert Filing.objects.count() == 1


def test_clerk_of_two_unions_chooses(signed_in, cast):
    cast["liangchu"] = user = make_user("liangchu", "330522102", Role.FILER)
    meishan = Organization.objects.get(code="330522112")
    Membership.objects.create(user=user, organization=meishan, role=Role.FILER)
    client = signed_in("liangchu")
    assert "煤山镇总工会" in client.get(ADDRESS).text
    send(client, organization=meishan.pk)
    assert Filing.objects.get().organization == meishan


@pytest.mark.parametrize("username", ["jingjibu", "kaohe", "jingsaiban", "guanli", "shenji"])
def test_others_open_nothing(signed_in, cast, username):
    response = send(signed_in(username))
    sentence = "只有乡镇（街道、园区）、产业工会的填报员可以新建申报。"
    assert (response.status_code, sentence in response.text) == (409, True)


def test_closed_campaign_opens_nothing(signed_in, cast, campaign):
    campaign.is_open = False
    campaign.save()
    response = send(signed_in("lijiaxiang"))
    assert (response.status_code, "现在没有进行中的申报活动。" in response.text) == (409, True)


def test_name_longer_than_the_field_is_told_and_not_cut_by_the_browser(signed_in, cast):
    client = signed_in("lijiaxiang")
    typed = {"unit_name": "长" * 120, "team_name": "甲班", "track": "team"}
    page = client.post("/pioneer/applications/new/", typed)
    assert "单位名称最多 100 个字。" in page.text
    assert "长" * 120 in page.text
    assert "maxlength" not in client.get("/pioneer/applications/new/").text
