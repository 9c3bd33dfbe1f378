"""A sheet of three lines and a colleague's hand on it, for the tests of tables."""

import pytest

from changxing_union.filing.editing import save_typed
from tests.factories.pioneer import act_by
from tests.filing.row_sheet import three_lines


@pytest.fixture
def sheet(cast):
    return three_lines(cast["lijiaxiang"])


@pytest.fixture
def save(sheet, cast):
    """Types into the sheet as ``lijiaxiang`` (or ``by``) from a page drawn with ``base``."""

    def type_in(texts, *, base=None, by="lijiaxiang"):
        return save_typed(sheet, texts, base=base, act=act_by(cast[by]))

    return type_in


@pytest.fixture
def address(sheet):
    return f"/filings/{sheet.reference}/edit/"
