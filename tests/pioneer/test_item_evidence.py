"""Files chosen at the items of annex 3: judged, attached, and answered in their line."""

import json
import re
from io import BytesIO

import pytest
from django.contrib.messages import get_messages

from changxing_union.filing import services
from pioneer.models import Assessment
from tests.factories.assessments import make_assessment, make_self_scored
from tests.factories.files import upload
from tests.factories.pictures import photo, reopened
from tests.factories.pioneer import act_by, make_draft, type_into
from tests.pioneer.evidence_files import ITEMS, add_rows, address, attach, png, shown
from tests.refusals import refusal_of

HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 300
HEIC_ADVICE = (
    "“IMG_1.HEIC”：暂不支持手机的 HEIC 照片。请用微信把照片发给自己（不勾选“原图”），"
    "把收到的图片保存后上传；iPhone 以后拍照前，可先在“设置→相机→格式”中选“兼容性最佳”。"
)

NO_PICTURE = "“假照片.jpg”：无法识别文件内容，此处只接受JPG 图片、PNG 图片、PDF 文档、Excel 表格（.xlsx）、Word 文档（.docx）。"  # noqa: E501


@pytest.fixture
def draft(cast):
    return make_assessment(cast).filing


def press(client, filing, action, **typed):
    """Press a button of the form; where the answer leads, and what it says at which place."""
    response = client.post(address(filing), {"action": action, **typed})
    assert response.status_code == 302
    return response.url.removeprefix(f"/filings/{filing.reference}/"), [
        (message.extra_tags, str(message)) for message in get_messages(response.wsgi_request)
    ]


def held(filing):
    """Item → the names of its files."""
    found = {}
    for file in filing.attachments.kept():
        found.setdefault(file.item, []).append(file.original_name)
    return found


def test_one_photograph_proves_two_items_and_each_but_once(cast, draft):
    filer, content = cast["lijiaxiang"], photo()
    kept = [attach(draft, filer, item, content).pk for item in ("C1", "C2", "C1", "")]
    assert (kept[0] == kept[2], len(set(kept))) == (True, 3)
    assert sorted(held(draft)) == ["", "C1", "C2"]


def test_item_that_the_form_does_not_have_is_refused(cast, draft):
    sentence = "“照片.jpg”没有上传：这张表没有对应的项。请刷新页面后重新选择。"
    assert refusal_of(attach, draft, cast["lijiaxiang"], "C7") == [sentence]
    other = make_draft(cast["lijiaxiang"], unit="另一测试厂").filing
    assert refusal_of(attach, other, cast["lijiaxiang"], "C1") == [sentence]
    assert (held(draft), held(other)) == ({}, {})


def test_sheet_holds_ninety_files(cast, draft):
    add_rows(draft, cast["lijiaxiang"], 89)
    attach(draft, cast["lijiaxiang"], "C6", png(), "第九十.png")
    sentence = "“再一张.png”没有上传：每份申报最多 90 个附件，请先移除不需要的。"
    assert refusal_of(attach, draft, cast["lijiaxiang"], "C6", png(1), "再一张.png") == [sentence]


def test_six_photographs_go_with_one_press_and_what_was_typed_is_saved(signed_in, draft):
    client = signed_in("lijiaxiang")
    files = [upload(f"墙{number}.png", png(number)) for number in range(6)]
    told = press(client, draft, "upload-C1", attachment_C1=files, training_count="3")
    assert told == ("edit/#item-C1", [("item-C1", "已上传 6 个附件。")])
    assert held(draft) == {"C1": [f"墙{number}.png" for number in range(6)]}
    stored = Assessment.objects.get(pk=draft.pk).sheets.get()
    assert stored.training_count == 3
    assert shown(client.get(address(draft)))["C1"] == [f"墙{number}.png" for number in range(6)]


