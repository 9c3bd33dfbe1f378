"""Photographs and papers of a record: judged by content, bare, private, bounded."""

import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from changxing_union.records import services
from changxing_union.records.models import RecordFile
from tests.factories.files import pdf, program, upload
from tests.factories.pictures import MAKER, photo, reopened
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of, readable
from tests.refusals import refusal_of


def files_of(record):
    return f"/techservice/records/outreach/{record.pk}/files/"


@pytest.fixture
def attach(kind, cast, visit):
    def attach_one(content, name="现场.jpg", username="lijiaxiang"):
        return services.attach(kind, visit, upload(name, content), act=act_by(cast[username]))

    return attach_one


def test_photograph_is_kept_without_its_notes_and_shown_small(signed_in, visit, attach):
    stored = attach(photo((900, 600), orientation=6))
    with stored.file.open() as file:
        assert MAKER.encode() not in file.read()
    client = signed_in("jingjibu")
    small = client.get(f"{files_of(visit)}{stored.pk}/thumbnail/")
    assert reopened(small.content).size == (160, 240)
    whole = client.get(f"{files_of(visit)}{stored.pk}/")
    assert reopened(content_of(whole)).size == (600, 900)
    assert whole["Content-Type"] == "image/jpeg"


def test_same_file_is_kept_once_and_history_tells(visit, attach, cast):
    assert attach(photo()).pk == attach(photo()).pk
    told = visit.events.filter(action="attach").values_list("reason", "by__username")
    assert list(told) == [("现场.jpg", "lijiaxiang")]


def test_program_is_refused(attach):
    assert refusal_of(attach, program(), "现场.jpg") == [
        "“现场.jpg”：文件内容与扩展名不符：这是一个程序，不是文档或图片，不能上传。"
    ]


@pytest.mark.parametrize("username", ["meishan", "jingjibu"])
def test_only_the_keeper_adds_and_removes(kind, cast, visit, attach, username):
    stored = attach(pdf(), "签到表.pdf")
    assert refusal_of(attach, photo(), username=username)
    act = act_by(cast[username])
    assert refusal_of(services.remove, kind, visit, stored.pk, act=act)


def test_removed_file_is_gone_for_readers_and_its_row_stays(signed_in, visit, attach):
    stored = attach(pdf(), "签到表.pdf")
    client = signed_in("lijiaxiang")
    for told in ("附件已移除。", "这个附件已经不在了，没有移除。"):
        answer = client.post(f"{files_of(visit)}{stored.pk}/remove/")
        assert answer["Location"] == f"/techservice/records/outreach/{visit.pk}/#evidence"
        assert told in readable(client.get(answer["Location"]))
    assert client.get(f"{files_of(visit)}{stored.pk}/").status_code == 404
    assert RecordFile.objects.get().removed_at is not None
    assert visit.events.last().reason == "签到表.pdf"


def test_number_of_files_is_bounded(cast, visit, attach):
    for number in range(20):
        visit.files.create(
            file=ContentFile(b"x", name="a"), original_name=f"{number}.jpg",
            content_type="image/jpeg", size=1, sha256=f"{number:064}",
            uploaded_by=cast["lijiaxiang"], uploaded_at=timezone.now(),
        )  # fmt: skip
    assert refusal_of(attach, photo()) == [
        "“现场.jpg”没有上传：每条记录最多 20 个附件，请先移除不需要的。"
    ]


def test_page_attaches_several_and_answers_each(signed_in, visit):
    client = signed_in("lijiaxiang")
    chosen = [upload("现场.jpg", photo()), upload("签到表.pdf", pdf()), upload("坏.jpg", program())]
    answer = client.post(files_of(visit), {"evidence": chosen})
    page = readable(client.get(answer["Location"]))
    assert "已上传 2 个附件。" in page
    assert "“坏.jpg”：文件内容与扩展名不符" in page
    assert len(re.findall(r'class="attachment-thumbnail"', page)) == 1
    nothing = client.get(client.post(files_of(visit))["Location"])
    assert "请先点“选择文件”，再点“上传”。" in readable(nothing)


def test_file_of_another_record_is_not_found_here(signed_in, cast, visit, attach):
    stored = attach(pdf(), "签到表.pdf")
    client = signed_in("lijiaxiang")
    other = f"/techservice/records/outreach/{visit.pk + 1}/files/{stored.pk}/"
    assert client.get(other).status_code == 404
    assert client.get(f"{files_of(visit)}{10**30}/").status_code == 404
    assert client.get(f"{files_of(visit)}{stored.pk}/thumbnail/").status_code == 404
