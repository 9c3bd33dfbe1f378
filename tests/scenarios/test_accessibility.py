"""Every page for everybody who has it: axe, a phone, 200 % zoom, a clean console (design §6)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.imports.services import start_from_text
from changxing_union.imports.targets import target_of
from changxing_union.organizations.models import Role, User
from pioneer.models import SUMMARY_KIND, SummaryRow
from techservice.models import INSPECTION_KIND, TEACHER_KIND, TrainingDemand
from techservice.services.volunteers import leave_team
from tests.factories.county_scores import make_disputed, make_signed_by_both
from tests.factories.organizations import make_user
from tests.factories.pioneer import (
    act_by,
    make_approved,
    make_draft,
    make_filed,
    make_in_review,
    make_ready,
    make_returned,
    make_signed,
    type_into,
)
from tests.factories.records import make_proven, make_record
from tests.factories.requests import accepted_request, filed_request, ready_request
from tests.factories.scores import make_joint, make_scored, make_under_assessment
from tests.factories.supervisors import make_appointed, make_report
from tests.factories.supervisors import make_approved as make_waiting
from tests.factories.supervisors import make_draft as make_person
from tests.factories.surveys import make_survey
from tests.factories.teams import make_team, make_volunteer
from tests.factories.titles import plaque_at_once
from tests.pioneer.county_sheets import draft_sheet, filed_sheet, line
from tests.scenarios.inspector import OFFICE, PHONE, ZOOMED, Inspector
from tests.scenarios.people import expect_autosaved, fill_login, type_cell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

EVERY_STATE = (
    "draft",
    "ready",
    "filed",
    "in_review",
    "returned",
    "refiled",
    "signed",
    "approved",
    "declined",
    "void",
)
# Who opens what: username → addresses, with the states above standing for references.
PAGES = {
    "": ["/", "/login/", "/login/?window=1", "/login/?next=/desk/", "/pioneer/surveys/{survey}/"],
    "lijiaxiang": [
        "/",
        "/desk/",
        "/filings/",
        "/filings/?q=没有这样的单位",
        "/pioneer/applications/new/",
        "/filings/{draft}/edit/",
        "/filings/{draft}/edit/?check=1",
        "/filings/{wrong}/edit/",
        "/filings/{returned}/edit/",
        "/filings/{draft}/preview/",
        "/filings/{ready}/preview/",
        "/filings/{returned}/preview/",
        *(f"/filings/{{{state}}}/" for state in EVERY_STATE),
        "/pioneer/summary/",
        "/filings/{sheet}/edit/",
        "/filings/{sheet}/edit/?check=1",
        "/filings/{sheet}/preview/",
        "/filings/{sheet}/",
        "/pioneer/summary/import/",
        "/pioneer/summary/import/{asked}/mapping/",
        "/pioneer/summary/import/{previewed}/",
        "/pioneer/summary/import/{refused}/",
        "/pioneer/assessments/{assessed}/survey/",
        "/pioneer/titles/",
        "/pioneer/titles/{approved}/",
        "/pioneer/rubric/",
        "/pioneer/assessments/",
        "/pioneer/assessments/{both_in}/",
        "/pioneer/assessments/{released}/",
        "/techservice/records/",
        "/techservice/records/inspections/",
        "/techservice/records/inspections/{inspection}/",
        "/techservice/records/inspections/{inspection}/edit/",
        "/techservice/records/inspections/{inspection}/void/",
        "/techservice/records/sessions/",
        "/techservice/records/sessions/new/",
        "/filings/new/",
        "/techservice/supervisors/new/",
        "/filings/{person}/edit/?check=1",
        "/techservice/supervisors/",
        "/techservice/supervisors/{serving}/",
        "/techservice/supervisors/{serving}/report/",
        "/techservice/requests/new/",
        "/filings/{request}/edit/",
        "/filings/{request}/edit/?check=1",
        "/filings/{request}/preview/",
        "/filings/{request_returned}/edit/",
        "/filings/{request_filed}/",
    ],
    "lijiaxiang2": ["/desk/"],
    "meishan": [
        "/desk/",
        "/filings/",
        "/pioneer/summary/",
        "/filings/{sheet_returned}/edit/",
        "/filings/{sheet_returned}/",
    ],
    "jiaoyu": ["/desk/", "/pioneer/summary/"],
    "jingjibu": [
        "/desk/",
        "/filings/",
        "/filings/{in_review}/return/",
        "/filings/{in_review}/decline/",
        "/filings/{in_review}/void/",
        *(f"/filings/{{{state}}}/" for state in EVERY_STATE[2:]),
        "/pioneer/summary/",
        "/pioneer/summary/?state=missing",
        "/pioneer/summary/duplicates/",
        "/pioneer/summary/checks/",
        "/filings/{sheet_filed}/",
        "/filings/{sheet_filed}/return/",
        "/filings/{request_filed}/",
        "/filings/{request_filed}/return/",
        "/filings/{request_filed}/decline/",
        "/filings/{request_accepted}/",
        "/filings/{request_returned}/",
        "/pioneer/assessments/",
        "/pioneer/assessments/{both_in}/",
        "/pioneer/assessments/{released}/",
        "/pioneer/titles/",
        "/pioneer/titles/{approved}/",
        "/pioneer/titles/{approved}/name/",
        "/techservice/teams/",
        "/techservice/teams/?q=没有这样的词",
        "/techservice/teams/new/",
        "/techservice/teams/{team}/",
        "/techservice/teams/{team}/edit/",
        "/techservice/teams/{team}/deactivate/",
        "/techservice/teams/{team}/members/new/",
        "/techservice/teams/{team}/members/{member}/leave/",
        "/techservice/records/",
        "/techservice/records/inspections/",
        "/techservice/records/inspections/{inspection}/",
        "/techservice/supervisors/",
        "/techservice/supervisors/{serving}/",
        "/techservice/supervisors/{serving}/dismiss/",
        "/techservice/supervisors/appoint/?chosen={waiting}",
    ],
    "fuwudui": ["/desk/", "/techservice/teams/", "/techservice/teams/{team}/"],
    "kaohe": [
        "/desk/",
        "/password/",
        "/pioneer/scoring/",
        "/pioneer/scoring/{scored}/own/",
        "/pioneer/scoring/{scored}/recuse/",
        "/pioneer/scoring/{agreed}/own/",
        "/pioneer/scoring/{agreed}/joint/",
    ],
    "jingsaiban": ["/desk/", "/filings/", "/filings/{in_review}/", "/filings/{in_review}/sign/"],
    "zonggonghui": ["/desk/"],
    "guanli": ["/desk/", "/pioneer/rubric/"],
    "shenji": ["/desk/", "/audit/", "/audit/?username=nobody"],
}
REFUSED = {
    404: {"lijiaxiang": "/filings/2018-1-330522112-9999/", "jingjibu": "/filings/{draft}/"},
    409: {"lijiaxiang": "/filings/{filed}/return/", "jingjibu": "/filings/{approved}/return/"},
}


@pytest.fixture
def filings(cast: dict[str, User]) -> dict[str, str]:
    """One filing in each state: name → reference."""
    filer, clerk, office = cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"]
    plaque_at_once()
    made: dict[str, Filing] = {
        "draft": make_draft(filer, team="草稿班").filing,
        "wrong": make_draft(filer, team="错填班").filing,
        "ready": make_ready(filer, team="齐全班"),
        "filed": make_filed(filer, team="上报班"),
        "in_review": make_in_review(filer, clerk, team="审核班"),
        "returned": make_returned(filer, clerk, team="退回班"),
        "signed": make_signed(filer, clerk, office, team="签署班"),
        "approved": make_approved(filer, clerk, office, team="培育班"),
    }
    type_into(made["wrong"], filer, member_total="约三十", leader_mobile="139", male_count="1")
    type_into(made["wrong"], filer, member_total="20", female_count="8", leader_birth="三月")
    again = make_returned(filer, clerk, team="更正班")
    type_into(again, filer, leader_trade="细纱挡车工", honours_text="县级\n" + "长文字" * 60)
    made["refiled"] = services.file(again, act=act_by(filer))
    made |= sheets(cast) | scores(cast) | supervisors(cast) | requests(cast)
    made["both_in"] = make_signed_by_both(cast, {}, team="签齐班").filing
    made["released"] = make_disputed(cast, team="考核班").filing
    made["declined"] = services.decline(
        make_in_review(filer, clerk, team="不予班"), act=act_by(clerk), reason="不符合申报条件。"
    )
    made["void"] = services.void(
        make_filed(filer, team="作废班"), act=act_by(clerk), reason="重复申报，按规定作废。"
    )
    references = {name: filing.reference for name, filing in made.items()}
    return references | imports(cast) | surveys(cast) | service_team(cast) | records(cast)


def service_team(cast: dict[str, User]) -> dict[str, str]:
    """A team with somebody in it and somebody who has left."""
    clerk, team = cast["jingjibu"], make_team(cast["jingjibu"])
    member = make_volunteer(clerk, team, user=cast["fuwudui"], mobile="13900000061", is_leader=True)
    gone = make_volunteer(clerk, team, "测试乙")
    leave_team(gone, left_on=gone.joined_on, reason="示例：调离本县。", act=act_by(clerk))
    return {"team": f"{team.pk}", "member": f"{member.pk}"}


def records(cast: dict[str, User]) -> dict[str, str]:
    """An inspection with a photograph, overdue; there are teachers to be ticked."""
    make_record(cast["jingjibu"], TEACHER_KIND)
    return {"inspection": f"{make_proven(cast['lijiaxiang'], INSPECTION_KIND).pk}"}


def scores(cast: dict[str, User]) -> dict[str, Filing]:
    """Annex 3: one that an assessor is at, with mistakes; one that both are to agree on."""
    assessment = make_under_assessment(cast, team="评分班")
    make_scored(assessment, cast["kaohe"], item_c1__points="5.5", aware_count="21")
    joint = make_joint(cast, team="合议班")
    return {"scored": assessment.filing, "agreed": joint.assessment.filing}


def supervisors(cast: dict[str, User]) -> dict[str, Filing]:
    """Annex 4: a draft, one to be appointed, one in office who has reported something."""
    person = make_person(cast["lijiaxiang"], name="草稿·测试").filing
    serving = make_appointed(cast, name="在聘·测试", mobile="13900000031")
    make_report(serving, cast["lijiaxiang"])
    waiting = make_waiting(cast, name="待聘·测试", mobile="13900000032")
    return {"person": person, "serving": serving.supervisor.filing, "waiting": waiting}


def sheets(cast: dict[str, User]) -> dict[str, Filing]:
    """Annex 2: one begun, with mistakes; one returned; one filed that lists another's team."""
    teachers = make_user("jiaoyu", "330522C01", Role.FILER)
    double = line("长兴测试电池厂", "极板一班")
    wrong = line(team="错填班") | {
        "participant_count": "约三十",
        "contact": "139",
        "industry": "？",
    }
    returned = filed_sheet(cast["meishan"], [double, line("煤山测试水泥厂", "中控班")])
    (first, _second) = SummaryRow.objects.filed()
    flags = {f"row_{first.key}": ("第 1 行", "请核对参赛人数")}
    return {
        "sheet": draft_sheet(cast["lijiaxiang"], [line(), wrong]),
        "sheet_returned": services.return_to_filer(
            returned, act=act_by(cast["jingjibu"]), reason="请核对第一行后重报。", flags=flags
        ),
        "sheet_filed": filed_sheet(teachers, [double, line("长兴测试电池", "极板二班")]),
    }


