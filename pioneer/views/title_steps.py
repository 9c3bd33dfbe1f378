"""One team's 工人先锋号: its page, and a page for each step the county clerk takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from changxing_union.filing.models import Filing, State
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_file_for, can_review
from changxing_union.web.forms import carried_out
from pioneer.forms.titles import (
    CorrectForm,
    KeepForm,
    NameForm,
    PlaqueBackForm,
    RectifyForm,
    RemoveForm,
    TitleForm,
)
from pioneer.models import APPLICATION_KIND, PioneerApplication, RemovalKind, Title, TitleState
from pioneer.permissions import can_read_titles
from pioneer.services import titles
from pioneer.services.title_lists import TitleLine, title_lines, with_titles, years_of_team

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class StepPage:
    """The page of one step: its form, how it is carried out, what is said then."""

    step: titles.TitleStep
    form: Callable[[Typed | None, Title], TitleForm]
    carry_out: Callable[[PioneerApplication, Typed, Act], Title]
    done: str
    hint: str = ""
    ends: bool = False  # cannot be undone


@dataclass(frozen=True)
class Offer:
    """A step the clerk could take, and why not now."""

    page: StepPage
    url_name: str
    hindrances: list[str]


def _name_form(typed: Typed | None, title: Title) -> TitleForm:
    suggested = titles.next_plaque_number(title.application.filing.campaign.year)
    return NameForm(typed, suggested=suggested, today=shanghai_day(timezone.now()))


def _name(application: PioneerApplication, typed: Typed, act: Act) -> Title:
    return titles.name_team(
        application,
        plaque_number=typed["plaque_number"],
        named_on=typed["named_on"],
        cleared=[int(pk) for pk in typed["cleared"]],
        act=act,
    )


def _rectify(application: PioneerApplication, typed: Typed, act: Act) -> Title:
    return titles.order_rectification(
        application, until=typed["until"], reason=typed["reason"], act=act
    )


def _keep(application: PioneerApplication, typed: Typed, act: Act) -> Title:
    return titles.keep_title(application, reason=typed["reason"], act=act)


def _remove(application: PioneerApplication, typed: Typed, act: Act) -> Title:
    return titles.remove_title(
        application,
        kind=RemovalKind(typed["kind"]) if typed["kind"] else None,
        returned_on=typed["returned_on"],
        reason=typed["reason"],
        act=act,
    )


def _plaque_back(application: PioneerApplication, typed: Typed, act: Act) -> Title:
    return titles.record_plaque_returned(application, returned_on=typed["returned_on"], act=act)


def _correct(application: PioneerApplication, typed: Typed, act: Act) -> Title:
    return titles.correct_plaque(
        application,
        plaque_number=typed["plaque_number"],
        named_on=typed["named_on"],
        reason=typed["reason"],
        act=act,
    )


PAGES = {
    page.step.action: page
    for page in (
        StepPage(titles.NAME, _name_form, _name, "已命名授牌：牌匾编号 {title.plaque_number}。"),
        StepPage(
            titles.RECTIFY,
            lambda typed, title: RectifyForm(typed),
            _rectify,
            "已责成限期整改，填报单位会看到期限和原因。",
            hint="期限和原因会告知填报单位，请写清楚要改什么。",
        ),
        StepPage(
            titles.KEEP,
            lambda typed, title: KeepForm(typed),
            _keep,
            "整改合格，称号予以保持。",
        ),
        StepPage(
            titles.REMOVE,
            lambda typed, title: RemoveForm(typed),
            _remove,
            "已摘牌，称号终止，记录保留。",
            hint="摘牌后称号终止，不能恢复，也不能再次命名；原因会告知填报单位。",
            ends=True,
        ),
        StepPage(
            titles.PLAQUE_BACK,
            lambda typed, title: PlaqueBackForm(typed, today=shanghai_day(timezone.now())),
            _plaque_back,
            "已登记牌匾收回。",
        ),
        StepPage(
            titles.CORRECT,
            lambda typed, title: CorrectForm(typed, title=title),
            _correct,
            "已更正：牌匾编号 {title.plaque_number}，{title.named_on:%Y年%-m月%-d日}命名。",
            hint="只用于更正录入的差错；原来的编号和日期连同原因留在称号记录里。",
        ),
    )
}


def title_filing_or_404(request: SignedInRequest, reference: str) -> Filing:
    """The annex 1 with this reference; another union's is a 404 and an audit row."""
    filing = filing_or_404(request, reference)
    if filing.kind != APPLICATION_KIND or not can_read_titles(request.user):
        raise Http404
    has_begun = (
        filing.state == State.APPROVED or Title.objects.filter(application=filing.pk).exists()
    )
    refuse_if([] if has_begun else [titles.NOT_IN_CULTIVATION])
    return filing


