"""A page for each step 经办 takes with a 服务队 or one of its people.

What was typed comes back with every refusal, also when the team has meanwhile moved on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.web.forms import StepForm
from techservice.forms.teams import LeaveForm, SwitchForm, TeamForm, VolunteerForm
from techservice.models import ServiceTeam, TeamAction, Volunteer
from techservice.permissions import can_manage_teams, can_read_teams
from techservice.services import teams, volunteers
from techservice.services.team_history import repeated
from techservice.views.teams import team_or_404

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class StepPage:
    """What is shown and done on one step's page.

    ``carry_out`` gives the team it led to; the last of what it records is one of ``actions``.
    """

    label: str
    actions: tuple[TeamAction, ...]
    form: StepForm
    carry_out: Callable[[Act], ServiceTeam]
    done: str
    team: ServiceTeam | None = None
    lead: str = ""
    hint: str = ""
    button: str = ""
    seen: str = ""
    now: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False
    blockers: Iterable[str] = ()

    @property
    def back_url(self) -> str:
        """Where 取消 leads."""
        if self.team is None:
            return reverse("service_teams")
        return reverse("service_team", args=[self.team.pk])


@require_http_methods(METHODS)
def new(request: SignedInRequest) -> HttpResponse:
    """建队."""
    if not can_read_teams(request.user):
        raise Http404
    form = TeamForm(_typed(request))
    page = StepPage(
        label="新建服务队",
        actions=(TeamAction.FOUNDED,),
        form=form,
        carry_out=lambda act: teams.found_team(**form.cleaned_data, act=act),
        done="已新建服务队“{team}”，请继续添加队员。",
    )
    return _answer(request, page)


@require_http_methods(METHODS)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """改名, 修改."""
    team = team_or_404(request, pk)
    form = TeamForm(_typed(request), team=team)
    page = StepPage(
        label="修改服务队",
        actions=(TeamAction.RENAMED, TeamAction.CHANGED),
        form=form,
        carry_out=lambda act: teams.change_team(team, **form.cleaned_data, act=act),
        done="已修改服务队“{team}”。",
        team=team,
        lead=team.name,
        hint="现在的名称是示例，改为正式名称后“示例”标记自动去掉。" if team.is_example else "",
        seen=teams.edition_of(team),
        now=teams.shown(team),
        button="保存修改",
    )
    return _answer(request, page)


@require_http_methods(METHODS)
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """停用."""
    team = team_or_404(request, pk)
    form = SwitchForm(_typed(request))
    page = StepPage(
        label="停用服务队",
        actions=(TeamAction.RETIRED,),
        form=form,
        carry_out=lambda act: teams.retire_team(team, reason=form.cleaned_data["reason"], act=act),
        done="服务队“{team}”已停用，队员和记录保留。",
        team=team,
        lead=team.name,
        hint="停用后不再推荐和派出这支队；队员和记录保留，需要时可以恢复。",
        ends=True,
        blockers=teams.switch_blockers(team, is_active=False),
    )
    return _answer(request, page)


@require_http_methods(METHODS)
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """恢复."""
    team = team_or_404(request, pk)
    form = SwitchForm(_typed(request))
    page = StepPage(
        label="恢复服务队",
        actions=(TeamAction.RESTORED,),
        form=form,
        carry_out=lambda act: teams.restore_team(team, reason=form.cleaned_data["reason"], act=act),
        done="服务队“{team}”已恢复使用。",
        team=team,
        lead=team.name,
        blockers=teams.switch_blockers(team, is_active=True),
    )
    return _answer(request, page)


@require_http_methods(METHODS)
def volunteer_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """入队."""
    team = team_or_404(request, pk)
    form = VolunteerForm(_typed(request), team=team, today=_today())
    page = StepPage(
        label="添加队员",
        actions=(TeamAction.JOINED, TeamAction.LED),
        form=form,
        carry_out=lambda act: (
            volunteers.add_volunteer(team, form.facts(form.cleaned_data), act=act).team
        ),
        done="已添加队员。",
        team=team,
        lead=team.name,
        blockers=[] if team.is_active else [teams.IS_RETIRED],
    )
    return _answer(request, page)


@require_http_methods(METHODS)
def volunteer_edit(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    """修改队员, 任队长."""
    volunteer = _volunteer_or_404(request, pk, person)
    form = VolunteerForm(_typed(request), team=volunteer.team, today=_today(), volunteer=volunteer)
    page = StepPage(
        label="修改队员",
        actions=(TeamAction.CHANGED, TeamAction.LED),
        form=form,
        carry_out=lambda act: (
            volunteers.change_volunteer(volunteer, form.facts(form.cleaned_data), act=act).team
        ),
        done="已修改队员的登记。",
        team=volunteer.team,
        lead=f"{volunteer.team}：{volunteer}",
        seen=volunteers.edition_of(volunteer),
        now=volunteers.shown(volunteer),
        button="保存修改",
        blockers=volunteers.presence_blockers(volunteer),
    )
    return _answer(request, page)


@require_http_methods(METHODS)
def volunteer_leave(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    """离队."""
    volunteer = _volunteer_or_404(request, pk, person)
    form = LeaveForm(_typed(request), volunteer=volunteer, today=_today())
    page = StepPage(
        label="登记离队",
        actions=(TeamAction.LEFT,),
        form=form,
        carry_out=lambda act: volunteers.leave_team(volunteer, **form.cleaned_data, act=act).team,
        done="已登记离队，记录保留。",
        team=volunteer.team,
        lead=f"{volunteer.team}：{volunteer}",
        hint="离队后登记保留在“曾在队”中，不能再改；如又回队，请重新添加。",
        ends=True,
        blockers=volunteers.presence_blockers(volunteer),
    )
    return _answer(request, page)


def _typed(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _today() -> date:
    return shanghai_day(timezone.now())


def _volunteer_or_404(request: SignedInRequest, pk: int, person: int) -> Volunteer:
    """Somebody of this team, now or formerly."""
    team = team_or_404(request, pk)
    volunteer = team.volunteers.select_related("team", "user").filter(pk=person).first()
    if volunteer is None:
        raise Http404
    return volunteer


def _answer(request: SignedInRequest, page: StepPage) -> HttpResponse:
    """Show the page, or why there is none now; carry it out when it is sent."""
    refuse_if([] if can_manage_teams(request.user) else [teams.NOT_CLERK])
    if request.method != "POST":
        refuse_if(page.blockers)
        return _show(request, page)
    act = act_of(request)
    # Asked first: the form would find the name taken that this very press has given.
    is_sound = page.form.is_valid()
    try:
        team = _done_before(page, act) or (page.carry_out(act) if is_sound else None)
    except Refused as refusal:
        # What is entered now is shown beside what was typed: the next press has seen it.
        page.form.add_error(None, list(refusal.reasons))
        return _show(request, page, status=422, now=page.now)
    if team is None:
        return _show(request, replace(page, seen=request.POST.get("seen", "")), status=422)
    messages.success(request, page.done.format(team=team))
    return redirect("service_team", team.pk)


def _done_before(page: StepPage, act: Act) -> ServiceTeam | None:
    """The team this press led to when it came first."""
    event = repeated(act, *page.actions)
    return event.team if event else None


def _show(
    request: SignedInRequest,
    page: StepPage,
    *,
    status: int = 200,
    now: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A refused form keeps its token: its next press is the same."""
    context = {
        "page": page,
        "form": page.form,
        "team": page.team,
        "now": now or {},
        "token": request.POST.get("token") or get_random_string(32),
    }
    return render(request, "techservice/team_step.html", context, status=status)
