"""Versions, differences and events: what a filing was, what changed, who did it."""

from io import BytesIO

from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.cellforms import PrintedCell
from changxing_union.filing.cells import (
    all_cells,
    differences,
    revision_cells,
    shown_attachments,
    shown_cells,
)
from changxing_union.filing.models import Filing, Slot
from changxing_union.filing.views.cases import versions
from changxing_union.organizations.models import Enterprise
from pioneer.exports.application import register_lines
from tests.factories.pioneer import (
    act_by,
    make_approved,
    make_filed,
    make_ready,
    make_returned,
    scan,
    type_into,
)
from tests.factories.responses import content_of


def cells(filing, **options):
    shown = shown_cells(Filing.objects.get(pk=filing.pk), **options)
    return {cell.name: cell.value for cell in shown}


def refiled(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(
        filing, cast["lijiaxiang"], leader_trade="细纱挡车工", honours_text="2016年县先进班组"
    )
    return services.file(filing, act=act_by(cast["lijiaxiang"]))


def test_every_filing_keeps_a_version_of_the_printed_form(cast):
    filing = make_filed(cast["lijiaxiang"])
    revision = filing.revisions.get()
    assert (revision.version, revision.made_by) == (1, cast["lijiaxiang"])
    assert revision_cells(revision) == all_cells(filing)
    kept = {cell.name: (cell.label, cell.value) for cell in revision_cells(revision)}
    assert kept["unit_name"] == ("单位名称", "长兴测试纺织有限公司")
    assert kept["leader_gender"] == ("班组负责人性别", "女")
    assert kept["leader_birth"] == ("出生年月", "1985年3月")
    assert kept["avg_age"] == ("平均年龄", "36.5")
    assert kept["opinion_unit-date"] == ("单位意见的日期", "2018年4月2日")
    assert kept["opinion_unit-seal"] == ("单位意见的盖章", "已盖章并附扫描件")


def test_difference_to_the_version_before_names_cell_and_both_values(cast):
    filing = refiled(cast)
    before, after = filing.revisions.all()
    found = differences(revision_cells(before), revision_cells(after))
    assert [(each.label, each.before, each.after) for each in found] == [
        ("工种", "挡车工", "细纱挡车工"),
        ("何时何地受过何种奖励、称号", "无", "2016年县先进班组"),
    ]


def test_same_value_spelt_otherwise_is_no_difference(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(filing, cast["lijiaxiang"], leader_birth="1985年03月", avg_age="３６．５")
    note = filing.returns.get()
    note.flags.update(is_done=True)
    filing = services.file(filing, act=act_by(cast["lijiaxiang"]))
    before, after = filing.revisions.all()
    assert differences(revision_cells(before), revision_cells(after)) == []


def test_cell_that_a_version_did_not_have_was_empty_before():
    (found,) = differences([], [PrintedCell("a", "甲", "1")])
    assert (found.before, found.after) == ("", "1")


def test_county_never_sees_an_unfiled_edit(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(filing, cast["lijiaxiang"], leader_trade="细纱挡车工")
    assert cells(filing, to_filer=True)["leader_trade"] == "细纱挡车工"
    assert cells(filing, to_filer=False)["leader_trade"] == "挡车工"


def test_withdrawn_draft_keeps_its_filed_version(cast):
    filing = services.withdraw(make_filed(cast["lijiaxiang"]), act=act_by(cast["lijiaxiang"]))
    type_into(filing, cast["lijiaxiang"], leader_trade="细纱挡车工")
    assert [revision.version for revision in filing.revisions.all()] == [1]
    assert cells(filing, to_filer=False)["leader_trade"] == "挡车工"


def test_whole_story_is_told_by_events(cast):
    filer, clerk, office = cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"]
    filing = services.accept(refiled(cast), act=act_by(clerk))
    filing = services.sign(
        filing, code="opinion_county", text="同意列入培育。", signer="测试签署人",
        signed_on=filing.first_filed_at.date(), seal="sealed", act=act_by(office),
    )  # fmt: skip
    filing = services.approve(filing, act=act_by(clerk))
    told = [
        (event.label, event.from_state, event.to_state, event.version, event.by)
        for event in filing.events.all()
    ]
    assert told == [
        ("建立草稿", "", "draft", 0, filer),
        ("上报", "draft", "filed", 1, filer),
        ("受理", "filed", "in_review", 1, clerk),
        ("退回修改", "in_review", "returned", 1, clerk),
        ("重新上报", "returned", "filed", 2, filer),
        ("受理", "filed", "in_review", 2, clerk),
        ("签署意见", "in_review", "in_review", 2, office),
        ("列入培育", "in_review", "approved", 2, clerk),
    ]
    reasons = list(filing.events.exclude(reason="").values_list("reason", flat=True))
    assert reasons == [
        "两处填写不规范，请修改。",
        "县劳动竞赛委员会办公室意见：同意列入培育。",
    ]


def test_signing_does_not_restart_the_waiting(cast):
    filing = services.accept(make_filed(cast["lijiaxiang"]), act=act_by(cast["jingjibu"]))
    since = filing.state_since
    filing = services.sign(
        filing, code="opinion_county", text="同意列入培育。", signer="测试签署人",
        signed_on=filing.first_filed_at.date(), seal="sealed", act=act_by(cast["jingsaiban"]),
    )  # fmt: skip
    assert filing.state_since == since


def test_void_leaves_unfiled_typing_unseen(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    typed = {"address": "从未上报的地址", "leader_name": "从未上报的人"}
    filing = type_into(filing, cast["lijiaxiang"], **typed)
    services.attach(
        filing, scan("从未上报的文件.png"), slot=Slot.EVIDENCE, act=act_by(cast["lijiaxiang"])
    )
    services.void(filing, act=act_by(cast["jingjibu"]), reason="单位已注销，作废。")
    address = f"/filings/{filing.reference}/"
    assert "从未上报" in signed_in("lijiaxiang").get(address).text
    client = signed_in("jingjibu")
    assert "从未上报" not in client.get(address).text
    sheet = load_workbook(BytesIO(content_of(client.get("/filings/export/1/?state=void"))))
    assert "从未上报的人" not in {cell.value for row in sheet["台账"] for cell in row}


def test_county_opinion_is_still_read_after_void(signed_in, cast):
    filing = make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
    services.void(filing, act=act_by(cast["jingjibu"]), reason="单位已注销，作废。")
    assert "同意列入培育。" in signed_in("jingjibu").get(f"/filings/{filing.reference}/").text


def test_void_cancels_the_open_return(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    services.void(filing, act=act_by(cast["jingjibu"]), reason="单位已注销，作废。")
    note = filing.returns.get()
    assert (note.state, note.closed_at is not None) == ("cancelled", True)


def test_copies_are_set_out_once_with_their_holders(cast):
    filing = make_filed(cast["lijiaxiang"])
    filing = services.withdraw(filing, act=act_by(cast["lijiaxiang"]))
    filing = services.file(filing, act=act_by(cast["lijiaxiang"]))
    assert list(filing.copies.values_list("number", "holder", "received_on")) == [
        (1, "县总工会经济工作部", None),
        (2, "乡镇（街道、园区）、产业（行业）工会", None),
        (3, "基层工会", None),
    ]


def test_registers_learn_only_from_what_was_filed(cast):
    filing = make_ready(cast["lijiaxiang"])
    assert (filing.enterprise, Enterprise.objects.count()) == (None, 0)
    services.file(filing, act=act_by(cast["lijiaxiang"]))
    enterprise = Enterprise.objects.get()
    team = enterprise.teams.get()
    assert (enterprise.address, enterprise.postcode) == ("测试路1号", "313100")
    assert (team.name, team.track, team.leader_name, team.leader_mobile) == (
        "细纱甲班", "team", "测试岗长", "13900000001",
    )  # fmt: skip


def test_county_sees_nothing_of_an_edit_that_was_not_filed(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(filing, cast["lijiaxiang"], team_name="改名班", member_total="77")
    services.attach(filing, scan("新.png"), slot=Slot.EVIDENCE, act=act_by(cast["lijiaxiang"]))
    filing = Filing.objects.get(pk=filing.pk)
    seen = {cell.name: cell.value for cell in shown_cells(filing, to_filer=False)}
    assert (filing.subject, seen["team_name"], seen["member_total"]) == (
        "长兴测试纺织有限公司 细纱甲班", "细纱甲班", "20",
    )  # fmt: skip
    assert shown_attachments(filing, to_filer=False).count() == 1
    assert shown_attachments(filing, to_filer=True).count() == 2
    (line,) = register_lines(Filing.objects.all(), order_for(frozenset()))
    (own,) = register_lines(Filing.objects.all(), order_for(frozenset({filing.organization_id})))
    assert (line.application.member_total, own.application.member_total) == (20, 77)


def test_signature_that_was_not_filed_is_on_no_page_of_the_county(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(
        filing, cast["lijiaxiang"], opinion_unit__signer="新签名", opinion_unit__date="2018年5月9日"
    )
    pages = {
        name: signed_in(name).get(filing.get_absolute_url()) for name in ("lijiaxiang", "jingjibu")
    }
    shown = {
        name: next(link for link in page.context["links"] if link.label == "单位意见").note
        for name, page in pages.items()
    }
    assert shown["lijiaxiang"] == "新签名 2018年5月9日"
    assert shown["jingjibu"].endswith(" 2018年4月2日")
    assert ["新签名" in page.text for page in pages.values()] == [True, False]


def test_codes_of_all_versions_are_those_kept_or_else_worked_out(cast):
    filing = refiled(cast)
    kept = list(filing.revisions.order_by("version").values_list("check_code", flat=True))
    shown = [version["check_code"] for version in versions(filing)]
    filing.revisions.update(check_code="")
    worked_out = [version["check_code"] for version in versions(filing)]
    assert (len(set(kept)), shown, worked_out) == (2, kept, kept)


def order_for(own_unions):
    return RegisterOrder("", "", (), with_phones=False, own_unions=own_unions)


def test_exchanged_attachment_is_a_difference(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(filing, cast["lijiaxiang"], leader_trade="细纱挡车工", honours_text="县先进班组")
    services.attach(filing, scan("清晰.png"), slot=Slot.EVIDENCE, act=act_by(cast["lijiaxiang"]))
    services.file(filing, act=act_by(cast["lijiaxiang"]))
    first, second = filing.revisions.order_by("version")
    changed = differences(revision_cells(first), revision_cells(second))
    assert [change.name for change in changed] == ["leader_trade", "honours_text", "attachment"]
