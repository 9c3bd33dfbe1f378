"""Thumbnails of the pictures among the attachments: who sees them, and how often they are made."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase
from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.models import Slot
from changxing_union.organizations.models import AuditEvent
from tests.factories.files import pdf, upload
from tests.factories.pictures import encoded, photo, quadrants, reopened
from tests.factories.pioneer import act_by, make_draft, make_returned

MISSING = "文件在服务器上找不到，请联系系统管理员并说明文件名称。"


@pytest.fixture
def draft(cast):
    return make_draft(cast["lijiaxiang"]).filing


def attach(filing, user, content, name="车间.jpg"):
    act = act_by(user)
    return services.attach(filing, upload(name, content), slot=Slot.EVIDENCE, act=act)


@pytest.fixture
def picture(cast, draft):
    return attach(draft, cast["lijiaxiang"], photo((900, 600), orientation=6))


def address(attachment):
    return f"/filings/{attachment.filing.reference}/attachments/{attachment.pk}/thumbnail/"


def beside(attachment):
    """The names of the stored files that begin like the attachment's own."""
    folder, _, name = attachment.file.name.rpartition("/")
    _, files = default_storage.listdir(folder)
    return sorted(file.removeprefix(name) for file in files if file.startswith(name))


def test_thumbnail_is_a_small_picture_of_the_kept_one(signed_in, picture):
    response = signed_in("lijiaxiang").get(address(picture))
    image = reopened(response.content)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert (image.size, image.format) == ((160, 240), "JPEG")
    assert beside(picture) == ["", ".thumbnail"]


def test_thumbnail_rests_in_the_browser_of_this_person_only(signed_in, picture):
    response = signed_in("lijiaxiang").get(address(picture))
    told = ("Cache-Control", "Vary", "ETag", "Content-Security-Policy", "X-Content-Type-Options")
    assert {name: response[name] for name in told} == {
        "Cache-Control": "private, max-age=86400, immutable",
        "Vary": "Cookie",
        "ETag": f'"{picture.sha256}-240"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


def test_browser_that_has_the_thumbnail_is_told_so_without_a_look_at_any_file(signed_in, picture):
    etag = f'"{picture.sha256}-240"'
    response = signed_in("lijiaxiang").get(address(picture), headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "private, max-age=86400, immutable"
    assert beside(picture) == [""]


def test_sixty_thumbnails_of_a_page_open_no_picture_twice(signed_in, cast, draft):
    user = cast["lijiaxiang"]
    for number in range(60):
        content = encoded(quadrants((30 + number, 20)))
        draft.attachments.create(
            slot=Slot.EVIDENCE, file=ContentFile(content, name="a"), original_name=f"{number}.jpg",
            content_type="image/jpeg", size=len(content), sha256=f"{number:064}",
            uploaded_by=user, uploaded_at=timezone.now(),
        )  # fmt: skip
    client = signed_in("lijiaxiang")
    page = client.get(f"/filings/{draft.reference}/").text
    sources = re.findall(r'<img class="attachment-thumbnail" src="([^"]+)"', page)
    assert sources == [address(each) for each in draft.attachments.all()]
    first = [client.get(source).content for source in sources]
    assert [reopened(content).size for content in first] == [(30 + n, 20) for n in range(60)]
    for each in draft.attachments.all():
        default_storage.delete(each.file.name)
    assert [client.get(source).content for source in sources] == first


@pytest.mark.parametrize("left", [None, b"", b"\xff\xd8\xff\xe0 half of one"])
def test_thumbnail_that_is_lost_or_broken_is_made_anew(signed_in, picture, left):
    client = signed_in("lijiaxiang")
    first = client.get(address(picture)).content
    name = f"{picture.file.name}.thumbnail"
    default_storage.delete(name)
    if left is not None:
        default_storage.save(name, ContentFile(left))
    assert client.get(address(picture)).content == first
    with default_storage.open(name) as file:
        assert file.read() == first
    assert beside(picture) == ["", ".thumbnail"]


def test_lost_picture_is_a_sentence(signed_in, picture):
    default_storage.delete(picture.file.name)
    response = signed_in("lijiaxiang").get(address(picture))
    assert (response.status_code, f"“车间.jpg”：{MISSING}" in response.text) == (409, True)
    assert beside(picture) == []


def test_file_that_is_no_picture_has_no_thumbnail(signed_in, cast, draft):
    kept = attach(draft, cast["lijiaxiang"], pdf(), "会议记录.pdf")
    client = signed_in("lijiaxiang")
    assert client.get(address(kept)).status_code == 404
    assert AuditEvent.objects.filter(action="denied").count() == 0
    page = client.get(f"/filings/{draft.reference}/").text
    assert ("会议记录.pdf" in page, "attachment-thumbnail" in page) == (True, False)


def test_thumbnail_of_another_union_is_not_found_and_the_attempt_is_on_record(
    signed_in, cast, picture
):
    signed_in("lijiaxiang").get(address(picture))
    etag = f'"{picture.sha256}-240"'
    asked = signed_in("meishan").get(address(picture), headers={"If-None-Match": etag})
    assert asked.status_code == 404
    told = AuditEvent.objects.get(action="denied")
    assert (told.actor, told.target) == (cast["meishan"], picture.filing.reference)
    assert told.detail == {"method": "GET", "path": address(picture)}


def test_picture_of_another_filing_is_not_found_through_ones_own(signed_in, cast, picture):
    own = make_draft(cast["meishan"], unit="煤山测试厂").filing
    url = address(picture).replace(picture.filing.reference, own.reference)
    assert signed_in("meishan").get(url).status_code == 404


def test_picture_that_was_taken_out_has_no_thumbnail_any_more(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    kept = filing.attachments.get()
    services.remove_attachment(filing, kept.pk, act=act_by(cast["lijiaxiang"]))
    assert signed_in("lijiaxiang").get(address(kept)).status_code == 404


def test_discarded_picture_takes_its_thumbnail_along(signed_in, cast, draft, picture):
    client = signed_in("lijiaxiang")
    other = attach(draft, cast["lijiaxiang"], photo((90, 60)), "第二张.jpg")
    for each in (picture, other):
        client.get(address(each))
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.remove_attachment(draft, picture.pk, act=act_by(cast["lijiaxiang"]))
    assert (beside(picture), beside(other)) == ([], ["", ".thumbnail"])
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.delete_draft(draft, act=act_by(cast["lijiaxiang"]))
    assert beside(other) == []


def test_thumbnail_shows_the_name_and_keeps_its_place_while_it_loads(signed_in, cast, draft):
    kept = attach(draft, cast["lijiaxiang"], photo(), "<车间> 一.jpg")
    page = signed_in("lijiaxiang").get(f"/filings/{draft.reference}/edit/").text
    (tag,) = re.findall(r"<img [^>]*>", page)
    assert tag == (
        f'<img class="attachment-thumbnail" src="{address(kept)}" alt="_车间_ 一.jpg"'
        ' width="96" height="72" loading="lazy">'
    )


def test_thumbnail_costs_the_same_few_queries_whether_it_is_made_or_kept(
    signed_in, picture, django_assert_num_queries
):
    client = signed_in("lijiaxiang")
    client.get("/password/")  # the first request of a while renews the session
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(address(picture))
