"""Visits of 问诊搭脉: what was found, advised and done, with photos (N22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changxing_union.filing.services.rows import left_before
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.refusals import Refused
from changxing_union.kernel.text import tidy, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.web.chosen_files import left_faults
from changxing_union.web.file_kinds import PICTURES
from changxing_union.web.files import InspectedFile
from changxing_union.web.pictures import PHOTO
from changxing_union.web.stored_files import facts_of, received
from techservice.models import ServiceEvent, ServiceOrder, ServiceRequest, ServiceVisit, VisitPhoto
from techservice.services.orders import day_fault_of, hold_order, order_of, refuse_step, turn
from techservice.transitions import VISIT

NO_PEOPLE = "请填写服务人员。"
CHOOSE_AGAIN = "这次还没有登记，文字都在；请换掉有问题的照片，把要上传的照片重新选一遍。"
NO_DIAGNOSIS = "请填写问诊情况（发现的问题）。"

Kept = tuple["File[bytes]", InspectedFile]


@dataclass(frozen=True)
class VisitFacts:
    """What is typed about a visit."""

    visited_on: date | None
    people: str
    diagnosis: str
    advice: str = ""
    result: str = ""


def record_visit(
    request: ServiceRequest,
    facts: VisitFacts,
    *,
    photos: "Sequence[UploadedFile[bytes]]" = (),
    act: Act,
) -> ServiceVisit:
    """登记上门服务; a photo that is none refuses it all, before anything is stored.

    Photos are unpacked first: that takes seconds, and no row may be held meanwhile.
    """
    refuse_step(order_of(request), VISIT, act)
    return _store(request, facts, _judged(photos), act)


def _judged(photos: "Sequence[UploadedFile[bytes]]") -> list[Kept]:
    """What is kept of ``photos``; every one that is none is named."""
    judged, faults = [], left_faults(photos[settings.ATTACHMENTS_AT_ONCE :])
    for photo in photos[: settings.ATTACHMENTS_AT_ONCE]:
        try:
            judged.append(
                received(
                    photo, kinds=PICTURES, max_bytes=settings.ATTACHMENT_MAX_BYTES, measure=PHOTO
                )
            )
        except Refused as refusal:
            faults += refusal.reasons
    if faults:
        raise Refused([*faults, CHOOSE_AGAIN], field="photos")
    return judged


@transaction.atomic
def _store(
    request: ServiceRequest, facts: VisitFacts, judged: Sequence[Kept], act: Act
) -> ServiceVisit:
    order = hold_order(request)
    if left_before(act, ServiceEvent.objects.all(), VISIT.action, order=request.pk):
        return order.visits.order_by("-id")[0]
    refuse_step(order, VISIT, act)
    visit = _visit(order, facts, act)
    for file, kept in judged:
        if not visit.photos.filter(sha256=kept.sha256).exists():
            VisitPhoto.objects.create(visit=visit, file=file, uploaded_at=act.at, **facts_of(kept))
    turn(order, VISIT, act, reason=f"{show_date(visit.visited_on)}，{visit.people}")
    return visit


def visit_faults(facts: VisitFacts, order: ServiceOrder, today: date) -> dict[str, str]:
    """Name of a field → what is wrong with it."""
    found = {
        "visited_on": day_fault_of(facts.visited_on, order, today),
        "people": "" if tidy(facts.people) else NO_PEOPLE,
        "diagnosis": "" if tidy(facts.diagnosis) else NO_DIAGNOSIS,
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def _visit(order: ServiceOrder, facts: VisitFacts, act: Act) -> ServiceVisit:
    faults = visit_faults(facts, order, shanghai_day(act.at))
    if faults or facts.visited_on is None or order.team is None:
        raise Refused(faults.values())
    return ServiceVisit.objects.create(
        order=order,
        team=order.team,
        visited_on=facts.visited_on,
        people=tidy_line(facts.people),
        diagnosis=tidy(facts.diagnosis),
        advice=tidy(facts.advice),
        result=tidy(facts.result),
        recorded_by=act.by,
        recorded_at=act.at,
    )
