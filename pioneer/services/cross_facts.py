"""The facts behind the county's checks across forms: a constant number of queries.

Everywhere only what was filed is read, never what a union is typing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from changxing_union.filing.models import Filing, FilingQuerySet, FormType, Revision, State
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Enterprise
from changxing_union.organizations.services import canonical_keys
from pioneer.checks.cross_checks import Pair, TeamFact, UnitFact
from pioneer.models import APPLICATION_KIND, NotTheSame, PioneerApplication, SummaryRow

# Annex-1 forms that the county has: neither withdrawn, declined nor void.
STANDING = (State.FILED, State.IN_REVIEW, State.RETURNED, State.APPROVED)


@dataclass(frozen=True)
class CrossFacts:
    """What the checks compare; ``reporting`` are the unions that have filed an annex 2."""

    lines: list[TeamFact]
    applications: list[TeamFact]
    units: list[UnitFact]
    reporting: dict[int, str]
    apart: frozenset[Pair]


def filed_sheets(form_type: FormType) -> FilingQuerySet:
    """The annex-2 filings of a campaign that were ever filed and are not void."""
    filings = Filing.objects.filter(form_type=form_type, first_filed_at__isnull=False)
    return filings.exclude(state=State.VOID).with_receipt()


def standing_sheets(form_type: FormType) -> FilingQuerySet:
    """Those of them that count: what its union took back (撤回) before 接收 does not."""
    return filed_sheets(form_type).not_withdrawn()


def standing_rows(form_type: FormType) -> QuerySet[SummaryRow]:
    """The lines of those sheets as filed."""
    return SummaryRow.objects.filed().filter(sheet__filing__in=standing_sheets(form_type))


def cross_facts(form_type: FormType) -> CrossFacts:
    """Everything the checks of this campaign's annex 2 need; seven queries."""
    rows = standing_rows(form_type)
    lines, mobiles = _lines(rows)
    applications = _applications(form_type)
    reporting = standing_sheets(form_type).values_list("organization", "organization__short_name")
    apart = NotTheSame.objects.values_list("one", "other")
    return CrossFacts(
        lines=lines,
        applications=applications,
        units=_units(rows, [*applications, *lines], mobiles),
        reporting=dict(reporting.order_by("organization__sort_order", "organization__code")),
        apart=frozenset(apart),
    )


def _lines(rows: QuerySet[SummaryRow]) -> tuple[list[TeamFact], dict[str, set[str]]]:
    """The lines, and the mobiles of the leaders of each unit by its compared name."""
    columns = rows.order_by(
        "sheet__filing__organization__sort_order", "sheet__filing__organization__code",
        "sheet", "position",
    ).values_list(
        "sheet__filing__organization", "sheet__filing__organization__short_name",
        "unit_name", "team_name", "unit_key", "team_key", "participant_count",
        "sheet__filing__reference", "key", "position", "leader_mobile",
    )  # fmt: skip
    lines = []
    mobiles: dict[str, set[str]] = defaultdict(set)
    for row in columns.iterator():
        line, mobile = TeamFact(*row[:10]), row[10]
        lines.append(line)
        if mobile:
            mobiles[line.unit_key].add(mobile)
    return lines, mobiles


def _applications(form_type: FormType) -> list[TeamFact]:
    """Annex 1 as filed: of what came back, the cells of the last version count."""
    applications = list(
        PioneerApplication.objects.filter(
            filing__campaign=form_type.campaign_id,
            filing__form_type__kind=APPLICATION_KIND,
            filing__state__in=STANDING,
        )
        .select_related("filing__organization")
        .only(
            "unit_name", "team_name", "member_total",
            "filing__state", "filing__reference", "filing__organization__short_name",
        )
        .order_by(
            "filing__organization__sort_order", "filing__organization__code", "filing__reference"
        )
    )  # fmt: skip
    filed = _filed_cells([each.pk for each in applications if each.filing.state == State.RETURNED])
    facts = [_application_fact(each, filed.get(each.pk)) for each in applications]
    merged = canonical_keys({unit_key for _, unit_key, _ in facts})
    return [
        TeamFact(
            application.filing.organization_id,
            application.filing.organization.short_name,
            told["unit_name"],
            told["team_name"],
            merged.get(unit_key, unit_key),
            match_key(told["team_name"]),
            int(told["member_total"]) if told["member_total"].isdecimal() else None,
            application.filing.reference,
        )
        for application, unit_key, told in facts
    ]


def _filed_cells(filings: Iterable[int]) -> dict[int, dict[str, str]]:
    """Filing → name → text of the version last filed."""
    revisions = Revision.objects.filter(filing__in=filings, version=F("filing__version"))
    return {
        filing: {cell["name"]: cell["value"] for cell in cells}
        for filing, cells in revisions.values_list("filing", "cells")
    }


def _application_fact(
    application: PioneerApplication, filed: dict[str, str] | None
) -> tuple[PioneerApplication, str, dict[str, str]]:
    total = application.member_total
    told = filed or {
        "unit_name": application.unit_name,
        "team_name": application.team_name,
        "member_total": "" if total is None else str(total),
    }
    return application, match_key(told["unit_name"]), told


@dataclass
class _Named:
    """What the forms say of one unit."""

    unions: dict[int, str] = field(default_factory=dict)
    teams: set[tuple[int, str, str]] = field(default_factory=set)


def _units(
    rows: QuerySet[SummaryRow], teams: list[TeamFact], mobiles: dict[str, set[str]]
) -> list[UnitFact]:
    """Every unit that the forms name, from the register; a team in both annexes counts once."""
    named: dict[str, _Named] = defaultdict(_Named)
    for team in teams:
        unit = named[team.unit_key]
        unit.unions[team.union] = team.union_name
        unit.teams.add(team.identity)
    applied = {team.unit_key for team in teams if not team.row_key}
    known = Enterprise.objects.filter(
        Q(name_key__in=rows.values("unit_key")) | Q(name_key__in=applied), merged_into=None
    )
    return [
        UnitFact(
            pk=pk,
            name=name,
            unions=tuple(named[key].unions.values()),
            union_ids=frozenset(named[key].unions),
            teams=len(named[key].teams),
            mobiles=frozenset(mobiles.get(key, ())),
            address=address,
        )
        for pk, name, key, address in known.values_list("pk", "name", "name_key", "address")
    ]
