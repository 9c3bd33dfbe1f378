"""What the tests of registers start from: 劳模“三进” stands for all of them."""

import pytest

from changxing_union.records.kinds import kind_called
from techservice.models import OUTREACH_KIND
from tests.factories.records import make_outreach


@pytest.fixture
def kind():
    return kind_called(OUTREACH_KIND)


@pytest.fixture
def visit(cast):
    return make_outreach(cast["lijiaxiang"])
