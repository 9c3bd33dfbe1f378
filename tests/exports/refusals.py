"""What a reader of tables says when it refuses."""

from pathlib import Path

import pytest

from changxing_union.exports.reading import read_workbook
from changxing_union.kernel.refusals import Refused


def refusal(path: Path, **options: object) -> tuple[str, ...]:
    """The sentences with which the workbook at ``path`` is refused."""
    with pytest.raises(Refused) as caught:
        read_workbook(path, **options)
    return caught.value.reasons