@pytest.mark.parametrize(
    ("action", "leads_to"),
    [
        ("save", "edit/"), ("preview", "preview/"), ("adopt", "edit/#annex-grid"),
        ("upload-C2", "edit/#item-C2"), ("upload-C3", "edit/#item-C2"),
        ("upload", "edit/#item-C2"), ("remove-1", "edit/#attachments"),
        ("upload-ZZ", "edit/#item-C2"), ("remove-x", "edit/"), ("", "edit/"),
    ],
)  # fmt: skip
def test_chosen_files_go_along_whichever_button_is_pressed(signed_in, draft, action, leads_to):
    files = {"attachment_C2": upload("a.png", png()), "attachment_C4": upload("b.png", png())}
    url, _said = press(signed_in("lijiaxiang"), draft, action, **files)
    assert (url, held(draft)) == (leads_to, {"C2": ["a.png"], "C4": ["b.png"]})


def test_refused_files_are_named_one_by_one_and_sound_ones_are_kept(signed_in, draft):
    client = signed_in("lijiaxiang")
    files = [
        upload("墙.jpg", photo()), upload("假照片.jpg", b"text"), upload("IMG_1.HEIC", HEIC),
        upload("墙.png", png()),
    ]  # fmt: skip
    url, said = press(client, draft, "preview", attachment_C5=files)
    assert url == "edit/#item-C5"
    assert said == [
        ("item-C5", "已上传 2 个附件。"), ("item-C5", NO_PICTURE), ("item-C5", HEIC_ADVICE),
    ]  # fmt: skip
    assert held(draft) == {"C5": ["墙.jpg", "墙.png"]}
    top, line = client.get(address(draft)).text.split('id="item-C5"')
    assert ("“假照片.jpg”" in top, "“假照片.jpg”" in line) == (False, True)


def test_refusal_at_another_item_is_where_the_page_comes_back_to(signed_in, draft):
    files = {"attachment_C1": upload("a.png", png()), "attachment_C2": upload("空.jpg", b"")}
    url, said = press(signed_in("lijiaxiang"), draft, "upload-C1", **files)
    assert url == "edit/#item-C2"
    assert said == [
        ("item-C1", "附件已上传。"),
        ("item-C2", "“空.jpg”是空文件（0 字节）。请确认文件能正常打开后重新选择。"),
    ]


@pytest.mark.parametrize(
    ("action", "place"),
    [("upload-C1", "item-C1"), ("upload-ZZ", "attachments"), ("upload", "attachments")],
)
def test_nothing_chosen_is_told_beside_the_button(signed_in, draft, action, place):
    told = press(signed_in("lijiaxiang"), draft, action)
    assert told == (f"edit/#{place}", [(place, "请先点“选择文件”，再点“上传”。")])


def test_field_of_an_item_that_is_not_there_is_a_sentence(signed_in, draft):
    files = {"attachment_C9": upload("a.png", png()), "attachment_<>": upload("b.png", png())}
    told = press(signed_in("lijiaxiang"), draft, "save", **files)
    sentence = "“a.png”没有上传：这张表没有对应的项。请刷新页面后重新选择。"
    assert told == ("edit/#attachments", [("attachments", sentence)])
    assert held(draft) == {}


def test_thirteenth_file_of_one_press_is_left_with_a_sentence(signed_in, draft):
    files = {
        "attachment_C1": [upload(f"a{number}.png", png(number)) for number in range(8)],
        "attachment_C2": [upload(f"b{number}.png", png(number)) for number in range(6)],
    }
    url, said = press(signed_in("lijiaxiang"), draft, "upload-C1", **files)
    left = "一次最多上传 12 个文件，“b4.png”、“b5.png”没有上传。请再选一次，分几次上传。"
    assert (url, said) == (
        "edit/#item-C2",
        [("item-C1", "已上传 8 个附件。"), ("item-C2", "已上传 4 个附件。"), ("item-C2", left)],
    )
    assert {item: len(names) for item, names in held(draft).items()} == {"C1": 8, "C2": 4}


