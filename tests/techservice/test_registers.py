"""The registers around the service teams: what each asks for, shows, links to and warns of."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from changxing_union.kernel.dates import show_date
from changxing_union.organizations.models import AuditEvent
from changxing_union.records import services
from changxing_union.records.kinds import kind_called, kinds_of
from changxing_union.records.models import Record
from techservice.models import (
    BASE_KIND,
    CERTIFICATION_KIND,
    COURSE_KIND,
    INSPECTION_KIND,
    INSPECTOR_KIND,
    OUTREACH_KIND,
    SESSION_KIND,
    TEACHER_KIND,
)
from tests.factories.pioneer import act_by
from tests.factories.records import TYPED, make_record, values_of
from tests.factories.responses import content_of, readable

MENU = "/techservice/records/"
# Who enters a line of each register in these tests.
KEEPERS = {
    **dict.fromkeys(TYPED, "lijiaxiang"),
    **dict.fromkeys((BASE_KIND, TEACHER_KIND, COURSE_KIND), "jingjibu"),
}
SUBJECTS = {
    OUTREACH_KIND: "长兴测试学校：弘扬劳模精神",
    BASE_KIND: "长兴测试实训基地",
    TEACHER_KIND: "测试教师甲",
    COURSE_KIND: "测试焊接基础",
    SESSION_KIND: "测试焊工班",
    CERTIFICATION_KIND: "长兴测试机械有限公司 钳工",
    INSPECTION_KIND: "长兴测试纺织有限公司",
    INSPECTOR_KIND: "测试检查员甲",
}
LINES = {
    BASE_KIND: ["2016-05-01", "长兴测试技校", "焊工、电工", "60", "测试联系人", "13900000021"],
    TEACHER_KIND: ["2017-03-01", "长兴测试技校", "焊工", "高级技师", "13900000022"],
    COURSE_KIND: ["2018-01-08", "焊工", "24", "一线职工"],
    SESSION_KIND: ["李家巷镇", "2018-06-11 至 2018-06-15", "技能培训", "一线职工", "40", "6"],
    CERTIFICATION_KIND: ["李家巷镇", "2018-07-03", "高级工（三级）", "12"],
    INSPECTION_KIND: [
        "李家巷镇", "2018-05-08", "防护罩缺失", "2018年5月31日", "—", "逾期未整改",
    ],
    INSPECTOR_KIND: [
        "李家巷镇", "2017-01-01 至 2099-12-31", "长兴测试纺织有限公司", "139****0023", "CX-001",
    ],
}  # fmt: skip


def address(kind, page=""):
    return f"{MENU}{kind.split(':')[1]}/{page}"


def page_of(record, page=""):
    return address(record.kind, f"{record.pk}/{page}")


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def lines_of(client, kind, **query):
    """The lines of the list, each as its cells."""
    page = readable(client.get(address(kind), query))
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in rows]  # fmt: skip


def facts(page):
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {label: words(text) for label, text in pairs}


def errors_of(kind, **typed):
    return dict(kind_called(kind).form(TYPED[kind] | typed).errors)


@pytest.mark.parametrize("kind", TYPED)
def test_line_is_entered_on_the_page_listed_and_opened(signed_in, cast, kind):
    client = signed_in(KEEPERS[kind])
    assert client.get(address(kind, "new/")).status_code == 200
    answer = client.post(address(kind, "new/"), TYPED[kind])
    record = Record.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(record))
    assert record.subject == SUBJECTS[kind]
    page = readable(client.get(page_of(record)))
    shown = facts(page)
    fields = kind_called(kind).form.base_fields
    assert list(shown) == [field.label for field in fields.values()]
    assert client.get(page_of(record, "edit/")).status_code == 200


@pytest.mark.parametrize("kind", LINES)
def test_county_list_shows_what_the_office_asks_first(signed_in, cast, kind):
    make_record(cast[KEEPERS[kind]], kind)
    assert lines_of(signed_in("jingjibu"), kind) == [[SUBJECTS[kind], *LINES[kind]]]


@pytest.mark.parametrize("kind", TYPED)
def test_list_and_page_of_one_and_of_three_ask_the_same_number_of_queries(signed_in, cast, kind):
    client, asked = signed_in("jingjibu"), []
    client.get(MENU)  # The first request of a session also notes when it began.
    links = links_of(cast, kind)
    for count in (1, 2):
        for _ in range(count):
            record = make_record(cast[KEEPERS[kind]], kind, **links)
        with CaptureQueriesContext(connection) as of_list:
            client.get(address(kind))
        Record.objects.exclude(pk=record.pk).update(subject="别的")
        with CaptureQueriesContext(connection) as of_page:
            client.get(page_of(record))
        asked.append((len(of_list), len(of_page)))
    assert asked[0] == asked[1]


def links_of(cast, kind):
    """A line of every register that a line of ``kind`` can name."""
    if kind == INSPECTION_KIND:
        return {"inspectors": [make_record(cast["lijiaxiang"], INSPECTOR_KIND).pk]}
    if kind != SESSION_KIND:
        return {}
    base, course, *teachers = (
        make_record(cast["jingjibu"], each)
        for each in (BASE_KIND, COURSE_KIND, TEACHER_KIND, TEACHER_KIND)
    )
    return {"base": base.pk, "course": course.pk, "teachers": [each.pk for each in teachers]}


@pytest.mark.parametrize("kind", TYPED)
def test_workbook_has_a_column_for_every_cell_of_the_form(signed_in, cast, kind):
    make_record(cast[KEEPERS[kind]], kind, **links_of(cast, kind))
    response = signed_in("jingjibu").get(address(kind, "export/"))
    book = load_workbook(BytesIO(content_of(response)))
    header = [cell.value for cell in book["台账"][3]]
    fields = [field.label for field in kind_called(kind).form.base_fields.values()]
    keeper = [] if KEEPERS[kind] == "jingjibu" else ["登记单位"]
    assert header == ["序号", *keeper, *fields, "状态", "登记人", "登记时间"]


@pytest.mark.parametrize("kind", [BASE_KIND, TEACHER_KIND, COURSE_KIND])
def test_union_looks_up_what_the_county_keeps_and_enters_nothing(signed_in, cast, kind):
    record = make_record(cast["jingjibu"], kind)
    client, name = signed_in("meishan"), kind_called(kind).name
    assert [line[0] for line in lines_of(client, kind)] == [SUBJECTS[kind]]
    assert client.get(page_of(record)).status_code == 200
    told = f"“{name}”由县总工会经济工作部登记和修改，您可以查阅。如需更正，请与经办人员联系。"
    for page in (address(kind, "new/"), page_of(record, "edit/"), page_of(record, "void/")):
        answer = client.get(page)
        assert (answer.status_code, told in readable(answer)) == (409, True)


@pytest.mark.parametrize(
    ("kind", "label", "phone"),
    [(BASE_KIND, "联系电话", "139****0021"), (TEACHER_KIND, "手机号", "139****0022")],
)
def test_phone_is_whole_for_the_county_clerk_only(signed_in, cast, kind, label, phone):
    record = make_record(cast["jingjibu"], kind)
    for username in ("lijiaxiang", "zonggonghui"):
        client = signed_in(username)
        assert facts(readable(client.get(page_of(record))))[label] == phone
        assert lines_of(client, kind)[0][-1] == phone
        assert lines_of(client, kind, q="1390000") == []
        sheet = exported(client, kind, phones="full")
        assert phone in [cell.value for cell in sheet[4]]
    clerk = signed_in("jingjibu2")
    assert (
        facts(readable(clerk.get(page_of(record))))[label]
        == TYPED[kind]["mobile" if kind == TEACHER_KIND else "contact_phone"]
    )
    assert phone in [cell.value for cell in exported(clerk, kind)[4]]
    assert phone not in [cell.value for cell in exported(clerk, kind, phones="full")[4]]
    told = AuditEvent.objects.filter(action="export").order_by("id")
    assert [each.detail["phones"] for each in told] == ["masked", "masked", "masked", "full"]


def exported(client, kind, **query):
    response = client.get(address(kind, "export/"), query)
    return load_workbook(BytesIO(content_of(response)))["台账"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0572-600 0001", "0572-6000001"), ("+86 13900000021", "13900000021"), ("6000001", "6000001")],
)
def test_phone_of_a_base_may_be_a_landline(typed, kept):
    assert (
        values_of(BASE_KIND, **(TYPED[BASE_KIND] | {"contact_phone": typed}))["contact_phone"]
        == kept
    )
    assert errors_of(BASE_KIND, contact_phone="12345") == {
        "contact_phone": ["联系电话请填 11 位手机号，或固定电话，例如 0572-6000001，请核对。"]
    }


def test_session_names_its_course_base_and_teachers(signed_in, cast):
    links = links_of(cast, SESSION_KIND)
    client = signed_in("lijiaxiang")
    client.post(address(SESSION_KIND, "new/"), TYPED[SESSION_KIND] | links | {"title": ""})
    record = Record.objects.get(kind=SESSION_KIND)
    shown = facts(readable(client.get(page_of(record))))
    assert {name: shown[name] for name in ("班次名称", "课程", "培训基地", "教师")} == {
        "班次名称": "测试焊接基础", "课程": "测试焊接基础", "培训基地": "长兴测试实训基地",
        "教师": "测试教师甲、测试教师甲",
    }  # fmt: skip
    assert lines_of(client, SESSION_KIND, q="测试教师甲")[0][0] == "测试焊接基础"


def test_void_lines_are_offered_only_where_they_are_chosen_already(signed_in, cast):
    links = links_of(cast, SESSION_KIND)
    record = make_record(cast["lijiaxiang"], SESSION_KIND, **links)
    base = Record.objects.get(pk=links["base"])
    services.void(kind_called(BASE_KIND), base, reason="基地已经撤销", act=act_by(cast["jingjibu"]))
    client = signed_in("lijiaxiang")
    for page, offered in ((address(SESSION_KIND, "new/"), False), (page_of(record, "edit/"), True)):
        assert ("长兴测试实训基地" in readable(client.get(page))) is offered
    typed = TYPED[SESSION_KIND] | links
    refused = client.post(address(SESSION_KIND, "new/"), typed)
    assert "培训基地请从列表中选择。" in readable(refused)
    assert client.post(page_of(record, "edit/"), typed | {"place": "别处"}).status_code == 302


@pytest.mark.parametrize("chosen", ["x", "0", "9" * 40, "-1"])
def test_link_that_makes_no_sense_is_a_sentence(signed_in, cast, chosen):
    typed = TYPED[SESSION_KIND] | {"course": chosen, "teachers": [chosen]}
    answer = signed_in("lijiaxiang").post(address(SESSION_KIND, "new/"), typed)
    page = readable(answer)
    assert (answer.status_code, Record.objects.count()) == (422, 0)
    for name in ("课程", "教师"):
        assert f"{name}请从列表中选择。" in page


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"title": ""}, {"title": ["请选择课程，或填写班次名称。"]}),
        ({"until": "2018年6月10日"}, {"until": ["结束日期不能早于开始日期，请核对。"]}),
        ({"team_leader_count": "41"},
         {"team_leader_count": ["班组长人数不能多于参加人数，请核对。"]}),
        ({"team_leader_count": "40"}, {}),
        ({"happened_on": "1018年6月11日"},
         {"happened_on": ["开始日期应在 1930 年到 2100 年之间，请核对。"]}),
        ({"happened_on": "2099年6月11日", "until": "", "head_count": ""}, {}),
    ],
)  # fmt: skip
def test_session_adds_up(db, typed, errors):
    assert errors_of(SESSION_KIND, **typed) == errors


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, []),
        ({"category": "safety"}, []),
        ({"category": "safety", "team_leader_count": ""},
         ["“安康”培训重点是企业班组长，还没有填写其中班组长人数，请补填（没有的填 0）。"]),
        ({"category": "safety", "team_leader_count": "0"}, []),
        ({"head_count": ""}, ["还没有填写参加人数，培训结束后请补填。"]),
    ],
)  # fmt: skip
def test_page_of_a_session_points_out_what_the_office_will_ask_about(signed_in, cast, typed, told):
    record = make_record(cast["lijiaxiang"], SESSION_KIND, **typed)
    page = readable(signed_in("lijiaxiang").get(page_of(record)))
    box = re.search(r'<section class="warn-box".*?</section>', page, re.DOTALL)
    found = re.findall(r"<li>(.*?)</li>", box[0]) if box else []
    assert found == told


def test_only_inspectors_of_the_own_union_are_offered(signed_in, cast):
    own = make_record(cast["lijiaxiang"], INSPECTOR_KIND)
    other = make_record(cast["meishan"], INSPECTOR_KIND, name="煤山检查员")
    client = signed_in("lijiaxiang")
    page = readable(client.get(address(INSPECTION_KIND, "new/")))
    assert re.findall(r'name="inspectors" value="(\d+)"', page) == [f"{own.pk}"]
    typed = TYPED[INSPECTION_KIND] | {"inspectors": [other.pk]}
    answer = client.post(address(INSPECTION_KIND, "new/"), typed)
    assert (answer.status_code, "监督检查员请从列表中选择。" in readable(answer)) == (422, True)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"other_inspectors": ""}, {"inspectors": ["请勾选监督检查员，或填写其他检查人员。"]}),
        ({"problems": ""}, {"problems": ["定了整改期限，请写明发现的问题。"]}),
        ({"due_on": "2018年5月7日"}, {"due_on": ["整改期限不能早于检查日期，请核对。"]}),
        ({"settled_on": "2018年5月20日"}, {"result": ["填了整改完成日期，请写明整改结果。"]}),
        ({"settled_on": "2018年5月20日", "result": "已装好", "due_on": ""},
         {"due_on": ["填了整改完成日期，请同时填写整改期限。"]}),
        ({"problems": "", "due_on": ""}, {}),
    ],
)  # fmt: skip
def test_inspection_adds_up(db, typed, errors):
    assert errors_of(INSPECTION_KIND, **typed) == errors


@pytest.fixture
def inspections(cast):
    """One overdue, one due today, one put right, one without anything found."""
    today = show_date(timezone.localdate())
    days = {
        "逾期厂": {"due_on": show_date(timezone.localdate() - timedelta(days=1))},
        "今天厂": {"due_on": today},
        "改好厂": {"settled_on": today, "result": "已装好防护罩"},
        "没事厂": {"due_on": "", "problems": ""},
    }
    for name, typed in days.items():
        make_record(cast["lijiaxiang"], INSPECTION_KIND, unit_name=name, **typed)


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("overdue", ["逾期厂"]),
        ("open", ["今天厂", "逾期厂"]),
        ("settled", ["改好厂"]),
        ("", ["没事厂", "改好厂", "今天厂", "逾期厂"]),
    ],
)
def test_inspections_are_found_by_how_it_stands_with_them(signed_in, inspections, state, names):
    found = lines_of(signed_in("lijiaxiang"), INSPECTION_KIND, state=state)
    assert [line[0] for line in found] == names
    assert {line[0]: line[-1] for line in found}.items() <= {
        "逾期厂": "逾期未整改", "今天厂": "未整改", "改好厂": "已整改", "没事厂": "—",
    }.items()  # fmt: skip


def test_menu_leads_to_what_is_overdue(signed_in, inspections):
    page = readable(signed_in("lijiaxiang").get(MENU))
    link = re.search(r'<a class="register-late" href="([^"]+)">(.*?)</a>', page)
    assert (link[1], words(link[2])) == (
        f"{address(INSPECTION_KIND)}?state=overdue", "逾期未整改 1 条",
    )  # fmt: skip
    assert "register-late" not in readable(signed_in("meishan").get(MENU))


def test_inspection_with_a_problem_and_no_day_is_pointed_out(signed_in, cast):
    record = make_record(cast["lijiaxiang"], INSPECTION_KIND, due_on="")
    page = readable(signed_in("lijiaxiang").get(page_of(record)))
    assert "发现了问题，还没有定整改期限；定了期限，到期没有整改的会提醒。" in page


def test_inspector_whose_term_is_over_is_pointed_out(signed_in, cast):
    record = make_record(cast["lijiaxiang"], INSPECTOR_KIND, until="2017年12月31日")
    page = readable(signed_in("lijiaxiang").get(page_of(record)))
    assert "任期已于2017年12月31日届满，请续聘（修改任期）或作废。" in page


def test_certifications_are_added_up_by_level(signed_in, cast):
    for level, count in (("3", "12"), ("3", "1,008"), ("1", "2")):
        make_record(cast["lijiaxiang"], CERTIFICATION_KIND, category=level, head_count=count)
    page = readable(signed_in("jingjibu").get(address(CERTIFICATION_KIND), {"category": "3"}))
    assert "共 2 条，认定 1,020 人（已筛选）" in page


def test_menu_lists_every_register_of_the_product(signed_in, cast):
    page = readable(signed_in("zonggonghui").get(MENU))
    assert re.findall(r'<h2><a href="([^"]+)">', page) == [
        address(kind.kind) for kind in kinds_of("techservice")
    ]
    assert {kind.kind for kind in kinds_of("techservice")} == set(TYPED)


def test_menu_asks_a_constant_number_of_queries(signed_in, cast):
    client = signed_in("jingjibu")
    client.get(MENU)
    asked = []
    for _ in range(2):
        make_record(cast["lijiaxiang"], INSPECTION_KIND)
        with CaptureQueriesContext(connection) as queries:
            client.get(MENU)
        asked.append(len(queries))
    assert asked[0] == asked[1] == 12
