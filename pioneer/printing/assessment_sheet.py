"""What the printed annex 3 says: plain strings, filled elsewhere from the models (domain §2.3)."""

from dataclasses import dataclass

from changxing_union.printing.marks import MarkLine


@dataclass(frozen=True, kw_only=True)
class PrintedItem:
    """One numbered line of the table; scores are empty until they are given.

    Consecutive lines of one ``category`` share its cell.
    """

    number: str
    category: str
    content: str
    points: str
    self_points: str = ""
    points_given: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentSheet:
    """附件3 as printed: blank, scored by the union itself, or assessed, by what is filled in.

    Numbers may bear idle zeros (20.0): paper shows none. ``other_wall_text`` (备注3) earns no
    points and prints below the table; ``assessor_line`` adds a line for 考核人 and 日期, which the
    notice does not have (O-17), with the names and the day or with room for them.
    """

    title: str
    footer: str
    rows: tuple[PrintedItem, ...]
    annex_mark: str = "附件3"
    unit_and_team: str = ""
    points_total: str = "100"
    self_total: str = ""
    given_total: str = ""
    other_wall_text: str = ""
    assessor_line: bool = False
    assessors: str = ""
    assessed_on: str = ""
    mark_line: MarkLine | None = None
    status_note: str = ""  # 草稿（未上报）, 作废: printed beside the annex mark


def unit_and_team(unit: str, team: str) -> str:
    """单位（班组） as the line beside the seal names them; either may be empty (O-18)."""
    return f"{unit}（{team}）" if unit and team else unit or team
