"""Opening a filing, typing in it, deleting what was never filed."""

from collections.abc import Callable, Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile

from changxing_union.filing.blockers import delete_blockers
from changxing_union.filing.models import (
    Attachment,
    Filing,
    FilingEvent,
    FormType,
    Opinion,
    ReferenceCounter,
)
from changxing_union.filing.services.rows import SPENT, lock, record
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Organization
from changxing_union.organizations.services import reporting_unit
from changxing_union.web.thumbnails import thumbnail_name

# The action of the event that begins a history.
OPEN = "open"


def open_form_type(kind: str) -> FormType | None:
    """The form of this kind in the newest campaign that is open: the one filled in now."""
    form_types = FormType.objects.select_related("campaign")
    return form_types.filter(kind=kind, campaign__is_open=True).first()


@transaction.atomic
def open_filing(
    form_type: FormType, *, organization: Organization, enterprise: Enterprise | None, act: Act
) -> Filing:
    """A new draft with its reference, its opinion boxes and its first event."""
    filing = Filing.objects.create(
        campaign=form_type.campaign,
        form_type=form_type,
        reference=next_reference(form_type, organization),
        organization=organization,
        enterprise=enterprise,
        state_since=act.at,
        created_by=act.by,
        created_at=act.at,
        updated_by=act.by,
        updated_at=act.at,
    )
    Opinion.objects.bulk_create(
        Opinion(
            filing=filing,
            position=rule.position,
            code=rule.code,
            label=rule.label,
            body=rule.body,
            stage=rule.stage,
        )
        for rule in form_type.box_rules.all()
    )
    record(filing, OPEN, "建立草稿", act=act, from_state="")
    return filing


def open_once(act: Act, begin: Callable[[], Filing]) -> Filing:
    """The draft that ``begin`` opens, all of it or nothing; a request sent twice opens one."""
    try:
        with transaction.atomic():
            return _opened_before(act) or begin()
    except IntegrityError:
        # The twin request committed its event, with our token, while we were at work.
        earlier = _opened_before(act)
        if earlier is None:
            raise
        return earlier


def _opened_before(act: Act) -> Filing | None:
    """The draft that this very request opened when it was first sent, if it was."""
    if not act.token:
        return None
    event = FilingEvent.objects.filter(token=act.token).select_related("filing").first()
    if event is None:
        return None
    refuse_if([] if event.by_id == act.by.pk and event.action == OPEN else [SPENT])
    return event.filing


def next_reference(form_type: FormType, organization: Organization) -> str:
    """``2018-1-330522102-0007``; the counter only ever grows, so no number comes twice."""
    ReferenceCounter.objects.get_or_create(form_type=form_type, organization=organization)
    counter = ReferenceCounter.objects.filter(form_type=form_type, organization=organization)
    counter.update(last_number=F("last_number") + 1)
    number = counter.values_list("last_number", flat=True).get()
    return f"{form_type.campaign.year}-{form_type.annex}-{organization.code}-{number:04d}"


def note_change(filing: Filing, fields: Mapping[str, object], *, act: Act) -> None:
    """Record that ``filing`` was edited, together with changed columns of its own."""
    for name, value in fields.items():
        setattr(filing, name, value)
    filing.updated_by = act.by
    filing.updated_at = act.at
    filing.save(update_fields=[*fields, "updated_by", "updated_at"])


def claim_unique_key(filing: Filing, key: str) -> bool:
    """Give ``filing`` its unique key, or return ``False`` when another filing holds it.

    The database decides, so two clerks typing the same team at once cannot both succeed.
    """
    if key == filing.unique_key:
        return True
    try:
        with transaction.atomic():
            Filing.objects.filter(pk=filing.pk).update(unique_key=key)
    except IntegrityError:
        Filing.objects.filter(pk=filing.pk).update(unique_key="")
        filing.unique_key = ""
        return False
    filing.unique_key = key
    return True


def claim_draft_key(filing: Filing, key: str, *, is_free: bool) -> bool:
    """Let a draft stand for ``key`` within its union; ``False`` when it cannot.

    Unless ``is_free``, another form is known to stand for the same: the draft then holds no key.
    """
    return claim_unique_key(filing, filing.draft_key(key) if is_free else "") and is_free


def show_in_lists(
    filing: Filing, *, unit: str, subject: str, search_text: str, category: str = ""
) -> None:
    """Write what lists show and find of ``filing``, and which registered unit ``unit`` names."""
    filing.enterprise = reporting_unit(unit, organization_id=filing.organization_id)
    filing.subject, filing.search_text, filing.category = subject, search_text, category
    filing.save(update_fields=["enterprise", "subject", "search_text", "category"])


@transaction.atomic
def delete_draft(filing: Filing, *, act: Act) -> None:
    """Delete a draft that was never filed; its reference is not given again."""
    filing = lock(filing)
    refuse_if(delete_blockers(filing, act=act))
    files = [attachment.file for attachment in Attachment.objects.filter(filing=filing)]
    filing.events.all().delete()
    filing.delete()
    transaction.on_commit(lambda: discard(files))


def discard(files: Iterable[FieldFile]) -> None:
    """Remove files of rows that are gone; only after the commit, which could still fail.

    The thumbnail goes last: whoever makes one just now looks for its picture afterwards.
    """
    for file in files:
        file.storage.delete(str(file.name))
        file.storage.delete(thumbnail_name(str(file.name)))
