"""Files at the items of annex 3 as they are read: in their line, by whom, and what they prove."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing import services
from changxing_union.filing.blockers import open_points
from changxing_union.filing.models import Filing, Slot
from changxing_union.filing.views.cases import changes_since_previous
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Assessment
from pioneer.services.score_sheets import assign_assessor
from tests.factories.assessments import ALL_WELL, make_assessment, make_self_scored
from tests.factories.files import pdf
from tests.factories.pioneer import act_by, make_draft, type_into
from tests.pioneer.evidence_files import ITEMS, add_rows, address, attach, png, shown


@pytest.fixture
def draft(cast):
    return make_assessment(cast).filing


def sentences(filing):
    points = open_points(Filing.objects.get(pk=filing.pk))
    return {point.name: (point.sentence, point.blocks) for point in points}


def filed_with(cast, *items):
    """已上报 with one picture for each of ``items``."""
    filing = make_self_scored(cast)
    for number, item in enumerate(items):
        attach(filing, cast["lijiaxiang"], item, png(number), f"{item}.png")
    return services.file(Filing.objects.get(pk=filing.pk), act=act_by(cast["lijiaxiang"]))


def under_assessment(filing, cast):
    """审核中, with one assessor at work."""
    services.accept(filing, act=act_by(cast["jingjibu"]))
    assessment = Assessment.objects.select_related("filing").get(pk=filing.pk)
    assign_assessor(assessment, cast["kaohe"], act=act_by(cast["jingjibu"]))


def test_county_and_assessor_see_the_files_in_their_lines(signed_in, cast):
    filing = filed_with(cast, "A1", "C6")
    under_assessment(filing, cast)
    pages = [
        signed_in("jingjibu").get(filing.get_absolute_url()),
        signed_in("kaohe").get(f"/pioneer/scoring/{filing.reference}/own/"),
    ]
    expected = {code: [] for code in ITEMS} | {"A1": ["A1.png"], "C6": ["C6.png"]}
    assert [shown(page) for page in pages] == [expected, expected]
    for page in pages:
        assert [file.original_name for file in page.context["attachments"]] == ["盖章扫描件.png"]
        assert ('type="file"' in page.text, 'value="remove-' in page.text) == (False, False)


def test_preview_shows_the_files_in_their_lines(signed_in, cast, draft):
    attach(draft, cast["lijiaxiang"], "B3", png(), "图.png")
    attach(draft, cast["lijiaxiang"], "B3", pdf(), "总结.pdf")
    page = signed_in("lijiaxiang").get(address(draft, "preview"))
    assert shown(page)["B3"] == ["图.png"]
    assert page.text.count('<span class="evidence-name">总结.pdf</span>') == 1


def test_county_sees_no_file_of_an_edit_that_was_not_filed(signed_in, cast):
    filing = filed_with(cast, "C1")
    clerk = act_by(cast["jingjibu"])
    services.accept(filing, act=clerk)
    filing = services.return_to_filer(filing, act=clerk, reason="请补充照片。", flags={})
    attach(filing, cast["lijiaxiang"], "C2", png(5), "新.png")
    services.remove_attachment(
        filing, filing.attachments.get(item="C1").pk, act=act_by(cast["lijiaxiang"])
    )
    seen = {
        name: shown(signed_in(name).get(filing.get_absolute_url()))
        for name in ("lijiaxiang", "jingjibu")
    }
    assert [(page["C1"], page["C2"]) for page in seen.values()] == [
        ([], ["新.png"]), (["C1.png"], []),
    ]  # fmt: skip


def test_files_changed_after_a_return_are_told_by_item(cast):
    filing = filed_with(cast, "C1")
    clerk, filer = act_by(cast["jingjibu"]), cast["lijiaxiang"]
    services.accept(filing, act=clerk)
    filing = services.return_to_filer(filing, act=clerk, reason="请更换照片。", flags={})
    old = filing.attachments.get(item="C1")
    services.remove_attachment(filing, old.pk, act=act_by(filer))
    new = attach(filing, filer, "C1", png(7), "新.png")
    filing = services.file(Filing.objects.get(pk=filing.pk), act=act_by(filer))
    (change,) = changes_since_previous(filing)
    assert (change.name, change.label, change.before, change.after) == (
        "attachment_C1", "附件 第 5 项 创建领导小组",
        f"C1.png（{old.sha256[:8]}）", f"新.png（{new.sha256[:8]}）",
    )  # fmt: skip


def test_item_sent_back_for_its_files_is_marked_in_its_line(signed_in, cast):
    filing = filed_with(cast)
    clerk = act_by(cast["jingjibu"])
    services.accept(filing, act=clerk)
    offered = signed_in("jingjibu").get(address(filing, "return")).context["rows"]
    labels = [row["label"] for row in offered if row["name"].startswith("attachment_C")]
    assert labels == [
        f"附件 第 {number} 项 {name}"
        for number, name in enumerate(
            ("创建领导小组", "岗位全称", "岗位成员情况", "口号", "承诺和目标", "监督电话"), start=5
        )
    ]
    flags = {"attachment_C4": ("附件 第 8 项 口号", "照片不清楚")}
    services.return_to_filer(filing, act=clerk, reason="请更换照片。", flags=flags)
    page = signed_in("lijiaxiang").get(address(filing)).text
    line = page.split('id="item-C4"')[1].split("</tr>")[0]
    assert ("照片不清楚" in line, 'name="done"' in line) == (True, True)


def test_other_unions_file_of_an_item_is_not_found_and_on_record(signed_in, cast, draft):
    kept = attach(draft, cast["lijiaxiang"], "C1")
    url = f"/filings/{draft.reference}/attachments/{kept.pk}/thumbnail/"
    assert signed_in("meishan").get(url).status_code == 404
    (event,) = AuditEvent.objects.filter(action="denied")
    assert (event.actor, event.target) == (cast["meishan"], draft.reference)


def test_sixty_photographs_cost_no_more_queries_than_one(signed_in, cast):
    filer = cast["lijiaxiang"]
    draft, filing = make_assessment(cast, unit="另一测试厂").filing, make_self_scored(cast)
    add_rows(draft, filer, 1)
    add_rows(filing, filer, 1)
    services.file(filing, act=act_by(filer))
    under_assessment(filing, cast)
    pages = [
        ("lijiaxiang", address(draft)),
        ("lijiaxiang", address(draft, "preview")),
        ("jingjibu", filing.get_absolute_url()),
        ("kaohe", f"/pioneer/scoring/{filing.reference}/own/"),
    ]

    def costs():
        found = []
        for name, url in pages:
            client = signed_in(name)
            client.get("/password/")  # the first request of a while renews the session
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page = client.get(url)
            found.append((len(queries), page.text.count("evidence-picture")))
        return found

    one = costs()
    for each in (draft, filing):
        each.attachments.filter(slot=Slot.EVIDENCE).delete()
        add_rows(each, filer, 60)
    assert costs() == [(count, 60) for count, _pictures in one]
    assert [pictures for _count, pictures in one] == [1, 1, 1, 1]


def test_wall_item_stated_without_a_photograph_is_a_warning(cast, draft):
    filer = cast["lijiaxiang"]
    type_into(draft, filer, **{**ALL_WELL, "wall_slogan": "no"})
    attach(draft, filer, "C1")
    attach(draft, filer, "C2", pdf(), "岗位.pdf")
    told = sentences(draft)
    unproved = {name: told[name] for name in told if name.startswith(("wall_", "has_"))}
    assert unproved == {
        "has_summary_pictures": (
            "相关图片填的是“有”，但第 4 项还没有照片，请在本项上传图片。", False,
        ),
        **{
            name: (f"填的是“已上墙”，但第 {number} 项还没有照片，请在本项上传上墙照片。", False)
            for name, number in (
                ("wall_post", 6), ("wall_members", 7), ("wall_promise", 9), ("wall_phone", 10),
            )
        },
    }  # fmt: skip


def test_warning_stands_at_its_item_and_bars_nothing(signed_in, cast):
    filing = make_self_scored(cast)
    page = html.unescape(signed_in("lijiaxiang").get(address(filing)).text)
    line = page.split('id="item-C2"')[1].split("</tr>")[0]
    assert line.count("但第 6 项还没有照片，请在本项上传上墙照片。") == 1
    assert services.file(filing, act=act_by(cast["lijiaxiang"])).version == 1


def test_hint_above_the_form_is_the_annexs_own(signed_in, cast, draft):
    client = signed_in("lijiaxiang")
    other = make_draft(cast["lijiaxiang"], unit="另一测试厂").filing
    hints = [
        re.findall(r'<p class="form-hint">(与纸质[^<]*)</p>', client.get(address(each)).text)
        for each in (draft, other)
    ]
    assert hints == [
        ["与纸质表格逐项对应。上墙照片和佐证材料在各项下面上传，一次可以选多张。"],
        ["与纸质表格逐格对应。年月可写“1985.3”或“1985年3月”。"],
    ]
