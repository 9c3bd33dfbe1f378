"""Kept prints: made once, whole or not at all."""

import stat
from pathlib import Path

import pytest

from changxing_union.printing.store import KeptPrints, kept_prints


def never() -> bytes:
    raise AssertionError("made again")


def test_print_is_made_once_and_kept(tmp_path):
    store = KeptPrints(tmp_path / "prints")
    path = store.get_or_make("2018-1-330522102-0007 v1", lambda: b"%PDF")
    assert path.read_bytes() == b"%PDF"
    assert store.get_or_make("2018-1-330522102-0007 v1", never) == path


def test_other_version_is_another_print(tmp_path):
    store = KeptPrints(tmp_path)
    first = store.get_or_make("v1", lambda: b"1")
    second = store.get_or_make("v2", lambda: b"2")
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")


def test_key_cannot_leave_the_store(tmp_path):
    path = KeptPrints(tmp_path).path_of("../../etc/passwd")
    assert path.resolve().is_relative_to(tmp_path.resolve())


def test_prints_are_private_to_the_portal(tmp_path):
    path = KeptPrints(tmp_path / "prints").get_or_make("v1", lambda: b"1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_failed_print_leaves_nothing(tmp_path):
    store = KeptPrints(tmp_path)
    with pytest.raises(AssertionError, match="made again"):
        store.get_or_make("v1", never)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        KeptPrints(tmp_path).get_or_make("v1", lambda: b"1")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_portal_keeps_prints_below_media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert kept_prints().root == Path(tmp_path) / "prints"
