"""A page of its own for a step that asks something: shown, sent, refused with what was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string

from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of


@dataclass(frozen=True)
class StepPage:
    """What one step's page shows and does.

    ``carry_out`` takes the step and returns the sentence said afterwards. ``crumbs`` are (label,
    address) of the pages above, the last of them the one to return to. ``seen`` is what the page
    was drawn from, for a step that is refused when that has changed. ``about`` are (label, text)
    of what one should have before one's eyes while typing.
    """

    label: str
    form: forms.Form
    carry_out: Callable[[Act], str]
    crumbs: Sequence[tuple[str, str]]
    lead: str = ""
    about: Sequence[tuple[str, str]] = ()
    hint: str = ""
    seen: str = ""
    ends: bool = False  # cannot be undone
    takes_files: bool = False
    template: str = "filing/step_page.html"

    @property
    def back_url(self) -> str:
        """Where 取消 leads, and the step when it is done."""
        return self.crumbs[-1][1]


def step_page(
    request: SignedInRequest, page: StepPage, *, hindrances: Sequence[str] = ()
) -> HttpResponse:
    """A GET shows the page, or says why the step cannot be taken now; a POST takes it.

    What was typed comes back with every refusal, also when the thing has meanwhile moved on.
    """
    if request.method != "POST":
        refuse_if(hindrances)
        return _show(request, page)
    if page.form.is_valid():
        try:
            done = page.carry_out(act_of(request))
        except Refused as refusal:
            at = refusal.field if refusal.field in page.form.fields else None
            page.form.add_error(at, list(refusal.reasons))
        else:
            messages.success(request, done)
            return redirect(page.back_url)
    return _show(request, page, status=422)


def _show(request: SignedInRequest, page: StepPage, *, status: int = 200) -> HttpResponse:
    """A refused form keeps its token and what it was drawn from: its next press is the same."""
    context = {
        "page": page,
        "form": page.form,
        "seen": request.POST.get("seen", "") or page.seen,
        "token": request.POST.get("token") or get_random_string(32),
    }
    return render(request, page.template, context, status=status)
