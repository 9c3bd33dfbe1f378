"""The checks of annex 4 (domain §2.4): facts in, sentences out, no database.

An error or a missing cell keeps the form from being filed; a warning only asks for a second look.
"""

from collections.abc import Iterator
from datetime import date

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.common_checks import age_findings, missing_cells, tenure_findings
from changxing_union.kernel.dates import show_date
from techservice.models import EnergySupervisor

# The cells without which the form cannot be filed, with the words that ask for them.
REQUIRED = {
    "unit_name": "请填写企业名称。",
    "filled_on": "请填写填写日期，例如 2018 年 4 月 2 日。",
    "name": "请填写姓名。",
    "gender": "请选择性别。",
    "birth": "请填写出生年月，例如 1985 年 3 月。",
    "education": "请填写文化程度。",
    "politics": "请填写政治面貌。",
    "mobile": "请填写手机号。",
    "address": "请填写单位地址。",
}


def supervisor_findings(
    supervisor: EnergySupervisor,
    *,
    today: date,
    opened_on: date,
    unreadable: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Every sentence about the cells of ``supervisor`` as of ``today``.

    ``opened_on`` is the day of the notice; ``unreadable`` cells hold text nobody could parse.
    """
    return [
        *missing_cells(supervisor, REQUIRED, unreadable),
        *_filled_on(supervisor, today, opened_on),
        *age_findings("birth", supervisor.birth, supervisor.filled_on or today),
        *tenure_findings("since", supervisor.birth, supervisor.since),
    ]


def _filled_on(supervisor: EnergySupervisor, today: date, opened_on: date) -> Iterator[Finding]:
    """Not ahead, not before the notice (N46), and not before what the form tells of."""
    day, since = supervisor.filled_on, supervisor.since
    if day is None:
        return
    if day > today:
        yield Finding("filled_on", "填写日期不能晚于今天，请核对。")
    if day < opened_on:
        sentence = f"填写日期早于通知印发日期（{show_date(opened_on)}），请核对。"
        yield Finding("filled_on", sentence, Level.WARNING)
    if since and since > day:
        yield Finding("since", "任职时间晚于填写日期，请核对。")
