"""Annex 2 as a finished table: what paper and workbook show, filled elsewhere from the models."""

from collections.abc import Iterable
from dataclasses import dataclass

# Between unit and team where they are printed joined. Names typed into the portal never hold it
# (blanks become half-width), so a joined cell of ours can be taken apart again with certainty.
JOINER = "\u3000"
# What the paper prints before the name of the union.
UNION_LABEL = "乡镇（街道、园区）、县直属产业（行业）工会（工委）："


def distinct_units(unit_keys: Iterable[str]) -> int:
    """企业参赛数: how many different units the compared names stand for; no name counts nothing."""
    return len({key for key in unit_keys if key})


@dataclass(frozen=True)
class SummaryLine:
    """One line as texts; ``participants`` keeps what was typed when that was no number."""

    unit: str
    team: str
    industry: str
    participants: int | str
    leader: str
    contact: str  # 手机号 and 微信号 joined by "/"

    @property
    def unit_and_team(self) -> str:
        """单位班组名称, as the official column has it."""
        return JOINER.join(part for part in (self.unit, self.team) if part)


@dataclass(frozen=True)
class SummaryTable:
    """One union's annex 2; the totals are computed by whoever fills it, never typed.

    ``unit_keys`` are the compared names behind ``lines``, in their order: over several unions the
    distinct ones are the 企业参赛数.
    """

    organization: str  # the full name on the header line
    short_name: str  # for the names of worksheets and for the merged sheet
    title: str
    footer: str  # verbatim 备注
    lines: tuple[SummaryLine, ...]
    unit_keys: tuple[str, ...]
    is_nil: bool = False  # 零报告
    state_label: str = ""
    reference: str = ""
    # 企业参赛数 where the table does not know by its names alone which units were merged.
    enterprises: int | None = None

    @property
    def enterprise_total(self) -> int:
        """企业参赛数: distinct enterprises, not rows."""
        return distinct_units(self.unit_keys) if self.enterprises is None else self.enterprises

    @property
    def worker_total(self) -> int:
        """职工数: the sum of 参赛人数 as far as it is known."""
        return sum(line.participants for line in self.lines if isinstance(line.participants, int))
