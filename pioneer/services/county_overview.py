"""All annex-2 sheets of a campaign at a glance: who has reported what, and who has not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum, TextChoices

from changxing_union.filing.models import Filing, FormType, State
from changxing_union.kernel.dates import show_date, show_weekday
from changxing_union.organizations.models import KINDS_OF_GROUP, Group, Kind, Organization
from pioneer.models import ReportKind, SummaryRow
from pioneer.services.cross_facts import filed_sheets


class Standing(TextChoices):
    """Where a union's annex 2 is, as the county sees it; the values stand in addresses."""

    NONE = "none", "未报"
    FILED = "filed", "已上报，待接收"
    RETURNED = "returned", "退回修改中"
    CHANGING = "draft", "变更中"
    APPROVED = "approved", "已接收"


NIL = "nil", "零报告"
# How each is drawn: the states of filings have their shapes already.
SHAPES = {Standing.NONE: "declined", Standing.CHANGING: "returned"}


@dataclass(frozen=True)
class UnionLine:
    """One union and its sheet. The numbers are those of the lines last filed.

    ``due_on`` is the last day to file, an extension of its own included; ``is_due`` says that it is
    past and nothing was filed.
    """

    union: Organization
    standing: Standing
    filing: Filing | None = None
    is_nil: bool = False
    due_on: date | None = None
    is_due: bool = False
    enterprises: int = 0
    teams: int = 0
    workers: int = 0

    @property
    def words(self) -> str:
        """The state as the county says it."""
        if self.filing is None or self.standing not in (Standing.NONE, Standing.CHANGING):
            return self.standing.label
        if self.standing is Standing.CHANGING:
            return f"变更中（第 {self.filing.version} 版有效）"
        return f"未报（第 {self.filing.version} 版已撤回）"

    @property
    def shape(self) -> str:
        """The state of a filing that is drawn alike."""
        return SHAPES.get(self.standing, self.standing.value)

    @property
    def is_late(self) -> bool:
        """逾期: filed too late, or still not filed."""
        return self.is_due or (self.filing is not None and self.filing.is_late)


@dataclass(frozen=True)
class Totals:
    """合计 of several unions; an enterprise with teams in two of them counts once."""

    unions: int
    enterprises: int
    teams: int
    workers: int


def union_lines(form_type: FormType, *, due_on: date | None, today: date) -> list[UnionLine]:
    """Every reporting union in the official order, and whoever else has filed; four queries.

    ``due_on`` is the last day to file for whoever has no extension.
    """
    filings = _filings(form_type)
    in_use = Organization.objects.reporting().values("pk")
    unions = Organization.objects.filter(Q(pk__in=in_use) | Q(pk__in=list(filings)))
    counts = _counts(filing.pk for filing in filings.values())
    extended = dict(form_type.extensions.values_list("organization", "until"))
    lines = []
    for union in unions:
        filing = filings.get(union.pk)
        standing = _standing(filing)
        last_day = max(filter(None, (due_on, extended.get(union.pk))), default=None)
        sheet = filing.pk if filing and standing is not Standing.NONE else 0
        enterprises, teams, workers = counts.get(sheet, (0, 0, 0))
        lines.append(
            UnionLine(
                union=union,
                standing=standing,
                filing=filing,
                is_nil=_is_nil(filing, standing),
                due_on=last_day,
                is_due=standing is Standing.NONE and last_day is not None and today > last_day,
                enterprises=enterprises,
                teams=teams,
                workers=workers,
            )
        )
    return lines


def _filings(form_type: FormType) -> dict[int, Filing]:
    """Union → its sheet; a draft never filed is nobody's business.

    What was taken back is shown, too: as taken back, with no numbers.
    """
    sheets = filed_sheets(form_type).select_related("summary_sheet", "form_type")
    return {filing.organization_id: filing for filing in sheets}


def _standing(filing: Filing | None) -> Standing:
    """撤回 leaves a sheet not reported; once received, it stands while its union changes it."""
    if filing is None:
        return Standing.NONE
    if filing.state == State.DRAFT:
        was_received = getattr(filing, "was_received", False)
        return Standing.CHANGING if was_received else Standing.NONE
    return Standing(filing.state)


def _is_nil(filing: Filing | None, standing: Standing) -> bool:
    """零报告 as filed; what was taken back reports nothing, not even that."""
    if filing is None or standing is Standing.NONE:
        return False
    return filing.summary_sheet.filed_kind == ReportKind.NIL


def _counts(sheets: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """Sheet → 企业参赛数, 班组数 and 职工数 as filed."""
    grouped = (
        SummaryRow.objects.filed().filter(sheet__in=list(sheets)).order_by().values("sheet")
    ).annotate(
        enterprises=Count("unit_key", distinct=True, filter=~Q(unit_key="")),
        teams=Count("pk"),
        workers=Sum("participant_count", default=0),
    )
    columns = ("sheet", "enterprises", "teams", "workers")
    return {sheet: (*counts,) for sheet, *counts in grouped.values_list(*columns)}


def totals(lines: Sequence[UnionLine]) -> Totals:
    """合计 of ``lines``; one query, for the distinct enterprises."""
    standing = [
        line.filing.pk for line in lines if line.filing and line.standing is not Standing.NONE
    ]
    rows = SummaryRow.objects.filed().filter(sheet__in=standing).exclude(unit_key="")
    return Totals(
        unions=len(lines),
        enterprises=rows.aggregate(found=Count("unit_key", distinct=True))["found"],
        teams=sum(line.teams for line in lines),
        workers=sum(line.workers for line in lines),
    )


def chosen_lines(lines: Iterable[UnionLine], *, state: str, group: str) -> list[UnionLine]:
    """Those of ``lines`` that the filters let through; an empty filter lets everything through."""
    kinds = KINDS_OF_GROUP[Group(group)] if group else Kind
    return [
        line
        for line in lines
        if line.union.kind in kinds
        and (line.is_nil if state == NIL[0] else state in ("", line.standing.value))
    ]


def chase_text(
    form_type: FormType, missing: Sequence[UnionLine], *, due_on: date | None, today: date
) -> str:
    """What to paste into the group: who has not reported, and until when to; empty if all have."""
    if not missing:
        return ""
    names = "、".join(_chased(line, due_on) for line in missing)
    day = f"{show_date(due_on)}（{show_weekday(due_on)}）" if due_on else ""
    call = "请登录平台上报"
    if due_on:
        is_past = due_on < today
        call = f"应于{day}前上报，请尽快登录平台上报" if is_past else f"请于{day}前登录平台上报"
    return (
        f"【{form_type.short_title}】截至{show_date(today)}，以下 {len(missing)} 个工会尚未上报：\n"
        f"{names}。\n{call}；没有班组参赛的，请报“零报告”。"
    )


def _chased(line: UnionLine, due_on: date | None) -> str:
    is_extended = line.due_on is not None and line.due_on != due_on
    extension = f"（延期至{show_date(line.due_on)}）" if is_extended else ""
    return f"{line.union.short_name}{extension}"