def requests(cast: dict[str, User]) -> dict[str, Filing]:
    """Annex 5: one begun, with mistakes in cells and lines; one filed, taken up, sent back."""
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    mistakes = {"phone": "139", "address": "", "need_text": "长文字" * 60}
    returned = filed_request(filer, unit="长兴测试退回厂")
    demand = TrainingDemand.objects.filed().filter(sheet=returned.pk)[0]
    flags = {f"row_{demand.key}": ("第 1 行", "请写全称"), "address": ("企业地址", "请写门牌号")}
    return {
        "request": ready_request(filer, demands=[("电工", "约5"), ("", "3")], **mistakes),
        "request_filed": filed_request(filer, unit="长兴测试上报厂"),
        "request_accepted": accepted_request(filer, clerk, unit="长兴测试受理厂"),
        "request_returned": services.return_to_filer(
            returned, act=act_by(clerk), reason="请修改后重新上报。", flags=flags
        ),
    }


def imports(cast: dict[str, User]) -> dict[str, str]:
    """Imports of the union that asks, one to be looked at, and one that was no table."""
    filer, target = cast["lijiaxiang"], target_of(SUMMARY_KIND)
    (place,) = target.places(filer)
    heading = "单位名称\t班组名称\t所属行业\t参赛人数\t组长\t手机号/微信号"
    row = "长兴测试厂\t甲班\t制造业\t约30\t测试组长\t139"
    texts = {
        "asked": f"{heading.replace('参赛人数', '职工总数')}\n{row}",
        "previewed": f"{heading}\n{row}",
        "refused": "没有表头\n只有文字",
    }
    begun = {
        name: start_from_text(SUMMARY_KIND, place, text, act=act_by(filer))
        for name, text in texts.items()
    }
    return {name: f"{job.pk}" for name, job in begun.items()}


