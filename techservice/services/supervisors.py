"""Opening annex 4 and keeping the filing's shared columns in step with it."""

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
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import tidy_line, tidy_name
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Organization
from changxing_union.organizations.permissions import can_file_for
from changxing_union.organizations.services import find_enterprise, register_enterprise
from techservice.blockers.supervisor import duplicate_sentence, key_of, twin
from techservice.models import EnergySupervisor

NOT_FILER = "您不是该工会的填报员。"


def open_supervisor(
    form_type: FormType, *, organization: Organization, unit_name: str, name: str, act: Act
) -> EnergySupervisor:
    """A new draft, prefilled from the register; the same request sent twice opens one draft."""
    begin = partial(_begin, form_type, organization, (unit_name, name), act)
    return open_once(act, begin).energy_supervisor


def _begin(
    form_type: FormType, organization: Organization, typed: tuple[str, str], act: Act
) -> Filing:
    unit_name, name = typed
    refuse_if([] if can_file_for(act.by, organization) else [NOT_FILER])
    enterprise = find_enterprise(name=unit_name, organization=organization)
    filing = open_filing(form_type, organization=organization, enterprise=enterprise, act=act)
    supervisor = EnergySupervisor(
        filing=filing,
        unit_name=tidy_line(unit_name),
        name=tidy_name(name),
        filled_on=shanghai_day(act.at),
        postcode=DEFAULT_POSTCODE,
    )
    if enterprise is not None:
        prefill(supervisor, enterprise)
    supervisor.save(force_insert=True)
    keep_in_step(supervisor)
    return filing


def prefill(supervisor: EnergySupervisor, enterprise: Enterprise) -> None:
    """What the register already knows of the unit is not asked again."""
    supervisor.unit_name = enterprise.name
    supervisor.address = supervisor.address or enterprise.address
    supervisor.postcode = enterprise.postcode or DEFAULT_POSTCODE


def keep_in_step(supervisor: EnergySupervisor) -> None:
    """Write the shared columns of a draft never filed, and its key, from the form.

    Once filed, a filing stands for its person as filed until the next 上报, whatever is typed.
    Where another one registers the same person, the draft is kept as typed, and
    ``register_findings`` keeps it from being filed.
    """
    filing = supervisor.filing
    if filing.first_filed_at is None:
        publish(supervisor)
        claim_draft_key(filing, key_of(supervisor), is_free=twin(supervisor) is None)


def stand_for_person(supervisor: EnergySupervisor) -> None:
    """From this 上报 on, no other form of the campaign can register the person."""
    claimed = claim_unique_key(supervisor.filing, key_of(supervisor))
    refuse_if([] if claimed else [duplicate_sentence(supervisor)])


def publish(supervisor: EnergySupervisor) -> None:
    """Let lists show what the form now says; its phone number is nothing to be searched by.

    Once filed, only the next 上报 does so: nobody else may see an edit that was not filed.
    """
    filing = supervisor.filing
    show_in_lists(
        filing,
        unit=supervisor.unit_name,
        subject=str(supervisor),
        search_text=f"{supervisor.name} {supervisor.unit_name} {filing.reference}",
    )


def update_registers(supervisor: EnergySupervisor, *, act: Act) -> None:
    """The unit enters the register only now: a draft must not claim it for its union."""
    register_enterprise(
        name=supervisor.unit_name,
        organization=supervisor.filing.organization,
        act=act,
        address=supervisor.address,
        postcode=supervisor.postcode,
    )
    publish(supervisor)