@require_safe
def title_page(request: SignedInRequest, reference: str) -> HttpResponse:
    """State, steps with their days and reasons, the result of annex 3, the team's other years."""
    filing = title_filing_or_404(request, reference)
    today = shanghai_day(timezone.now())
    this = with_titles(Filing.objects.filter(pk=filing.pk))
    (line,) = title_lines(this, request.user, today=today)
    title = titles.title_of(line.application)
    others = with_titles(years_of_team(line.application, request.user))
    context = {
        "filing": filing,
        "line": line,
        "title": title,
        "events": title.events.select_related("by") if title.pk else [],
        "others": title_lines(others, request.user, today=today),
        "offers": _offers(title, request) if can_review(request.user) else [],
        "may_open_assessment": _may_open(line, request),
        "rule": titles.plaque_rule(filing.campaign),
        "never_again": titles.NEVER_AGAIN if title.state == TitleState.REMOVED else "",
    }
    return render(request, "pioneer/title.html", context)


def _may_open(line: TitleLine, request: SignedInRequest) -> bool:
    """Whether the reader sees annex 3 at all: its union does, the county once it was filed."""
    if line.assessment is None:
        return False
    is_own = can_file_for(request.user, line.filing.organization)
    return is_own or line.assessment.filing.first_filed_at is not None


def _offers(title: Title, request: SignedInRequest) -> list[Offer]:
    """The steps that lead on from where the title stands, each with what bars it."""
    return [
        Offer(page, f"title_{action}", titles.step_blockers(title, page.step, by=request.user))
        for action, page in PAGES.items()
        if title.state in page.step.sources
        and not (page.step is titles.PLAQUE_BACK and title.returned_on)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, reference: str, action: str) -> HttpResponse:
    """Take the step named in the URL; a GET shows its page, or says why it cannot be taken.

    What was typed comes back with every refusal, also when the title has meanwhile moved on.
    """
    filing = title_filing_or_404(request, reference)
    page, title = PAGES[action], titles.title_of(filing.pioneer_application)
    title.application.filing = filing
    if request.method != "POST":
        refuse_if(titles.step_blockers(title, page.step, by=request.user))
        return _step_page(request, page, title, page.form(None, title))
    refuse_if([] if can_review(request.user) else [titles.NOT_CLERK])
    form = page.form(request.POST, title)
    moved = carried_out(
        form, lambda typed: page.carry_out(title.application, typed, act_of(request))
    )
    if moved is None:
        return _step_page(request, page, title, form, status=422)
    messages.success(request, page.done.format(title=moved))
    return redirect("title", reference)


def _step_page(
    request: SignedInRequest, page: StepPage, title: Title, form: TitleForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "filing": title.application.filing,
        "page": page,
        "title": title,
        "form": form,
        "earlier": _earlier(title, request) if page.step is titles.NAME else [],
        "seen": titles.plaque_edition(title) if page.step is titles.CORRECT else "",
        "token": request.POST.get("token") or get_random_string(32),
    }
    return render(request, "pioneer/title_step.html", context, status=status)


def _earlier(title: Title, request: SignedInRequest) -> list[TitleLine]:
    """Titles of the same team that stand: whoever names it again should know."""
    others = with_titles(years_of_team(title.application, request.user))
    lines = title_lines(others, request.user, today=shanghai_day(timezone.now()))
    standing = (TitleState.NAMED, TitleState.RECTIFYING)
    return [line for line in lines if line.state in standing]
