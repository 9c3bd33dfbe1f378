"""A NUL character is refused before it reaches a database that cannot store it."""

import pytest

ADVICE = "提交的内容里有无法识别的字符。请检查刚粘贴的文字，删去后重新填写。"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/login/?next=%00", None),
        ("/login/?%00=1", None),
        ("/login/", {"username": "li\x00jia", "password": "x"}),
    ],
)
def test_nul_in_address_or_field_is_refused_with_a_sentence(client, path, fields):
    response = client.get(path) if fields is None else client.post(path, fields)
    assert response.status_code == 400
    assert ADVICE in response.content.decode()


@pytest.mark.django_db
def test_nul_in_a_cookie_makes_its_sender_a_stranger(client):
    # Written as a header: newer Pythons refuse to make such a cookie themselves.
    answer = client.get("/desk/", headers={"Cookie": r'sessionid="abcdefgh\000ijkl"'})
    assert answer.status_code == 302
