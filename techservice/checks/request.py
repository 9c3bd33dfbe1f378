"""The checks of annex 5 (domain §2.5): cells in, sentences out, no database."""

from collections.abc import Iterator, Sequence
from datetime import date

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.cellforms import ROW_PREFIX
from changxing_union.kernel.text import match_key
from techservice.models import ServiceRequest, TrainingDemand

# The cells without which the form cannot be filed, with the words that ask for them.
REQUIRED = {
    "unit_name": "请填写企业名称。",
    "filled_on": "请填写填写日期，例如 2018 年 4 月 2 日。",
    "chair_name": "请填写工会主席姓名。",
    "address": "请填写企业地址。",
}
CONTACTS = ("phone", "qq", "wechat")
NO_CONTACT = "请填写联系电话、QQ号、微信号中的至少一项。"
NO_NEED = "请填写急需技术服务的项目、内容；只有培训需求的，请填写下面的工种和人数。"
MOST_TRAINED = 9_999


def need_findings(request: ServiceRequest, unreadable: frozenset[str]) -> Iterator[Finding]:
    """What the sheet lacks beside ``REQUIRED``: a way to reach the enterprise, and a need."""
    if not request.contact and not unreadable.intersection(CONTACTS):
        yield Finding("phone", NO_CONTACT, Level.MISSING)
    if not request.need_text and "need_text" not in unreadable and not request.working_rows:
        yield Finding("need_text", NO_NEED, Level.MISSING)


def early_findings(request: ServiceRequest, opened_on: date) -> Iterator[Finding]:
    """Nobody asked for the form before the notice was issued (N46)."""
    if request.filled_on and request.filled_on < opened_on:
        sentence = "填写日期早于通知印发日期，请核对。"
        yield Finding("filled_on", sentence, Level.WARNING)


def demand_findings(
    rows: Sequence[TrainingDemand], unreadable: frozenset[str]
) -> Iterator[Finding]:
    """工种 and 人数 of each line: both, and each trade once."""
    first_lines: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        where, name = f"第 {number} 行", f"{ROW_PREFIX}{row.key}"
        for field, sentence, level in _of_line(row, number, first_lines):
            cell = f"{name}-{field}"
            if level is not Level.MISSING or cell not in unreadable:
                yield Finding(cell, sentence, level, where)


def _of_line(
    row: TrainingDemand, number: int, first_lines: dict[str, int]
) -> Iterator[tuple[str, str, Level]]:
    if not row.trade:
        yield "trade", "请填写工种。", Level.MISSING
    if row.head_count is None:
        yield "head_count", "请填写培训人数。", Level.MISSING
    elif not 1 <= row.head_count <= MOST_TRAINED:
        yield "head_count", f"培训人数应在 1 到 {MOST_TRAINED} 之间，请核对。", Level.ERROR
    key = match_key(row.trade)
    first = first_lines.setdefault(key, number) if key else number
    if first != number:
        yield "trade", f"与第 {first} 行是同一工种，请核对是否重复。", Level.WARNING
