import json
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.django_db
NAME = '盖章扫描件 㛃䶮𠅤;".pdf'


@pytest.fixture
def ask(signed_in, tmp_path):
    path = tmp_path / "a1b2"
    path.write_bytes(b"content")
    responses = []

    def get(content_type, *, inline, path=path):
        asked = {
            "path": str(path),
            "content_type": content_type,
            "download_name": NAME,
            "inline": inline,
        }
        response = signed_in.get("/document/", {"asked": json.dumps(asked)})
        responses.append(response)
        return response

    yield get
    for response in responses:
        response.close()


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg"])
def test_picture_is_shown_in_a_sandbox(ask, kind):
    response = ask(kind, inline=True)
    assert b"".join(response) == b"content"
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_pdf_is_shown_without_the_rules_its_viewer_cannot_bear(ask):
    response = ask("application/pdf", inline=True)
    assert response.headers["Content-Disposition"].startswith("inline;")
    assert "Content-Security-Policy" not in response.headers


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/octet-stream"])
def test_anything_else_is_a_download_even_when_asked_to_show_it(ask, kind):
    response = ask(kind, inline=True)
    assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(NAME)}"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_lost_file_is_a_sentence(ask, tmp_path):
    response = ask("image/png", inline=True, path=tmp_path / "gone")
    assert response.status_code == 409
    assert "文件在服务器上找不到，请联系系统管理员并说明文件名称。" in response.text
