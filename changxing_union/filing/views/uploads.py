"""The files chosen on a form: attached whichever button is pressed, each answered in its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cells import ATTACHMENT
from changxing_union.filing.forms import AttachmentForm
from changxing_union.filing.models import Attachment, Filing, Slot
from changxing_union.filing.services import attach, remove_attachment
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.web.chosen_files import NOTHING_CHOSEN, keep_each, left_faults, told_of

# ``attachment`` for the form as a whole, ``attachment_C1`` for the item C1.
FILE_FIELD = re.compile(rf"{ATTACHMENT}(?:_(\w{{1,20}}))?")
# The section of the page for the form as a whole; the lines of items are called ``item-C1``.
SECTION = "attachments"
NO_SLOT = "请选择附件用途后再上传。"


@dataclass(frozen=True)
class Chosen:
    """What was chosen in one input of the page, in the order in which it was sent."""

    item: str
    place: str
    files: "Sequence[UploadedFile[bytes]]"


def place_of(filing: Filing, item: str) -> str:
    """The anchor at which the page answers about the files of ``item``."""
    return f"item-{item}" if item in annex_of(filing).evidence_items(filing) else SECTION


def upload_chosen(request: SignedInRequest, filing: Filing) -> Mapping[str, bool]:
    """Attach every file chosen on the page, and say in its place what became of it.

    Returns the places, each with whether all its files were kept. Sound files are kept beside a bad
    one. Unpacking pictures takes its time, so one request attaches so many and no more.
    """
    answers: dict[str, bool] = {}
    room = settings.ATTACHMENTS_AT_ONCE
    for chosen in _chosen(request, filing):
        files, left = chosen.files[:room], chosen.files[room:]
        room -= len(files)
        faults = [*_attach_all(request, filing, chosen, files), *left_faults(left)]
        for fault in faults:
            messages.error(request, fault, extra_tags=chosen.place)
        answers[chosen.place] = not faults and answers.get(chosen.place, True)
    return answers


def _chosen(request: SignedInRequest, filing: Filing) -> list[Chosen]:
    found = []
    for name, files in request.FILES.lists():
        if field := FILE_FIELD.fullmatch(name):
            item = field[1] or ""
            found.append(Chosen(item, place_of(filing, item), files))
    return found


def _attach_all(
    request: SignedInRequest,
    filing: Filing,
    chosen: Chosen,
    files: "Sequence[UploadedFile[bytes]]",
) -> list[str]:
    """Attach ``files``; returns a sentence about each that was refused."""
    form = AttachmentForm(request.POST)
    if not chosen.item and not form.is_valid():
        return [NO_SLOT]
    slot = Slot.EVIDENCE if chosen.item else Slot(form.cleaned_data["slot"])
    kept, faults = keep_each(
        files,
        lambda file: attach(filing, file, slot=slot, item=chosen.item, act=act_of(request)).pk,
    )
    if kept:
        messages.success(request, told_of(len(kept)), extra_tags=chosen.place)
    return faults


def place_after_upload(
    request: SignedInRequest, filing: Filing, answers: Mapping[str, bool], item: str | None
) -> str:
    """Where the page answers about files; empty where the button that was pressed leads on.

    ``item`` is the one beside whose input 上传 was pressed, ``None`` when it was another button.
    Who pressed the one of a neighbour is taken to what was chosen.
    """
    refused = [place for place, is_kept in answers.items() if not is_kept]
    if item is None:
        return next(iter(refused), "")
    asked = place_of(filing, item)
    if not answers:
        messages.error(request, NOTHING_CHOSEN, extra_tags=asked)
        return asked
    if asked in refused or (asked in answers and not refused):
        return asked
    return next(iter([*refused, *answers]))


def remove_and_tell(request: SignedInRequest, filing: Filing, attachment_id: int) -> str:
    """Take a file out of the form; returns the place at which the page says so."""
    found = Attachment.objects.filter(filing=filing, pk=attachment_id).first()
    place = place_of(filing, found.item) if found else SECTION
    is_removed = remove_attachment(filing, attachment_id, act=act_of(request))
    told = "附件已移除。" if is_removed else "这个附件已经不在了，没有移除。"
    messages.success(request, told, extra_tags=place)
    return place
