"""Files for the readers of tables."""

from collections.abc import Callable
from pathlib import Path

import pytest

from changxing_union.exports.raw import RawSheet
from changxing_union.exports.reading import read_workbook


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[bytes], Path]:
    """Stores bytes as a file whose name tells nothing, and gives its path."""

    def store(content: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return path

    return store


@pytest.fixture
def read(stored: Callable[[bytes], Path]) -> Callable[[bytes], list[RawSheet]]:
    """Reads bytes as a workbook."""
    return lambda content: read_workbook(stored(content))
