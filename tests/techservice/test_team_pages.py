"""Pages of 服务队: who finds what, what a refused form keeps, and that every number is bounded."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.models import AuditEvent
from techservice.models import ServiceTeam, Volunteer
from techservice.permissions import can_manage_teams, can_read_teams
from techservice.services import teams, volunteers
from tests.factories.pioneer import act_by
from tests.factories.responses import errors, readable, tables, words
from tests.factories.teams import make_team, make_volunteer

pytestmark = pytest.mark.django_db
LIST, NEW = "/techservice/teams/", "/techservice/teams/new/"
TODAY = shanghai_day(timezone.now())
REASON = "示例：该队并入其他服务队。"
PHONE, MASKED = "13900000061", "139****0061"


def names(client, **query):
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row[0].split(" ")[0] for table in tables(page) for row in table]


def address(team, page=""):
    return f"{LIST}{team.pk}/{page}"


def test_list_shows_words_leader_and_number_of_members(signed_in, two):
    ServiceTeam.objects.filter(pk=two[0].pk).update(is_example=True)
    (rows,) = tables(signed_in("lijiaxiang").get(LIST))
    assert rows == [
        ["焊接服务队 示例", "电焊、焊工", "测试甲", "2 人"],
        ["电工服务队 已停用", "电工、变压器", "—", "—"],
    ]
    assert tables(signed_in("fuwudui").get(LIST))[0][0][0] == "焊接服务队 示例 我的服务队"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "电焊"}, ["焊接服务队"]),
        ({"q": "氩弧焊"}, ["焊接服务队"]),
        ({"q": "测试乙"}, ["焊接服务队"]),
        ({"q": "上门"}, ["焊接服务队"]),
        ({"q": "变压器 电工"}, ["电工服务队"]),
        # Who has left is not looked at, neither by word nor by kind.
        ({"q": "继电保护"}, []),
        ({"category": "doctor"}, ["焊接服务队"]),
        ({"category": "skilled"}, ["焊接服务队"]),
        ({"category": "teacher"}, []),
        ({"category": "hero"}, []),
        ({"state": "active"}, ["焊接服务队"]),
        ({"state": "retired"}, ["电工服务队"]),
        ({"q": "%"}, []),
        ({"q": "服务队"}, ["焊接服务队", "电工服务队"]),
        ({"cursor": "x"}, ["焊接服务队", "电工服务队"]),
    ],
)
def test_filter_finds_what_it_says(signed_in, two, query, found):
    client = signed_in("jingjibu")
    assert names(client, **query) == found
    if not found:
        assert "没有符合条件的服务队，请换个词或放宽筛选条件。" in client.get(LIST, query).text


def test_empty_list_says_what_to_do(signed_in, cast):
    assert (
        "还没有服务队。请新建服务队，写明工种，再添加队员。" in signed_in("jingjibu").get(LIST).text
    )
    assert "还没有服务队。县总工会登记后，会显示在这里。" in signed_in("lijiaxiang").get(LIST).text


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def test_number_of_queries_does_not_grow(signed_in, cast):
    client, clerk = signed_in("jingjibu"), cast["jingjibu"]
    first = make_team(clerk, "一队")
    make_volunteer(clerk, first, is_leader=True)
    client.get(LIST)
    with_one = (queries(client, LIST), queries(client, address(first)))
    for name in ("二队", "三队"):
        team = make_team(clerk, name)
        make_volunteer(clerk, team, is_leader=True)
        make_volunteer(clerk, first, name, skills="")
    assert (queries(client, LIST), queries(client, address(first))) == with_one
    assert with_one == (6, 8)


def test_long_list_is_paged_in_order(signed_in, cast):
    for number in range(25):
        make_team(cast["jingjibu"], f"第{number}队")
    client = signed_in("jingjibu")
    page = client.get(LIST)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page.text)
    rest = client.get(LIST + html.unescape(following))
    found = [row[0] for part in (page, rest) for row in tables(part)[0]]
    assert found == [f"第{number}队" for number in range(25)]


def test_page_shows_who_serves_who_did_and_the_history(signed_in, two):
    welders, electricians = two
    client = signed_in("lijiaxiang")
    (members,) = tables(client.get(address(welders)))
    unit, joined = "长兴测试钢构有限公司", "2018-04-01"
    assert members == [
        ["测试甲 队长", "技术能手", unit, "氩弧焊", MASKED, joined],
        ["测试乙", "医生", "—", "—", "—", joined],
    ]
    page = client.get(address(electricians))
    assert tables(page) == [[["测试丙", "技术能手", unit, joined, "2018-04-10"]]]
    (events,) = re.findall(r'<ol class="history">(.*?)</ol>', page.text, re.DOTALL)
    told = [words(event) for event in re.findall(r"<strong>(.*?)</li>", events, re.DOTALL)]
    assert told == [
        f"停用 测试jingjibu {REASON}",
        f"离队 测试jingjibu 测试丙，2018年4月10日离队。原因：{REASON}",
        "入队 测试jingjibu 测试丙（技术能手），2018年4月1日入队",
        "建队 测试jingjibu 工种、专业词：电工、变压器",
    ]


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("jingjibu", PHONE),
        ("fuwudui", PHONE),
        ("lijiaxiang", MASKED),
        ("zonggonghui", MASKED),
    ],
)
def test_phone_is_whole_for_the_clerk_and_for_colleagues(signed_in, two, who, shown):
    text = readable(signed_in(who).get(address(two[0])))
    assert re.findall(r"139[\d*]{8}", text) == [shown]


def test_members_of_another_team_see_masked_phones(signed_in, cast, two):
    member = Volunteer.objects.get(user=cast["fuwudui"])
    volunteers.leave_team(member, left_on=TODAY, reason=REASON, act=act_by(cast["jingjibu"]))
    make_volunteer(cast["jingjibu"], two[0], "测试丁", mobile=PHONE)
    text = readable(signed_in("fuwudui").get(address(two[0])))
    assert re.findall(r"139[\d*]{8}", text) == [MASKED]


def test_who_reads_and_who_manages(cast):
    readers = {name for name, user in cast.items() if can_read_teams(user)}
    assert readers == {
        "lijiaxiang", "lijiaxiang2", "meishan", "jingjibu", "jingjibu2", "jingsaiban",
        "zonggonghui", "fuwudui",
    }  # fmt: skip
    managers = {name for name, user in cast.items() if can_manage_teams(user)}
    assert managers == {"jingjibu", "jingjibu2"}


def test_strangers_find_nothing_and_the_attempt_is_on_record(signed_in, two):
    client = signed_in("kaohe")
    assert client.get(address(two[0])).status_code == 404
    assert client.get(f"{LIST}{'9' * 30}/").status_code == 404
    (denied,) = AuditEvent.objects.filter(action="denied")
    assert (denied.actor.username, denied.target) == ("kaohe", f"{two[0].pk}")


@pytest.mark.parametrize("who", ["fuwudui", "lijiaxiang"])
def test_readers_are_offered_no_step(signed_in, two, who):
    text = signed_in(who).get(address(two[0])).text + signed_in(who).get(LIST).text
    for word in (
        "/edit/",
        "/leave/",
        "members/new/",
        "teams/new/",
        "/deactivate/",
        "phones=full",
        "账号 ",
    ):
        assert word not in text


def test_team_is_founded_changed_retired_and_restored(signed_in, cast):
    client = signed_in("jingjibu")
    typed = {"name": "新队", "trade_words": "钳工、车工", "purpose": "", "token": "a"}
    answer = client.post(NEW, typed, follow=True)
    team = ServiceTeam.objects.get()
    assert answer.redirect_chain == [(address(team), 302)]
    assert "已新建服务队“新队”，请继续添加队员。" in answer.text
    assert client.post(NEW, typed).url == address(team)
    client.post(address(team, "edit/"), {**typed, "name": "钳工队", "token": "b"})
    client.post(address(team, "deactivate/"), {"reason": REASON, "token": "c"})
    client.post(address(team, "restore/"), {"reason": REASON, "token": "d"})
    assert [event.action for event in team.events.all()] == [
        "founded", "renamed", "retired", "restored",
    ]  # fmt: skip


def test_member_is_added_changed_and_seen_off(signed_in, cast):
    client, team = signed_in("jingjibu"), make_team(cast["jingjibu"])
    typed = {
        "name": "测试甲", "category": "teacher", "unit_name": "示例学校", "skills": "电焊",
        "mobile": "+86 139-0000-0061", "is_leader": "on", "account": f"{cast['fuwudui'].pk}",
        "joined_on": "2018.4.1",
    }  # fmt: skip
    for _press in ("first", "again"):
        answer = client.post(address(team, "members/new/"), {**typed, "token": "a"})
        assert answer.url == address(team)
    person = Volunteer.objects.get()
    assert (person.mobile, person.is_leader, person.user) == (PHONE, True, cast["fuwudui"])
    page = client.get(address(team, f"members/{person.pk}/edit/"))
    assert f'value="{cast["fuwudui"].pk}" selected' in page.text
    assert "2018年4月1日" in page.text
    client.post(address(team, f"members/{person.pk}/edit/"), {**typed, "account": ""})
    leaving = {"left_on": show_date(TODAY), "reason": REASON}
    client.post(address(team, f"members/{person.pk}/leave/"), leaving)
    person.refresh_from_db()
    assert (person.user, person.is_leader, person.left_on) == (None, False, TODAY)
    gone = f"测试甲已在{show_date(TODAY)}离队，不能再办理。如又回队，请重新添加。"
    again = client.get(address(team, f"members/{person.pk}/edit/"))
    assert (again.status_code, gone in again.text) == (409, True)
    assert errors(client.post(address(team, f"members/{person.pk}/leave/"), leaving)) == [gone]


def test_refused_team_says_why_at_its_fields_and_keeps_what_was_typed(signed_in, cast):
    team = make_team(cast["jingjibu"])
    client = signed_in("jingjibu")
    page = client.post(NEW, {"name": "焊接 服务队", "trade_words": "焊", "purpose": "已写的话"})
    assert errors(page) == [
        "服务队名称：已有名为“焊接 服务队”的服务队，请换一个名称，或修改原来那一支。",
        "工种、专业词：“焊”太短，容易误配，请写 2 个字以上，例如“电焊”。",
    ]
    assert "已写的话" in page.text
    assert errors(client.post(address(team, "edit/"), {"name": "长" * 51, "purpose": "x"})) == [
        "服务队名称：服务队名称最多 50 个字，现有 51 个字，请精简。",
        f"工种、专业词：{teams.NO_WORDS}",
    ]
    assert errors(client.post(address(team, "deactivate/"), {})) == [
        "原因：请写明原因（至少 5 个字）。"
    ]


def test_refused_member_says_why_at_its_fields_and_keeps_what_was_typed(signed_in, cast):
    team = make_team(cast["jingjibu"])
    client = signed_in("jingjibu")
    typed = {"name": "甲1", "category": "x", "mobile": "139", "account": "9" * 30,
             "joined_on": "某日", "skills": "已写的话"}  # fmt: skip
    page = client.post(address(team, "members/new/"), typed)
    assert errors(page) == [
        "姓名：姓名里有数字，请只填写姓名。",
        "类别：类别请从列表中选择。",
        "手机：手机应为 11 位，请核对。",
        "账号：账号请从列表中选择。",
        "入队日期：入队日期请填写到日，例如 2018 年 4 月 2 日。",
    ]
    assert "已写的话" in page.text
    assert errors(client.post(address(team, "members/new/"), {})) == [
        "姓名：请填写姓名。", "类别：请选择类别。", "入队日期：请填写入队日期。",
    ]  # fmt: skip


def test_second_editor_sees_both_and_may_then_decide(signed_in, cast):
    team = make_team(cast["jingjibu"])
    client = signed_in("jingjibu")
    typed = {"name": "焊接服务队", "trade_words": "电焊", "purpose": "我写的"}
    page = client.get(address(team, "edit/"))
    (seen,) = re.findall(r'name="seen" value="(\d+)"', page.text)
    colleague = act_by(cast["jingjibu2"])
    teams.change_team(team, **{**typed, "purpose": "同事写的"}, act=colleague)
    refused = client.post(address(team, "edit/"), {**typed, "seen": seen, "token": "a"})
    assert errors(refused) == [teams.CHANGED_SINCE]
    assert ("我写的" in refused.text, "同事写的" in refused.text) == (True, True)
    # A mistake in the form is no look at the colleague's text.
    mistaken = client.post(address(team, "edit/"), {**typed, "name": "", "seen": seen})
    assert re.findall(r'name="seen" value="(\d+)"', mistaken.text) == [seen]
    (now,) = re.findall(r'name="seen" value="(\d+)"', refused.text)
    client.post(address(team, "edit/"), {**typed, "seen": now, "token": "a"})
    team.refresh_from_db()
    assert team.purpose == "我写的"


def test_member_of_another_team_has_no_page_here(signed_in, cast, two):
    welders, electricians = two
    person = welders.volunteers.first()
    for step in ("edit", "leave"):
        url = address(electricians, f"members/{person.pk}/{step}/")
        assert signed_in("jingjibu").get(url).status_code == 404


def test_strange_input_is_no_failure(signed_in, two):
    client, team = signed_in("jingjibu"), two[0]
    person = team.volunteers.first()
    huge = {
        "name": "长" * 5000, "trade_words": "电焊\x00" * 999, "account": "-1", "token": "t" * 999,
        "seen": "x" * 999, "joined_on": "9999999-1-1", "left_on": "0000", "reason": "\x00",
    }  # fmt: skip
    for page in ("edit/", "deactivate/", "restore/", "members/new/",
                 f"members/{person.pk}/edit/", f"members/{person.pk}/leave/"):  # fmt: skip
        assert client.post(address(team, page), huge).status_code in {400, 422}
        assert client.get(address(team, f"members/{'9' * 30}/edit/")).status_code == 404
    assert client.post(NEW, huge).status_code in {400, 422}
