"""The files chosen on a page of a record: kept one by one, each answered."""

from django.conf import settings
from django.contrib import messages

from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record
from changxing_union.records.services import attach
from changxing_union.web.chosen_files import keep_each, left_faults, told_of

FILES_FIELD = "evidence"
# The section of the page that answers about files.
SECTION = "evidence"


def attach_chosen(request: SignedInRequest, kind: RecordKind, record: Record) -> bool:
    """Attach what was chosen and say what became of it; whether anything was chosen at all."""
    chosen = request.FILES.getlist(FILES_FIELD)
    if not chosen:
        return False
    most = settings.ATTACHMENTS_AT_ONCE
    kept, faults = keep_each(
        chosen[:most], lambda file: attach(kind, record, file, act=act_of(request)).pk
    )
    if kept:
        messages.success(request, told_of(len(kept)), extra_tags=SECTION)
    for fault in [*faults, *left_faults(chosen[most:])]:
        messages.error(request, fault, extra_tags=SECTION)
    return True
