"""The checks of annex 2 (domain §2.2): lines in, sentences out, no database.

An error or a missing cell keeps the sheet from being filed; a warning only asks for a second look.
"""

from collections.abc import Iterator, Sequence

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.cellforms import ROW_PREFIX
from changxing_union.kernel.text import match_key
from pioneer.industries import section_of
from pioneer.models import ReportKind, SummaryRow

# The cells without which a line cannot be filed, with the words that ask for them.
REQUIRED = {
    "unit_name": "请填写单位名称。",
    "team_name": "请填写班组名称。",
    "industry": "请填写所属行业，可从列表中选。",
    "participant_count": "请填写参赛人数。",
    "leader_name": "请填写组长姓名。",
    "contact": "请填写组长的手机号或微信号。",
}
NO_ROWS = "请填写参赛班组；没有班组参赛的，请在“本表内容”中选择“零报告”。"
# What a hand-kept list writes for “the same as above”; here each line stands by itself.
DITTO = frozenset({"同上", "同前", "同", "〃", "″", "”", '"', "''", "々"})
# The words of a line that sums others up; whoever fills in the table by hand writes them there.
SUMS = frozenset({"小计", "合计", "总计", "共计"})
EMPTY = (None, "", ("", ""))


def summary_findings(
    report_kind: str,
    rows: Sequence[SummaryRow],
    *,
    unreadable: frozenset[str] = frozenset(),
    numbers: Sequence[int] = (),
) -> list[Finding]:
    """Every sentence about a sheet and its lines, in the order of the paper.

    ``unreadable`` names cells whose text could not be read: they are not empty, so they are not
    reported as missing. ``numbers`` are what the lines are called where they are not yet counted
    through: their lines in a file.
    """
    findings = []
    if report_kind == ReportKind.NIL and rows:
        sentence = f"已选择“零报告”，但表中还有 {len(rows)} 行。请删去这些行，或改选“有参赛班组”。"
        findings.append(Finding("report_kind", sentence))
    if report_kind == ReportKind.TEAMS and not rows:
        findings.append(Finding("report_kind", NO_ROWS, Level.MISSING))
    first_lines: dict[tuple[str, str], int] = {}
    for number, row in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        where, name = f"第 {number} 行", f"{ROW_PREFIX}{row.key}"
        for field, sentence, level in [
            *_missing(row, name, unreadable),
            *_odd(row),
            *_repeated(row, number, first_lines),
        ]:
            findings.append(Finding(f"{name}-{field}", sentence, level, where))
    return findings


def _missing(
    row: SummaryRow, name: str, unreadable: frozenset[str]
) -> Iterator[tuple[str, str, Level]]:
    for field, sentence in REQUIRED.items():
        if getattr(row, field) in EMPTY and f"{name}-{field}" not in unreadable:
            yield field, sentence, Level.MISSING


def _odd(row: SummaryRow) -> Iterator[tuple[str, str, Level]]:
    ditto = [name for name in ("unit_name", "team_name", "industry", "leader_name")
             if "".join(getattr(row, name).split()) in DITTO]  # fmt: skip
    for name in ditto:
        sentence = f"“{getattr(row, name)}”不能单独看懂，请照上面那一行写出全称。"
        yield name, sentence, Level.ERROR
    if ditto:
        return
    if "".join(row.unit_name.split()) in SUMS:
        yield "unit_name", "这是合计行，不是参赛班组，请删去这一行；合计由系统计算。", Level.ERROR
        return
    if row.unit_name and (len(row.unit_name) < 2 or not match_key(row.unit_name)):
        yield "unit_name", "请填写单位全称（至少 2 个字）。", Level.ERROR
    if row.team_name and not match_key(row.team_name):
        yield "team_name", "请填写班组名称。", Level.ERROR
    if row.participant_count == 0:
        yield "participant_count", "参赛人数至少为 1 人，请核对。", Level.ERROR
    if row.industry and not section_of(row.industry):
        sentence = f"“{row.industry}”不是常用的行业名称，将照此打印，请核对。"
        yield "industry", sentence, Level.WARNING


def _repeated(
    row: SummaryRow, number: int, first_lines: dict[tuple[str, str], int]
) -> Iterator[tuple[str, str, Level]]:
    """The later of two lines of one team bears the sentence; ``first_lines`` remembers them all."""
    # One spelling of a merged unit is as good as the other: its key knows, once the row is stored.
    unit, team = row.unit_key or match_key(row.unit_name), match_key(row.team_name)
    if not unit or not team:
        return
    first = first_lines.setdefault((unit, team), number)
    if first != number:
        sentence = f"与第 {first} 行是同一单位的同一班组，请删去一行或核对名称。"
        yield "team_name", sentence, Level.ERROR
