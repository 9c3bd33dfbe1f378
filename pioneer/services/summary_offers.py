"""What a union has told before: teams that its annex 2 can take over without typing."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from changxing_union.filing.models import Filing, State
from changxing_union.filing.services import lock
from changxing_union.kernel.text import match_key
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Team
from changxing_union.organizations.services import canonical_keys
from pioneer.models import PioneerApplication, SummarySheet
from pioneer.services.summary import add_rows

APPLIED, REGISTERED = "附件1申报表", "班组登记"
MOST_OFFERS = MOST_UNITS = 500


@dataclass(frozen=True)
class TeamOffer:
    """A team not on the sheet yet; ``value`` is what its tick box sends."""

    value: str
    source: str
    unit: str
    team: str
    participants: str
    leader: str
    contact: str

    @property
    def texts(self) -> dict[str, str]:
        """The cells of its line, as if typed."""
        return {
            "unit_name": self.unit,
            "team_name": self.team,
            "participant_count": self.participants,
            "leader_name": self.leader,
            "contact": self.contact,
        }


def registered_units(union_id: int) -> list[str]:
    """Names of the enterprises that report to a union, to choose from."""
    units = Enterprise.objects.reporting_to(frozenset({union_id}))
    return list(units.values_list("name", flat=True)[:MOST_UNITS])


def team_offers(sheet: SummarySheet) -> list[TeamOffer]:
    """The union's annex-1 applications of this campaign, then its team register; three queries.

    A team is listed already under whatever spelling of its unit, once these were merged.
    """
    taken = {(row.unit_key, row.team_key) for row in sheet.working_rows}
    told = [*_applications(sheet.filing), *_registered(sheet.filing)]
    merged = canonical_keys({match_key(offer.unit) for offer in told})
    offers = []
    for offer in told:
        unit = match_key(offer.unit)
        key = merged.get(unit, unit), match_key(offer.team)
        if all(key) and key not in taken:
            taken.add(key)
            offers.append(offer)
    return offers[:MOST_OFFERS]


def _applications(filing: Filing) -> list[TeamOffer]:
    applications = PioneerApplication.objects.filter(
        filing__campaign=filing.campaign_id, filing__organization=filing.organization_id
    ).exclude(filing__state__in=[State.VOID, State.DECLINED])
    return [
        TeamOffer(
            value=f"application-{each.pk}",
            source=APPLIED,
            unit=each.unit_name,
            team=each.team_name,
            participants="" if each.member_total is None else str(each.member_total),
            leader=each.leader_name or each.post_leader_name,
            contact="/".join(part for part in (each.leader_mobile, each.leader_wechat) if part),
        )
        for each in applications.order_by("pk")
    ]


def _registered(filing: Filing) -> list[TeamOffer]:
    teams = Team.objects.filter(
        enterprise__affiliations__organization=filing.organization_id,
        enterprise__affiliations__until=None,
    ).select_related("enterprise")
    return [
        TeamOffer(
            value=f"team-{team.pk}",
            source=REGISTERED,
            unit=team.enterprise.name,
            team=team.name,
            participants="",
            leader=team.leader_name,
            contact=team.leader_mobile,
        )
        for team in teams.order_by("enterprise__name_pinyin", "name")
    ]


@transaction.atomic
def take_offers(filing: Filing, chosen: Collection[str], *, act: Act) -> int:
    """Append the chosen teams to the sheet; how many there were to take.

    What is offered is read while the sheet is held: the button pressed twice takes a team once.
    """
    filing = lock(filing)
    wanted = set(chosen)
    offers = [offer for offer in team_offers(filing.summary_sheet) if offer.value in wanted]
    if offers:
        add_rows(filing, [offer.texts for offer in offers], act=act)
    return len(offers)
