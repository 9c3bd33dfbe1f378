"""Opening annex 1 and keeping the filing's shared columns in step with it."""

from functools import partial

from changxing_union.filing.dictionaries import DEFAULT_POSTCODE
from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.services import (
    claim_draft_key,
    claim_unique_key,
    open_filing,
    open_once,
    show_in_lists,
)
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import match_key, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Organization, Team
from changxing_union.organizations.permissions import can_file_for
from changxing_union.organizations.services import (
    find_enterprise,
    register_enterprise,
    register_team,
)
from pioneer.blockers.application import duplicate_sentence, team_key, twin
from pioneer.models import PioneerApplication


def open_application(
    form_type: FormType,
    *,
    organization: Organization,
    unit_name: str,
    team_name: str,
    track: str,
    act: Act,
) -> PioneerApplication:
    """A new draft, prefilled from the registers; the same request sent twice opens one draft."""
    begin = partial(_begin, form_type, organization, (unit_name, team_name, track), act)
    return open_once(act, begin).pioneer_application


def _begin(
    form_type: FormType, organization: Organization, typed: tuple[str, str, str], act: Act
) -> Filing:
    unit_name, team_name, track = typed
    refuse_if([] if can_file_for(act.by, organization) else ["您不是该工会的填报员。"])
    enterprise = find_enterprise(name=unit_name, organization=organization)
    filing = open_filing(form_type, organization=organization, enterprise=enterprise, act=act)
    application = PioneerApplication(
        filing=filing,
        track=track,
        unit_name=tidy_line(unit_name),
        team_name=tidy_line(team_name),
        postcode=DEFAULT_POSTCODE,
    )
    if enterprise is not None:
        prefill(application, enterprise)
    application.save(force_insert=True)
    refuse_if([] if keep_in_step(application) else [duplicate_sentence(application)])
    return filing


def prefill(application: PioneerApplication, enterprise: Enterprise) -> None:
    """What the registers already know is not asked again."""
    application.unit_name = enterprise.name
    application.unit_founded = enterprise.founded
    application.address = enterprise.address
    application.postcode = enterprise.postcode or DEFAULT_POSTCODE
    team = Team.objects.filter(
        enterprise=enterprise, name_key=match_key(application.team_name)
    ).first()
    if team is not None:
        application.team_name = team.name
        application.team_founded = team.founded
        application.leader_name = application.post_leader_name = team.leader_name
        application.leader_mobile = team.leader_mobile


def keep_in_step(application: PioneerApplication) -> bool:
    """Write the shared columns of a draft never filed, and its key, from the application.

    Once filed, a filing stands for its team as filed until the next 上报, whatever is typed.
    Returns ``False`` when another filing of this campaign already stands for the same team: the
    draft is kept as typed, and ``register_findings`` keeps it from being filed.
    """
    filing = application.filing
    if filing.first_filed_at is not None:
        return True
    publish(application)
    return claim_draft_key(filing, team_key(application), is_free=twin(application) is None)


def stand_for_team(application: PioneerApplication) -> None:
    """From this 上报 on, no other form of the campaign can stand for the team."""
    claimed = claim_unique_key(application.filing, team_key(application))
    refuse_if([] if claimed else [duplicate_sentence(application)])


def publish(application: PioneerApplication) -> None:
    """Let lists show what the form now says.

    Once filed, only the next 上报 does so: nobody else may see an edit that was not filed.
    """
    filing, subject = application.filing, str(application).strip()
    show_in_lists(
        filing,
        unit=application.unit_name,
        subject=subject,
        search_text=f"{subject} {application.leader_name} {filing.reference}",
        category=application.track,
    )


def update_registers(application: PioneerApplication, *, act: Act) -> None:
    """What was filed becomes what the next form starts from (design §3).

    Units are registered only here: a draft must not claim a unit for its union.
    """
    enterprise = register_enterprise(
        name=application.unit_name,
        organization=application.filing.organization,
        act=act,
        address=application.address,
        postcode=application.postcode,
        founded=application.unit_founded,
    )
    publish(application)
    register_team(
        enterprise,
        name=application.team_name,
        track=application.track,
        founded=application.team_founded,
        leader_name=application.leader_name,
        leader_mobile=application.leader_mobile,
    )
