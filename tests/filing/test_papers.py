"""Attachments, judged by their content through the real form, and the copies on paper."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.test import TestCase

from changxing_union.filing import services
from changxing_union.filing.models import Attachment, Filing, Slot
from changxing_union.organizations.models import AuditEvent
from tests.factories.files import MEGABYTE, pdf, program, svg, upload, workbook
from tests.factories.pictures import photo, reopened
from tests.factories.pioneer import act_by, make_draft, make_filed, make_returned, scan
from tests.factories.responses import content_of
from tests.refusals import refusal_of

LOCKED = "该申报现在不能修改，附件也不能增减。如需补充，请联系县总工会经济工作部退回修改。"


@pytest.fixture
def draft(cast):
    return make_draft(cast["lijiaxiang"]).filing


def press_upload(client, filing, file, slot="sealed_scan", **typed):
    """Press 上传 on the form; returns the messages of the answer."""
    response = client.post(
        f"/filings/{filing.reference}/edit/",
        {"attachment": file, "slot": slot, "action": "upload", **typed},
    )
    assert (response.status_code, response.url) == (
        302, f"/filings/{filing.reference}/edit/#attachments",
    )  # fmt: skip
    return [str(message) for message in get_messages(response.wsgi_request)]


def attach(filing, user, file, slot=Slot.SEALED_SCAN):
    return services.attach(filing, file, slot=slot, act=act_by(user))


REFUSED = [
    pytest.param(
        upload("扫描.pdf", pdf(20 * MEGABYTE)), "sealed_scan",
        "“扫描.pdf”大小为 20.1 MB，超过单个文件 10 MB 的上限。"
        "请压缩、降低扫描分辨率或拆分后重新上传。",
        id="20 MB",
    ),
    pytest.param(
        upload("公章.svg", svg()), "sealed_scan",
        "“公章.svg”：网页、SVG 或脚本文件可能含有程序，不能上传。"
        "请打印为 PDF，或另存为 JPG、PNG 后重新上传。",
        id="svg",
    ),
    pytest.param(
        upload("扫描.pdf", program()), "sealed_scan",
        "“扫描.pdf”：文件内容与扩展名不符：这是一个程序，不是文档或图片，不能上传。",
        id="renamed exe",
    ),
    pytest.param(
        upload("名单.xlsx", workbook(64 * MEGABYTE)), "evidence",
        "“名单.xlsx”：文件展开后过大，可能有害。请删去多余的工作表、空行和图片，另存后重新上传。",
        id="xlsx bomb",
    ),
    pytest.param(
        upload("空.pdf", b""), "sealed_scan",
        "“空.pdf”是空文件（0 字节）。请确认文件能正常打开后重新选择。",
        id="empty",
    ),
    pytest.param(
        upload("名单.xlsx", workbook()), "sealed_scan",
        "“名单.xlsx”：这是 Excel 表格（.xlsx），此处只接受JPG 图片、PNG 图片、PDF 文档。",
        id="workbook as scan",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "slot", "sentence"), REFUSED)
def test_harmful_file_is_refused_with_a_sentence_and_the_form_stays(
    signed_in, draft, file, slot, sentence
):
    file.seek(0)
    said = press_upload(
        signed_in("lijiaxiang"), draft, file, slot, address="测试路8号", member_total="约30"
    )
    assert said == [sentence]
    stored = Filing.objects.get(pk=draft.pk)
    assert stored.attachments.count() == 0
    assert stored.pioneer_application.address == "测试路8号"
    assert stored.unparsed == {"member_total": "约30"}


def test_sound_file_is_attached_and_what_was_typed_is_saved(signed_in, draft):
    client = signed_in("lijiaxiang")
    assert press_upload(client, draft, scan("盖章 扫描•件.png"), address="测试路8号") == [
        "附件已上传。"
    ]
    kept = draft.attachments.get()
    assert (kept.slot, kept.original_name, kept.content_type) == (
        "sealed_scan", "盖章 扫描•件.png", "image/png",
    )  # fmt: skip
    assert Filing.objects.get(pk=draft.pk).pioneer_application.address == "测试路8号"


@pytest.mark.parametrize(
    ("file", "leads_to", "kept"),
    [(scan(), "preview/", 1), (upload("公章.svg", svg()), "edit/#attachments", 0)],
)
def test_chosen_file_goes_along_whichever_button_is_pressed(signed_in, draft, file, leads_to, kept):
    address = f"/filings/{draft.reference}/"
    file.seek(0)
    typed = {"attachment": file, "slot": "sealed_scan", "action": "preview"}
    response = signed_in("lijiaxiang").post(f"{address}edit/", typed)
    assert (response.url, draft.attachments.count()) == (f"{address}{leads_to}", kept)


def test_answer_about_a_file_stands_at_the_attachments(signed_in, draft):
    client = signed_in("lijiaxiang")
    press_upload(client, draft, upload("公章.svg", svg()))
    top, section = client.get(f"/filings/{draft.reference}/edit/").text.split('id="attachments"')
    assert ("“公章.svg”" in top, "“公章.svg”：网页、SVG 或脚本文件" in section) == (False, True)


def test_pressing_upload_without_a_file_says_what_to_do(signed_in, draft):
    response = signed_in("lijiaxiang").post(
        f"/filings/{draft.reference}/edit/", {"slot": "evidence", "action": "upload"}
    )
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["请先点“选择文件”，再点“上传”。"]


def test_unknown_purpose_is_refused(signed_in, draft):
    said = press_upload(signed_in("lijiaxiang"), draft, scan(), slot="anything")
    assert said == ["请选择附件用途后再上传。"]


def test_name_never_reaches_the_file_system(cast, draft):
    kept = attach(draft, cast["lijiaxiang"], upload("../../etc/扫描.pdf", pdf()))
    assert kept.original_name == "扫描.pdf"
    assert Path(kept.file.name).parent == Path(f"attachments/{draft.pk}")
    assert "扫描" not in kept.file.name


def test_same_file_twice_is_kept_once(cast, draft):
    first = attach(draft, cast["lijiaxiang"], upload("a.pdf", pdf()))
    folder = Path(default_storage.path(first.file.name)).parent
    files = set(folder.iterdir())
    second = attach(draft, cast["lijiaxiang2"], upload("b.pdf", pdf()))
    assert (first.pk, draft.attachments.count()) == (second.pk, 1)
    assert set(folder.iterdir()) == files


def test_same_file_for_another_purpose_is_another_attachment(cast, draft):
    attach(draft, cast["lijiaxiang"], upload("a.pdf", pdf()))
    attach(draft, cast["lijiaxiang"], upload("a.pdf", pdf()), slot=Slot.EVIDENCE)
    assert draft.attachments.count() == 2


@pytest.mark.parametrize(
    ("slot", "size"), [(Slot.EVIDENCE, (1500, 2000)), (Slot.SEALED_SCAN, (2631, 3508))]
)
def test_photograph_is_kept_upright_smaller_and_without_its_place(cast, draft, slot, size):
    sent = photo((4000, 3000), orientation=6)
    found = attach(draft, cast["lijiaxiang"], upload("车间.jpg", sent), slot=slot)
    found.refresh_from_db()
    content = found.file.read()
    found.file.close()
    picture = reopened(content)
    assert (picture.size, dict(picture.getexif())) == (size, {})
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (found.original_name, found.content_type) == ("车间.jpg", "image/jpeg")


def test_same_photograph_is_recognised_from_the_phone_and_from_the_portal(cast, draft):
    sent = photo((300, 200), orientation=6)
    first = attach(draft, cast["lijiaxiang"], upload("a.jpg", sent))
    with first.file.open() as file:
        downloaded = file.read()
    again = [
        attach(draft, cast["lijiaxiang2"], upload("b.jpg", content)).pk
        for content in (sent, downloaded)
    ]
    assert (downloaded == sent, again, draft.attachments.count()) == (False, [first.pk] * 2, 1)


def test_photograph_that_breaks_off_is_refused_and_nothing_is_kept(signed_in, draft):
    said = press_upload(
        signed_in("lijiaxiang"), draft, upload("断.jpg", photo((400, 300))[:-200]), "evidence"
    )
    assert said == ["“断.jpg”：文件已损坏或没有传完整。请重新扫描或导出后再上传。"]
    assert draft.attachments.count() == 0


def test_twenty_first_file_is_refused(cast, draft):
    for number in range(20):
        attach(draft, cast["lijiaxiang"], upload("a.pdf", pdf(100 + number)))
    sentence = "“a.pdf”没有上传：每份申报最多 20 个附件，请先移除不需要的。"
    one_more = upload("a.pdf", pdf(500))
    assert refusal_of(attach, draft, cast["lijiaxiang"], one_more) == [sentence]


def test_tables_kept_of_imports_leave_room_for_twenty_files(cast, draft):
    services.keep_original(
        draft, upload("a.csv", b"table"), name="a.csv", content_type="text/csv", sha256="0" * 64,
        act=act_by(cast["lijiaxiang"]),
    )  # fmt: skip
    for number in range(20):
        attach(draft, cast["lijiaxiang"], upload("a.pdf", pdf(100 + number)))
    assert draft.attachments.count() == 21


def test_file_that_is_not_there_is_not_told_to_be_removed(signed_in, draft):
    client = signed_in("lijiaxiang")
    response = client.post(f"/filings/{draft.reference}/edit/", {"action": "remove-999"})
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told == ["这个附件已经不在了，没有移除。"]


def test_removed_file_of_a_draft_is_gone_from_disk(
    signed_in, cast, draft, django_capture_on_commit_callbacks
):
    kept = attach(draft, cast["lijiaxiang"], scan())
    assert default_storage.exists(kept.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in("lijiaxiang").post(
            f"/filings/{draft.reference}/edit/", {"action": f"remove-{kept.pk}"}
        )
    assert not default_storage.exists(kept.file.name)
    assert Attachment.objects.count() == 0


def test_deleted_draft_takes_its_files_along(cast, draft, django_capture_on_commit_callbacks):
    kept = attach(draft, cast["lijiaxiang"], scan())
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_draft(draft, act=act_by(cast["lijiaxiang"]))
    assert not default_storage.exists(kept.file.name)


def test_removed_file_of_a_filed_version_stays_on_disk(cast, django_capture_on_commit_callbacks):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    kept = filing.attachments.get()
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_attachment(filing, kept.pk, act=act_by(cast["lijiaxiang"]))
    kept.refresh_from_db()
    assert (kept.removed_at is not None, filing.attachments.kept().count()) == (True, 0)
    assert default_storage.exists(kept.file.name)


def test_removed_file_may_be_attached_again(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    services.remove_attachment(filing, filing.attachments.get().pk, act=act_by(cast["lijiaxiang"]))
    attach(filing, cast["lijiaxiang"], scan())
    assert filing.attachments.kept().count() == 1


def test_filed_form_takes_no_files_and_gives_none_back(cast):
    filing = make_filed(cast["lijiaxiang"])
    assert refusal_of(attach, filing, cast["lijiaxiang"], upload("a.pdf", pdf())) == [LOCKED]
    removal = refusal_of(
        services.remove_attachment, filing, filing.attachments.get().pk,
        act=act_by(cast["lijiaxiang"]),
    )  # fmt: skip
    assert removal == [LOCKED]


def test_file_of_another_filing_cannot_be_removed_through_this_one(cast, draft):
    other = make_draft(cast["meishan"], unit="煤山测试厂").filing
    kept = attach(other, cast["meishan"], scan())
    services.remove_attachment(draft, kept.pk, act=act_by(cast["lijiaxiang"]))
    assert other.attachments.kept().count() == 1


def test_attachment_is_served_to_who_may_see_the_filing(signed_in, cast):
    filing = make_filed(cast["lijiaxiang"])
    kept = filing.attachments.get()
    response = signed_in("jingjibu").get(f"/filings/{filing.reference}/attachments/{kept.pk}/")
    content = content_of(response)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert len(content) == kept.size
    assert response["X-Content-Type-Options"] == "nosniff"


def test_removed_attachment_is_gone_for_everyone_and_nobody_is_accused(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    kept = filing.attachments.get()
    services.remove_attachment(filing, kept.pk, act=act_by(cast["lijiaxiang"]))
    address = f"/filings/{filing.reference}/attachments/{kept.pk}/"
    assert signed_in("lijiaxiang").get(address).status_code == 404
    assert AuditEvent.objects.filter(action="denied").count() == 0


def test_attachment_of_another_union_under_ones_own_reference_is_an_attempt(signed_in, cast):
    own = make_filed(cast["lijiaxiang"])
    others = make_filed(cast["meishan"], unit="煤山测试厂").attachments.get()
    address = f"/filings/{own.reference}/attachments/{others.pk}/"
    assert signed_in("lijiaxiang").get(address).status_code == 404
    (event,) = AuditEvent.objects.filter(action="denied")
    assert (event.actor, event.target) == (cast["lijiaxiang"], f"{others.pk}")


def test_file_that_no_version_ever_held_leaves_the_disk(cast):
    filing = make_filed(cast["lijiaxiang"])
    act = act_by(cast["lijiaxiang"])
    filing = services.withdraw(filing, act=act)
    (part_of_version,) = filing.attachments.all()
    extra = services.attach(filing, scan("再传.png"), slot=Slot.EVIDENCE, act=act_by(act.by))
    with TestCase.captureOnCommitCallbacks(execute=True):
        for each in (extra, part_of_version):
            services.remove_attachment(filing, each.pk, act=act_by(act.by))
    stored = [each.file.storage.exists(each.file.name) for each in (part_of_version, extra)]
    assert stored == [True, False]


class TestPaperCopies:
    def record(self, client, filing, number, received_on, kept_by="档案柜甲"):
        response = client.post(
            f"/filings/{filing.reference}/copies/{number}/",
            {"received_on": received_on, "kept_by": kept_by},
        )
        return [str(message) for message in get_messages(response.wsgi_request)]

    def test_arrival_is_recorded_and_taken_back(self, signed_in, cast):
        filing, client = make_filed(cast["lijiaxiang"]), signed_in("jingjibu")
        assert self.record(client, filing, 1, "2018.4.20", "王芳") == [
            "第 1 份纸质件的登记已保存。"
        ]
        copy = filing.copies.get(number=1)
        assert (f"{copy.received_on}", copy.kept_by) == ("2018-04-20", "王芳")
        self.record(client, filing, 1, "", "")
        copy.refresh_from_db()
        assert (copy.received_on, copy.kept_by) == (None, "")

    def test_date_that_is_none_is_refused_and_nothing_typed_is_lost(self, signed_in, cast):
        filing = make_filed(cast["lijiaxiang"])
        page = signed_in("jingjibu").post(
            f"/filings/{filing.reference}/copies/2/", {"received_on": "昨天", "kept_by": "王芳"}
        )
        typed = page.context["copies"][1]
        assert typed.errors == {"received_on": ["收到日期请填写到日，例如 2018 年 4 月 2 日。"]}
        assert [field.value() for field in typed] == ["昨天", "王芳"]
        assert [copy.is_bound for copy in page.context["copies"]] == [False, True, False]
        assert page.text.count("收到日期请填写到日") == 1
        assert list(filing.copies.filter(received_on__isnull=False)) == []

    def test_press_repeated_is_one_entry(self, signed_in, cast):
        filing, client = make_filed(cast["lijiaxiang"]), signed_in("jingjibu")
        typed = {"received_on": "2018-04-20", "kept_by": "王芳", "token": "press-1"}
        for _ in range(2):
            response = client.post(f"/filings/{filing.reference}/copies/1/", typed)
            assert response.status_code == 302
        assert filing.events.filter(action="paper").count() == 1

    def test_copy_that_does_not_exist_is_refused(self, cast):
        filing = make_filed(cast["lijiaxiang"])
        sentence = refusal_of(
            services.record_paper, filing, 4, received_on=None, kept_by="",
            act=act_by(cast["jingjibu"]),
        )  # fmt: skip
        assert sentence == ["没有这一份纸质件，请刷新页面核对。"]

    def test_filer_records_no_paper_of_the_county(self, cast):
        filing = make_filed(cast["lijiaxiang"])
        sentence = refusal_of(
            services.record_paper, filing, 1, received_on=None, kept_by="",
            act=act_by(cast["lijiaxiang"]),
        )  # fmt: skip
        assert sentence == ["纸质件由县总工会经济工作部登记。"]
