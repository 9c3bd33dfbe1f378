"""考核任务: an assessor's queue, the way into a sheet, and stepping back from one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import Organization, User
from changxing_union.organizations.permissions import can_assess
from pioneer.forms.recusal import RecusalForm
from pioneer.models import ASSESSMENT_KIND
from pioneer.services.recusals import recusal_blockers, step_back
from pioneer.services.score_queue import (
    Progress,
    Task,
    recused_count,
    signed_count,
    tasks_of,
    visits,
)
from pioneer.services.score_steps import told_tasks

# What the filter offers; the last two are parts of the first.
STATES = {
    "todo": "未签署",
    "new": str(Progress.NEW.label),
    "begun": str(Progress.BEGUN.label),
    "signed": str(Progress.SIGNED.label),
}


@dataclass(frozen=True)
class Choice:
    """The filters of the queue, as the address has them; an empty one leaves nothing out."""

    union: str
    state: str

    def holds(self, task: Task) -> bool:
        """Whether ``task`` is among what was asked for."""
        if self.union and task.filing.organization.code != self.union:
            return False
        if self.state == "todo":
            return task.is_waiting
        return not self.state or task.progress == self.state


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What is assigned to the reader, by union; how far each sheet is, and where to go on."""
    if not can_assess(request.user):
        raise Http404
    tasks = tasks_of(request.user)
    choice = Choice(request.GET.get("union", ""), request.GET.get("state", ""))
    counted = [task for task in tasks if task.is_counted]
    chosen = [task for task in tasks if choice.holds(task)]
    context = {
        "visits": visits(chosen),
        "told": told_tasks(chosen),
        "signed": signed_count(counted),
        "count": len(counted),
        "waiting": sum(task.is_waiting for task in tasks),
        "has_tasks": bool(tasks),
        "unions": _unions(tasks),
        "states": STATES,
        "choice": choice,
        "is_filtered": bool(choice.union or choice.state),
        "recused": recused_count(request.user),
    }
    return render(request, "pioneer/scoring.html", context)


def _unions(tasks: list[Task]) -> list[Organization]:
    """The unions of ``tasks``, each once, in their order."""
    return list(dict.fromkeys(task.filing.organization for task in tasks))


@require_safe
def start(request: SignedInRequest, reference: str) -> HttpResponse:
    """Leads to the sheet on which the reader has something left to do, else to the first."""
    filing = filing_or_404(request, reference)
    tasks = tasks_of(request.user, filing=filing)
    waiting = [task for task in tasks if task.is_waiting]
    if not tasks:
        raise Http404
    task = (waiting or tasks)[0]
    return redirect(f"{reverse('score_sheet', args=[reference, task.hand])}{task.place}")


@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: SignedInRequest, reference: str) -> HttpResponse:
    """声明回避: afterwards the filing is out of the reader's sight."""
    if request.method == "POST" and _has_stepped_back(request.user, reference):
        messages.info(request, "您已声明回避，这份考核评价表不再分派给您。")
        return redirect("scoring")
    filing = filing_or_404(request, reference)
    if filing.kind != ASSESSMENT_KIND or not can_assess(request.user):
        raise Http404
    refuse_if(recusal_blockers(filing.assessment, request.user))
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step_back(filing.assessment, act=act_of(request), reason=form.cleaned_data["reason"])
        told = f"已声明回避：{filing.subject}。这份考核评价表不再分派给您。"
        messages.success(request, told)
        return redirect("scoring")
    is_wrong = request.method == "POST"
    context = {"filing": filing, "form": form if is_wrong else RecusalForm()}
    return render(request, "pioneer/recuse.html", context, status=422 if is_wrong else 200)


def _has_stepped_back(user: User, reference: str) -> bool:
    """Whether the same press has arrived before."""
    held = user.assignments.filter(filing__reference=reference)
    return held.filter(is_recused=True).exists() and not held.current().exists()
