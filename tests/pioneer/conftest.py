"""Who acts in the tests of annexes 1 and 2, and one team that two unions list."""

import pytest

from changxing_union.organizations.models import Organization
from tests.pioneer.county_sheets import filed_sheet, line


@pytest.fixture
def lijiaxiang(cast):
    return Organization.objects.get(code="330522102")


@pytest.fixture
def meishan(cast):
    return Organization.objects.get(code="330522112")


@pytest.fixture
def pair(cast):
    """One team in two sheets: third line at 李家巷, second at 煤山."""
    first = filed_sheet(
        cast["lijiaxiang"], [line(team="甲班"), line(team="乙班"), line(mobile="13900000001")]
    )
    second = filed_sheet(
        cast["meishan"], [line(unit="煤山测试厂"), line(unit="长兴 测试纺织有限公司")]
    )
    return first, second