def surveys(cast: dict[str, User]) -> dict[str, str]:
    """A team whose people are being asked: its form and the code of its public page."""
    survey = make_survey(cast, team="测评班")
    return {"assessed": survey.assessment.filing.reference, "survey": survey.shown_token}


@pytest.mark.parametrize(
    ("width", "height", "with_axe"),
    [(*OFFICE, True), (*PHONE, True), (*ZOOMED, False)],
    ids=["office", "phone", "zoomed"],
)
def test_every_page_is_accessible(
    at_desk: Callable[..., Page],
    portal: str,
    filings: dict[str, str],
    width: int,
    height: int,
    with_axe: bool,
):
    inspector = Inspector(width, with_axe=with_axe)
    for username, addresses in PAGES.items():
        page = at_desk(username, viewport={"width": width, "height": height})
        opened = [(address, 200) for address in addresses]
        opened += [(own[username], code) for code, own in REFUSED.items() if username in own]
        for address, status in opened:
            answer = page.goto(portal + address.format(**filings))
            assert answer is not None
            assert (address, answer.status) == (address, status)
            inspector.look(page, f"{username or 'anybody'} {address}")
    assert inspector.complaints == [], "\n".join(inspector.complaints)


@pytest.mark.parametrize(("width", "height"), [OFFICE, PHONE], ids=["office", "phone"])
def test_every_page_that_answers_a_mistake_is_accessible(
    at_desk: Callable[..., Page], portal: str, filings: dict[str, str], width: int, height: int
):
    inspector = Inspector(width, with_axe=True)
    screen = {"width": width, "height": height}
    stranger, filer = at_desk("", viewport=screen), at_desk("lijiaxiang", viewport=screen)
    county, colleague = at_desk("jingjibu", viewport=screen), at_desk("lijiaxiang2")

    stranger.goto(f"{portal}/login/")
    fill_login(stranger, "meishan", "wrong")
    expect(stranger.locator("main")).to_contain_text("还可再试 4 次")
    inspector.look(stranger, "login with a wrong password")
    for _ in range(4):
        fill_login(stranger, "meishan", "wrong")
    expect(stranger.locator("h1")).to_have_text("账号已锁定")
    inspector.look(stranger, "locked account")
    administrator = at_desk("guanli", viewport=screen)
    expect(administrator.locator("main")).to_contain_text("meishan")
    inspector.look(administrator, "desk of the administrator with a locked account")

    filer.goto(f"{portal}/pioneer/applications/new/")
    send_unchecked(filer)
    expect(filer.locator(".error-summary")).to_contain_text("请填写单位名称。")
    inspector.look(filer, "new application with mistakes")

    county.goto(f"{portal}/filings/{filings['in_review']}/return/")
    send_unchecked(county)
    expect(county.locator("main")).to_contain_text("请写明原因（至少 5 个字）")
    inspector.look(county, "return without a reason")

    edit_url = f"{portal}/filings/{filings['draft']}/edit/"
    for page in (filer, colleague):
        page.goto(edit_url)
    type_cell(colleague, "leader_trade", "挡车工")
    expect_autosaved(colleague)
    type_cell(filer, "leader_trade", "维修工")
    expect(filer.locator("#msg-leader_trade")).to_contain_text("尚未保存")
    inspector.look(filer, "conflict told by autosave")
    # What autosave has shown, the button decides; what came after that, it shows first.
    type_cell(colleague, "leader_trade", "接经工")
    expect_autosaved(colleague)
    filer.get_by_role("button", name="保存草稿").click()
    expect(filer.locator(".message-error")).to_contain_text("在别处被改过")
    inspector.look(filer, "conflict as a page")

    filer.context.clear_cookies(name="sessionid")
    type_cell(filer, "postcode", "313199")
    expect(filer.locator("#page-status")).to_contain_text("登录已过期。")
    inspector.look(filer, "autosave after the session ended")
    filer.get_by_role("button", name="保存草稿").click()
    expect(filer.locator("h1")).to_have_text("登录")
    inspector.look(filer, "login that carries what was typed")
    fill_login(filer, "lijiaxiang")
    filer.get_by_role("button", name="继续提交").wait_for()
    inspector.look(filer, "what was carried, to be sent again")
    filer.get_by_role("button", name="退出").click()
    expect(filer.locator("h1")).to_have_text("已退出登录")
    inspector.look(filer, "signed out")
    assert inspector.complaints == [], "\n".join(inspector.complaints)


def send_unchecked(page: Page) -> None:
    """Press the button of an empty form whose browser does not stop it, as without script."""
    form = page.locator("main form[method=post]")
    form.evaluate("form => { form.noValidate = true; }")
    form.get_by_role("button").last.click()
