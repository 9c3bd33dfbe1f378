"""Every page of a service for whoever has it: axe, a phone, 200 % zoom (design §6)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from changxing_union.organizations.models import User
from techservice.services import orders, visits
from techservice.services.evaluations import issue_link
from tests.factories.files import upload
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by
from tests.factories.services import (
    completed,
    dispatched,
    evaluated,
    serving,
    visit_facts,
    waiting,
)
from tests.factories.teams import make_team, make_volunteer
from tests.scenarios.inspector import OFFICE, PHONE, ZOOMED, Inspector

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

SERVICES = "/techservice/services/"
# Who opens what: username → addresses, with the states of a service standing for references.
PAGES = {
    "jingjibu": [
        SERVICES,
        f"{SERVICES}?state=unmet&trade=电焊",
        f"{SERVICES}?q=没有这样的词",
        f"{SERVICES}{{waiting}}/",
        f"{SERVICES}{{waiting}}/dispatch/",
        f"{SERVICES}{{serving}}/reassign/",
        f"{SERVICES}{{serving}}/transfer/",
        f"{SERVICES}{{paused}}/",
        f"{SERVICES}{{paused}}/resume/",
        f"{SERVICES}{{evaluated}}/archive/",
        "/techservice/board/",
    ],
    "fuwudui": [
        SERVICES,
        f"{SERVICES}{{dispatched}}/",
        f"{SERVICES}{{dispatched}}/take/",
        f"{SERVICES}{{serving}}/",
        f"{SERVICES}{{serving}}/visit/",
        f"{SERVICES}{{serving}}/complete/",
    ],
    "lijiaxiang": [
        SERVICES,
        f"{SERVICES}{{completed}}/",
        f"{SERVICES}{{completed}}/evaluate/",
        f"{SERVICES}{{evaluated}}/",
    ],
    "": ["/techservice/evaluations/{linked}/{token}/"],
}


@pytest.fixture
def served(cast: dict[str, User]) -> dict[str, str]:
    """One service in each state: name → reference; and a link to judge one of them."""
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    team = make_team(clerk, "焊接示例队")
    for trade in ("电工", "数控", "茶艺", "安全"):
        make_team(clerk, f"{trade}示例队", trade)
    make_volunteer(clerk, team, user=cast["fuwudui"], is_leader=True)
    made = {
        "waiting": waiting(filer, clerk, unit="长兴测试甲有限公司"),
        "dispatched": dispatched(filer, clerk, team, unit="长兴测试乙有限公司"),
        "serving": serving(filer, clerk, team, unit="长兴测试丙有限公司"),
        "paused": serving(filer, clerk, team, unit="长兴测试丁有限公司"),
        "completed": completed(filer, clerk, team, unit="长兴测试戊有限公司"),
        "evaluated": evaluated(filer, clerk, team, unit="长兴测试己有限公司"),
        "linked": completed(filer, clerk, team, unit="长兴测试庚有限公司"),
    }
    picture = upload("现场.jpg", photo())
    visits.record_visit(made["serving"].request, visit_facts(), photos=[picture], act=act_by(clerk))
    orders.pause(made["paused"].request, reason="企业停产检修。", act=act_by(clerk))
    token = issue_link(made["linked"].request, act=act_by(filer))
    return {name: order.request.filing.reference for name, order in made.items()} | {"token": token}


@pytest.mark.parametrize(
    ("width", "height", "with_axe"),
    [(*OFFICE, True), (*PHONE, True), (*ZOOMED, False)],
    ids=["office", "phone", "zoomed"],
)
def test_every_page_of_a_service_is_accessible(
    at_desk: Callable[..., Page],
    portal: str,
    served: dict[str, str],
    width: int,
    height: int,
    with_axe: bool,
):
    inspector = Inspector(width, with_axe=with_axe)
    screen = {"width": width, "height": height}
    for username, addresses in PAGES.items():
        page = at_desk(username, viewport=screen)
        for address in addresses:
            answer = page.goto(portal + address.format(**served))
            assert answer is not None
            assert (address, answer.status) == (address, 200)
            inspector.look(page, f"{username or 'anybody'} {address}")
    # What a refused step and the page with the link look like.
    county, union = at_desk("jingjibu", viewport=screen), at_desk("lijiaxiang", viewport=screen)
    county.goto(f"{portal}{SERVICES}{served['waiting']}/dispatch/")
    county.get_by_role("button", name="派单").click()
    county.locator(".error-summary").wait_for()
    inspector.look(county, "派单 without a team")
    union.goto(f"{portal}{SERVICES}{served['completed']}/")
    union.get_by_role("button", name="生成评价链接").click()
    union.locator(".link-qr").wait_for()
    inspector.look(union, "page with the link")
    assert inspector.complaints == [], "\n".join(inspector.complaints)
