"""Annex 2: opening a sheet, keeping its lines in order, and what filing it leaves behind."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from django.db import transaction

from changxing_union.filing import services as filing_services
from changxing_union.filing.blockers import CHANGED_SINCE
from changxing_union.filing.cellforms import MAX_TYPED, ROW_PREFIX, new_row_names, row_key
from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.permissions import can_edit
from changxing_union.filing.services import (
    claim_unique_key,
    lock,
    note_change,
    open_filing,
    open_once,
    settle_row_flags,
)
from changxing_union.filing.services.lines import LineTable, keep_as_filed
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import match_key
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Organization
from changxing_union.organizations.permissions import can_file_for
from changxing_union.organizations.services import ListedTeam, canonical_keys, register_listed
from pioneer.cellforms.summary import SummaryRowForm
from pioneer.checks.summary import DITTO, REQUIRED, SUMS
from pioneer.models import SUMMARY_KIND, ReportKind, SummaryRow, SummarySheet
from pioneer.summary_table import distinct_units

MOST_ROWS = 10_000
TOO_MANY_ROWS = f"一张汇总表最多 {MOST_ROWS:,} 行，请删去不需要的行后再试。"
HAS_ONE = "本年度的汇总表已经建立（每个工会一份）。请刷新页面，打开原表继续填写。"
NOT_EDITABLE = "该汇总表现在不能修改，请刷新页面查看最新情况。"


def open_form_type() -> FormType | None:
    """Annex 2 of the newest campaign that is open: the one that is filled in now."""
    return filing_services.open_form_type(SUMMARY_KIND)


def open_summary(
    form_type: FormType,
    *,
    organization: Organization,
    act: Act,
    report_kind: str = ReportKind.TEAMS,
) -> SummarySheet:
    """A new draft; one per union and campaign, and the same request sent twice opens one."""
    begin = partial(_begin, form_type, organization, act, report_kind)
    return open_once(act, begin).summary_sheet


def _begin(form_type: FormType, organization: Organization, act: Act, report_kind: str) -> Filing:
    refuse_if([] if can_file_for(act.by, organization) else ["您不是该工会的填报员。"])
    filing = open_filing(form_type, organization=organization, enterprise=None, act=act)
    refuse_if([] if claim_unique_key(filing, f"{organization.pk}") else [HAS_ONE])
    sheet = SummarySheet.objects.create(filing=filing, report_kind=report_kind)
    publish(sheet)
    return filing


def _line(sheet: SummarySheet, key: str, position: int) -> SummaryRow:
    return SummaryRow(sheet=sheet, key=key, position=position)


LINES = LineTable(SummaryRowForm, _line, MOST_ROWS, TOO_MANY_ROWS)


def keep_in_step(sheet: SummarySheet) -> None:
    """Compared names follow the typed ones; what lists show follows a sheet never filed.

    Once filed, lists keep showing what was filed until the next 上报.
    """
    sheet.forget_rows()
    refresh_keys(sheet.working_rows)
    if sheet.filing.first_filed_at is None:
        publish(sheet)


def refresh_keys(rows: Sequence[SummaryRow]) -> None:
    """Bring ``unit_key`` and ``team_key`` up to date where the names changed."""
    SummaryRow.objects.bulk_update(set_keys(rows), ["unit_key", "team_key"], batch_size=500)


def set_keys(rows: Sequence[SummaryRow]) -> list[SummaryRow]:
    """Set ``unit_key`` and ``team_key`` by the names; returns the rows that had others."""
    merged = canonical_keys({match_key(row.unit_name) for row in rows})
    changed = []
    for row in rows:
        unit = match_key(row.unit_name)
        keys = merged.get(unit, unit), match_key(row.team_name)
        if keys != (row.unit_key, row.team_key):
            row.unit_key, row.team_key = keys
            changed.append(row)
    return changed


def publish(sheet: SummarySheet) -> None:
    """Let lists show what the sheet now says."""
    _name(sheet, sheet.report_kind, sheet.working_rows)


def rename_filed(sheet: SummarySheet) -> None:
    """Let lists show a sheet that was filed as it was filed, counted anew."""
    _name(sheet, sheet.filed_kind, list(sheet.rows.filed()))


def _name(sheet: SummarySheet, kind: str, rows: Sequence[SummaryRow]) -> None:
    filing = sheet.filing
    filing.category = kind
    if kind == ReportKind.NIL:
        filing.subject = "参赛企业汇总表（零报告）"
    else:
        units = distinct_units(row.unit_key for row in rows)
        filing.subject = f"参赛企业汇总表（{units} 个企业、{len(rows)} 个班组）"
    filing.search_text = f"{filing.subject} {filing.organization.name} {filing.reference}"
    filing.save(update_fields=["subject", "category", "search_text"])


@transaction.atomic
def add_rows(
    filing: Filing, lines: Sequence[Mapping[str, str]], *, act: Act, replace: bool = False
) -> SummarySheet:
    """Append ``lines`` (field → text) as they were typed, or put them in place of all there are.

    A text that cannot be read is kept to be corrected in the form, as if it had been typed there.
    """
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    stale = replace and act.seen not in ("", filing.edition)
    refuse_if([CHANGED_SINCE] if stale else [])
    sheet = filing.summary_sheet
    unparsed = dict(filing.unparsed)
    held = list(sheet.working_rows)
    replaced = held if replace else []
    if replace:
        sheet.rows.working().delete()
        unparsed = {name: text for name, text in unparsed.items() if not row_key(name)}
        sheet.forget_rows()
    count = len(sheet.working_rows)
    refuse_if([] if count + len(lines) <= MOST_ROWS else [TOO_MANY_ROWS])
    rows = []
    form = SummaryRowForm()
    keys = _keys_for(lines, replaced, besides={row.key for row in held})
    for number, (key, texts) in enumerate(zip(keys, lines, strict=True), start=count + 1):
        row_form = form.for_row(key, number)
        row = _line(sheet, key, number)
        unparsed |= _fill(row_form, row, texts)
        rows.append(row)
    SummaryRow.objects.bulk_create(rows, batch_size=500)
    cells = {row.key: _cells(row) for row in rows}
    settle_row_flags(filing, {row.key for row in replaced if cells.get(row.key) != _cells(row)})
    if rows and sheet.report_kind == ReportKind.NIL:
        sheet.report_kind = ReportKind.TEAMS
        sheet.save(update_fields=["report_kind"])
    note_change(filing, {"unparsed": unparsed}, act=act)
    keep_in_step(sheet)
    return sheet


def _keys_for(
    lines: Sequence[Mapping[str, str]], replaced: Sequence[SummaryRow], *, besides: Collection[str]
) -> list[str]:
    """A key for each line: a team that was listed before keeps the one it had.

    New ones are not among ``besides``, the keys that were held until now.
    Versions are compared and flags found by key, so a corrected table shows what was corrected.
    """
    known: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in reversed(replaced):
        known[match_key(row.unit_name), match_key(row.team_name)].append(row.key)
    keys = []
    for fresh, texts in zip(new_row_names(len(lines), besides=besides), lines, strict=True):
        team = match_key(texts.get("unit_name", "")), match_key(texts.get("team_name", ""))
        keys.append(known[team].pop() if known.get(team) else fresh.removeprefix(ROW_PREFIX))
    return keys


def _cells(row: SummaryRow) -> list[object]:
    return [getattr(row, name) for name in REQUIRED]


def _fill(form: SummaryRowForm, row: SummaryRow, texts: Mapping[str, str]) -> dict[str, str]:
    """Set what can be read of ``texts`` in ``row``; returns HTML name → text for the rest."""
    unreadable = {}
    for name in form.fields:
        text = texts.get(name, "")
        value, complaint = form.read(name, text)
        setattr(row, form.attribute(name), value)
        if complaint:
            unreadable[form.add_prefix(name)] = text[:MAX_TYPED]
    return unreadable


@transaction.atomic
def keep_filed_rows(sheet: SummarySheet, *, act: Act) -> None:
    """What was just filed becomes what the county counts, and what the registers know."""
    sheet.forget_rows()
    rows = sheet.working_rows
    refresh_keys(rows)  # units may have been merged since the last edit
    keep_as_filed(sheet)
    sheet.filed_kind = sheet.report_kind
    sheet.save(update_fields=["filed_kind"])
    publish(sheet)
    register_listed(
        {row.unit_key: row.unit_name for row in rows if row.unit_key},
        [
            ListedTeam(row.unit_key, row.team_name, row.leader_name, row.leader_mobile)
            for row in rows
        ],
        organization=sheet.filing.organization,
        act=act,
    )


@transaction.atomic
def fill_units(filing: Filing, *, act: Act) -> int:
    """Give each line without a unit, or with 同上, that of the line above; how many there were.

    Hand-kept tables write a unit once for all its teams. Blank lines are left
    alone, and so are lines below a 合计 or below a name that could not be read.
    """
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    sheet = filing.summary_sheet
    above, filled = "", []
    for row in sheet.working_rows:
        typed = "".join(row.unit_name.split())
        if f"{ROW_PREFIX}{row.key}-unit_name" in filing.unparsed or typed in SUMS:
            above = ""
        elif typed and typed not in DITTO:
            above = row.unit_name
        elif above and (typed or not LINES.is_blank(row, filing.unparsed)):
            row.unit_name = above
            filled.append(row)
    SummaryRow.objects.bulk_update(filled, ["unit_name"], batch_size=500)
    if filled:
        note_change(filing, {}, act=act)
        keep_in_step(sheet)
    return len(filled)


@transaction.atomic
def move_row(filing: Filing, key: str, *, up: bool, act: Act) -> bool:
    """Change places with the neighbour above or below; whether there was one."""
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    sheet = filing.summary_sheet
    rows = sheet.working_rows
    place = next((place for place, row in enumerate(rows) if row.key == key), None)
    if place is None:
        raise Refused(["这一行刚被同事删除，请刷新页面核对。"])
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    one, two = rows[place], rows[other]
    one.position, two.position = two.position, one.position
    SummaryRow.objects.bulk_update([one, two], ["position"])
    note_change(filing, {}, act=act)
    sheet.forget_rows()
    return True
