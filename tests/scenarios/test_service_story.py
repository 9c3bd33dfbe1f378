"""Annex 5 from 受理 to 归档, as people do it: county, team, union and the enterprise (issue 5).

The enterprise has no account: it opens what its union has sent it, and judges once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from changxing_union.organizations.models import User
from techservice.models import ServiceOrder
from tests.factories.pictures import photo
from tests.factories.requests import UNIT, filed_request
from tests.factories.responses import content_of
from tests.factories.teams import make_team, make_volunteer
from tests.printed import squeezed, texts_of
from tests.scenarios.people import open_menu

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TEAM = "焊接示例队"
DONE = "上门一次，调整焊接参数，返修率明显下降。"
JUDGEMENT = "师傅讲得明白，焊缝合格率明显提高。"
USED = "这个评价链接已经用过，评价已收到，谢谢。如需更正，请联系发给您链接的工会。"


@dataclass
class People:
    """Everybody's browser; team and enterprise hold a phone."""

    county: Page
    team: Page
    union: Page
    enterprise: Page
    reference: str

    @property
    def service(self) -> str:
        """The page of the service, from whatever page the portal runs on."""
        return f"/techservice/services/{self.reference}/"


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def people(
    request: pytest.FixtureRequest, at_desk: Callable[..., Page], cast: dict[str, User]
) -> People:
    script = request.param
    team = make_team(cast["jingjibu"], TEAM)
    make_team(cast["jingjibu"], "电工示例队", "电缆")
    make_volunteer(cast["jingjibu"], team, user=cast["fuwudui"], is_leader=True)
    return People(
        county=at_desk("jingjibu", script=script),
        team=at_desk("fuwudui", script=script, **PHONE),
        union=at_desk("lijiaxiang", script=script),
        enterprise=at_desk("", script=script, **PHONE),
        reference=filed_request(cast["lijiaxiang"]).reference,
    )


def test_service_from_acceptance_to_the_archive(people: People, portal: str, cast: dict[str, User]):
    accept_and_dispatch(people.county)
    take_on_and_visit(people.team)
    complete(people.team)
    link = make_link(people.union)
    judge(people.enterprise, link)
    file_away(people.county)
    expect_everything_on_paper(people.reference, cast["lijiaxiang"])


def accept_and_dispatch(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name=f"受理 {UNIT}").click()
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_role("link", name="技术服务", exact=True).last.click()
    expect(page.locator("#next-title")).to_have_text("等县总工会派服务队")
    page.get_by_role("link", name="派单", exact=True).click()
    likeliest = page.locator(".team-choices label").first
    expect(likeliest).to_contain_text("需求中提到“电焊”“焊工”；现有 0 单在办，队员 1 人。")
    likeliest.click()
    page.get_by_label("给服务队的说明（可不填）").fill("请先与测试主席联系。")
    page.get_by_role("button", name="派单").click()
    expect(page.locator(".messages")).to_contain_text("已派单，请通知服务队接单。")


def take_on_and_visit(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name=f"接单 {UNIT}").tap()
    expect(page.locator(".history")).to_contain_text("请先与测试主席联系。")
    page.get_by_role("link", name="接单", exact=True).tap()
    expect(page.locator(".step-about")).to_contain_text("13900000005")
    page.get_by_role("button", name="接单").tap()
    page.get_by_role("link", name="登记上门服务").tap()
    # Nothing was found yet, they say: what was typed comes back, the photo has to be chosen again.
    page.get_by_label("搭脉（建议和办法，可不填）").fill("调整电流，先点焊再满焊。")
    choose_photo(page)
    page.get_by_role("button", name="登记上门服务").tap()
    expect(page.locator("#msg-diagnosis")).to_contain_text("请填写问诊情况（发现的问题）。")
    expect(page.locator("#msg-photos")).to_contain_text("请把要上传的照片重新选一遍")
    page.get_by_label("问诊（发现的问题）").fill("焊接电流偏大。")
    choose_photo(page)
    page.get_by_role("button", name="登记上门服务").tap()
    expect(page.locator(".messages")).to_contain_text("已登记上门服务。")
    visit = page.locator(".visit")
    expect(visit).to_contain_text("调整电流，先点焊再满焊。")
    expect(visit.get_by_alt_text("现场.jpg")).to_be_visible()


def choose_photo(page: Page) -> None:
    page.locator("[name=photos]").set_input_files(
        [{"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo()}]
    )


def complete(page: Page) -> None:
    page.get_by_role("link", name="登记完成情况").tap()
    # What the visit has advised stands there to be gone over.
    offered = re.compile(r"^\d{4}年\d+月\d+日：调整电流，先点焊再满焊。$")
    expect(page.get_by_label("服务内容完成情况")).to_have_value(offered)
    page.get_by_label("服务内容完成情况").fill(DONE)
    page.get_by_role("button", name="登记完成情况").tap()
    expect(page.locator("#next-title")).to_have_text("服务已完成，等企业评价")
    expect(page.get_by_role("button", name="生成评价链接")).to_have_count(0)


def make_link(page: Page) -> str:
    open_menu(page, "技术服务")
    page.get_by_role("link", name=UNIT).click()
    page.get_by_role("button", name="生成评价链接").click()
    expect(page.get_by_alt_text("评价链接的二维码")).to_be_visible()
    return page.get_by_label("评价链接").input_value()


def judge(page: Page, link: str) -> None:
    """By whoever has the link, once."""
    page.goto(link)
    expect(page.locator("main")).to_contain_text(DONE)
    page.get_by_label("很满意", exact=True).tap()
    page.get_by_label("对服务项目和人员的评价").fill(JUDGEMENT)
    page.get_by_role("button", name="提交评价").tap()
    expect(page.locator("#msg-evaluator")).to_contain_text("请填写评价人姓名。")
    expect(page.get_by_label("很满意", exact=True)).to_be_checked()
    page.get_by_label("评价人姓名").fill("测试厂长")
    page.get_by_role("button", name="提交评价").tap()
    expect(page.locator("main")).to_contain_text("评价已收到，谢谢")
    page.goto(link)
    expect(page.locator(".survey-told")).to_contain_text(USED)


def file_away(page: Page) -> None:
    page.reload()
    expect(page.locator("#next-title")).to_have_text("企业已评价，等县总工会归档")
    page.get_by_role("link", name="归档").click()
    expect(page.locator(".step-about")).to_contain_text(JUDGEMENT)
    page.get_by_role("button", name="归档").click()
    expect(page.locator("#next-title")).to_have_text("已归档，办理结束")


def expect_everything_on_paper(reference: str, union: User) -> None:
    client = Client()
    client.force_login(union, backend="changxing_union.organizations.backends.PortalBackend")
    printed = "".join(texts_of(content_of(client.get(f"/filings/{reference}/print/"))))
    told = ["工种电焊工人数12", "工种电工人数5", DONE, TEAM, JUDGEMENT, "测试厂长"]
    assert [text for text in told if squeezed(text) not in printed] == []
    assert "很满意" not in printed
    order = ServiceOrder.objects.get()
    assert (order.state, order.grade, order.evaluated_by) == ("archived", 5, "link")
