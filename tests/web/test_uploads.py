import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from changxing_union.kernel.refusals import Refused
from changxing_union.web.file_kinds import SCANS
from changxing_union.web.files import inspect_upload
from changxing_union.web.uploads import BoundedFileUploadHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_limits(settings, tmp_path):
    settings.ATTACHMENT_MAX_BYTES = 200_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_HANDLERS = [
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
        "changxing_union.web.uploads.BoundedFileUploadHandler",
    ]


def post(client, size):
    scan = SimpleUploadedFile("扫描.pdf", b"x" * size)
    response = client.post("/echo/", {"before": "前", "scan": scan, "after": "后"})
    return json.loads(response.content)


@pytest.mark.parametrize("size", [1, 500, 70_000, 200_000])
def test_file_within_the_limit_arrives_whole(signed_in, size):
    assert post(signed_in, size)["files"] == {"scan": size}


def test_larger_file_is_known_by_size_only_and_the_form_stays_whole(signed_in):
    arrived = post(signed_in, 1_500_000)
    assert arrived["files"] == {"scan": 1_500_000}
    assert (arrived["fields"]["before"], arrived["fields"]["after"]) == (["前"], ["后"])


def test_larger_file_leaves_the_disk_before_it_has_arrived(tmp_path):
    handler = BoundedFileUploadHandler()
    handler.new_file("scan", "扫描.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"x" * 200_000, 0)
    assert len(list(tmp_path.iterdir())) == 1
    handler.receive_data_chunk(b"x", 200_000)
    assert list(tmp_path.iterdir()) == []


def test_stand_in_for_a_larger_file_is_refused_with_its_true_size():
    handler = BoundedFileUploadHandler()
    handler.new_file("scan", "扫描.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"x" * 200_001, 0)
    file = handler.file_complete(20 * 1024 * 1024)
    with pytest.raises(Refused, match="大小为 20 MB，超过单个文件 10 MB 的上限"):
        inspect_upload(file, kinds=SCANS, max_bytes=10 * 1024 * 1024)


def test_request_beyond_all_reason_is_not_stored(signed_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    scan = SimpleUploadedFile("扫描.pdf", b"x" * 500_000)
    assert signed_in.post("/echo/", {"scan": scan}).status_code == 413


def test_files_beyond_those_of_one_press_are_known_by_size_only(tmp_path, settings):
    settings.ATTACHMENTS_AT_ONCE = 2
    handler = BoundedFileUploadHandler()
    arrived = []
    for number in range(4):
        handler.new_file("scan", f"{number}.pdf", "application/pdf", None)
        handler.receive_data_chunk(b"x" * 100, 0)
        arrived.append(handler.file_complete(100))
    assert [(file.name, file.size, len(file.read())) for file in arrived] == [
        ("0.pdf", 100, 100), ("1.pdf", 100, 100), ("2.pdf", 100, 0), ("3.pdf", 100, 0),
    ]  # fmt: skip
    assert len(list(tmp_path.iterdir())) == 2