def test_form_with_every_input_left_empty_is_saved(signed_in, draft):
    empty = {f"attachment_{code}": BytesIO() for code in ITEMS} | {"attachment": BytesIO()}
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
        for name in empty
    )
    body = f'{parts}--x\r\nContent-Disposition: form-data; name="training_count"\r\n\r\n4\r\n--x--'
    response = signed_in("lijiaxiang").post(
        address(draft), body.encode(), content_type="multipart/form-data; boundary=x"
    )
    assert (response.status_code, response.url) == (302, address(draft))
    assert Assessment.objects.get(pk=draft.pk).sheets.get().training_count == 4


def test_autosave_names_no_file_input_and_keeps_no_file(signed_in, draft):
    client = signed_in("lijiaxiang")
    kept_out = re.search(r'hx-params="not ([^"]*)"', client.get(address(draft)).text)[1]
    fields = [f"attachment_{code}" for code in ITEMS]
    assert kept_out.split(",") == ["attachment", *fields, "action", "decided", "chosen"]
    typed = {"training_count": "3", "attachment_C1": upload("a.png", png()), "action": "upload-C1"}
    answer = client.post(address(draft), typed, headers={"HX-Request": "true"})
    assert (answer.status_code, held(draft)) == (200, {})


def test_files_go_along_when_the_text_meets_a_colleagues(signed_in, cast, draft):
    base = json.dumps({"training_count": ""})
    type_into(draft, cast["lijiaxiang2"], training_count="2")
    typed = {"base": base, "training_count": "3", "attachment_C1": upload("a.png", png())}
    page = signed_in("lijiaxiang").post(address(draft), {**typed, "action": "upload-C1"})
    assert (page.status_code, shown(page)["C1"]) == (409, ["a.png"])
    assert "附件已上传。" in page.text


def test_form_that_was_filed_meanwhile_takes_no_file(signed_in, cast):
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    typed = {"action": "upload-C1", "attachment_C1": upload("a.png", png())}
    assert signed_in("lijiaxiang").post(address(filing), typed).status_code == 409
    assert held(filing) == {"": ["盖章扫描件.png"]}


def test_removed_file_is_answered_at_its_item_even_twice(signed_in, cast, draft):
    kept = attach(draft, cast["lijiaxiang"], "C3")
    told = [press(signed_in("lijiaxiang"), draft, f"remove-{kept.pk}") for _ in range(2)]
    assert told == [
        ("edit/#item-C3", [("item-C3", "附件已移除。")]),
        ("edit/#attachments", [("attachments", "这个附件已经不在了，没有移除。")]),
    ]
    assert held(draft) == {}


def test_empty_place_waits_at_each_wall_item_until_it_has_a_picture(signed_in, cast, draft):
    client = signed_in("lijiaxiang")
    assert client.get(address(draft)).text.count("待上传照片") == 6
    attach(draft, cast["lijiaxiang"], "C3")
    page = client.get(address(draft))
    assert page.text.count("待上传照片") == 5
    (tag,) = re.findall(r'<img class="evidence-picture"[^>]*>', page.text)
    kept = draft.attachments.get()
    source = f"/filings/{draft.reference}/attachments/{kept.pk}/thumbnail/"
    assert tag == (
        f'<img class="evidence-picture" src="{source}" alt="照片.jpg" width="114" height="86"'
        ' loading="lazy">'
    )
    assert client.get(source).status_code == 200


def test_photograph_of_a_phone_is_kept_upright_smaller_and_without_its_place(signed_in, draft):
    sent = photo((4000, 3000), orientation=6)
    told = press(
        signed_in("lijiaxiang"), draft, "upload-C1", attachment_C1=upload("IMG_0001.jpg", sent)
    )
    assert told == ("edit/#item-C1", [("item-C1", "附件已上传。")])
    with draft.attachments.get().file.open() as file:
        picture = reopened(file.read())
    assert (picture.size, picture.format, dict(picture.getexif())) == ((1500, 2000), "JPEG", {})
    red, lime = picture.getpixel((1400, 100)), picture.getpixel((1400, 1900))
    assert (red[0] > 200 > red[1], lime[1] > 200 > lime[0]) == (True, True)
