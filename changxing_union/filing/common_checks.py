"""Checks that several annexes share: cells that are missing, a person's dates, the unit's name.

Every check is silent while a cell it needs is empty.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from changxing_union.filing.annexes import Finding, Level
from changxing_union.kernel.dates import age_on
from changxing_union.kernel.text import match_key
from changxing_union.organizations.services import (
    TAKEN_ELSEWHERE,
    UNIT_NAME_TOO_SHORT,
    reports_elsewhere,
)

YOUNGEST, OLDEST = 16, 70


def missing_cells(
    row: object, required: Mapping[str, str], unreadable: Collection[str]
) -> Iterator[Finding]:
    """A sentence of ``required`` for each cell of ``row`` that is empty.

    ``unreadable`` cells hold text that could not be read: they are not empty.
    """
    for name, sentence in required.items():
        if name not in unreadable and getattr(row, name) in (None, ""):
            yield Finding(name, sentence, Level.MISSING)


def age_findings(name: str, birth: date | None, today: date) -> Iterator[Finding]:
    """Whoever is younger than 16 or older than 70 is looked at again (domain §2.1, 出生年月)."""
    age = age_on(birth, today) if birth else YOUNGEST
    if not YOUNGEST <= age <= OLDEST:
        yield Finding(name, f"按出生年月计算为 {age} 岁，请核对。", Level.WARNING)


def tenure_findings(name: str, birth: date | None, since: date | None) -> Iterator[Finding]:
    """Nobody holds a post before 16 (domain §2.1, 何年何月任职)."""
    if birth and since and age_on(birth, since) < YOUNGEST:
        sentence = f"任职时未满 {YOUNGEST} 周岁，请核对出生年月和任职时间。"
        yield Finding(name, sentence)


def unit_name_findings(name: str, unit: str) -> Iterator[Finding]:
    """What stands in cell ``name`` names no unit."""
    if unit and (len(unit) < 2 or not match_key(unit)):
        yield Finding(name, UNIT_NAME_TOO_SHORT)


def elsewhere_findings(name: str, unit: str, *, organization_id: int) -> Iterator[Finding]:
    """The unit in cell ``name`` reports to another union."""
    if reports_elsewhere(unit, organization_id=organization_id):
        yield Finding(name, TAKEN_ELSEWHERE)
