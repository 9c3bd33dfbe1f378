"""What waits for whom: the sections of 我的待办, a constant number of queries each."""

from dataclasses import dataclass
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from changxing_union.filing.annexes import registered_annexes
from changxing_union.filing.models import (
    Filing,
    FormType,
    Opinion,
    ReturnNote,
    ReturnState,
    SigningBody,
    SigningStage,
    State,
)
from changxing_union.filing.transitions import ACCEPT
from changxing_union.organizations.models import Kind, Organization, Role, User
from changxing_union.organizations.permissions import (
    can_assess,
    can_review,
    can_serve,
    can_sign_as,
)
from changxing_union.portal.sections import Section, section
from changxing_union.portal.service_sections import (
    clerk_services,
    filer_services,
    member_services,
)
from changxing_union.portal.supervisor_sections import appointing_section
from changxing_union.portal.team_sections import (
    beginning_section,
    naming_section,
    objection_section,
    rectification_section,
)
from pioneer.models import ASSESSMENT_KIND
from pioneer.services.score_queue import waiting_filings


@dataclass(frozen=True)
class Missing:
    """A form that every union owes and this one has not begun."""

    union: Organization
    name: str
    url: str


def filer_sections(user: User) -> list[Section]:
    """填报员: what is not filed yet, what came back, what the county has."""
    own = Filing.objects.filter(organization__in=user.organization_ids(Role.FILER))
    open_note = ReturnNote.objects.filter(filing=OuterRef("pk"), state=ReturnState.OPEN)
    returned = own.in_state(State.RETURNED).annotate(
        return_due=Subquery(open_note.values("due_on")[:1])
    )
    return [
        *rectification_section(user),
        section(
            "退回修改", "请按退回意见逐处修改后重新上报", returned, tone="alert",
            state=State.RETURNED, verb="去修改", target="edit", day="return_due",
            empty="没有被退回的申报。",
        ),
        section(
            "草稿（未上报）", "保存不等于上报；填写完整后请预览并上报", own.in_state(State.DRAFT),
            tone="alert", state=State.DRAFT, verb="继续填写", target="edit",
            empty="没有未上报的草稿。",
        ),
        *beginning_section(user),
        section(
            "已上报，等待县级受理", "受理前可以撤回", own.in_state(State.FILED),
            state=State.FILED, empty="没有等待受理的申报。",
        ),
        section(
            "县级审核中", "", own.in_state(State.IN_REVIEW),
            state=State.IN_REVIEW, empty="没有审核中的申报。",
        ),
    ]  # fmt: skip


def missing_forms(user: User) -> list[Missing]:
    """What each of ``user``'s unions still owes this year and has not begun: one query."""
    unions = [held.organization for held in user.held_roles if held.role == Role.FILER]
    owed = {annex.number: annex for annex in registered_annexes() if annex.is_due_from_every_union}
    begun = FilteredRelation(
        "filings", condition=Q(filings__organization__in=unions) & ~Q(filings__state=State.VOID)
    )
    open_forms = FormType.objects.filter(campaign__is_open=True, annex__in=owed)
    by_year = open_forms.annotate(begun=begun).order_by("campaign__year")
    rows = list(by_year.values_list("annex", "campaign__year", "begun__organization"))
    # A year may still be open when the next has begun; what is owed is the newer form.
    newest = {annex: year for annex, year, _organization in rows}
    held = {(annex, organization) for annex, year, organization in rows if year == newest[annex]}
    return [
        Missing(union, f"附件{number} {owed[number].name}", reverse(owed[number].new_url))
        for number in sorted(newest)
        for union in unions
        if (number, union.pk) not in held
    ]


def _unsigned(body: SigningBody | None = None) -> Exists:
    boxes = Opinion.objects.filter(
        filing=OuterRef("pk"), stage=SigningStage.DECISION, signed_on=None
    )
    return Exists(boxes.filter(body=body) if body else boxes)


def clerk_sections() -> list[Section]:
    """县级经办: what to accept, what waits for a signature, what to decide; oldest first."""
    filings = Filing.objects.all()
    filed = filings.in_state(State.FILED)
    # Annex 3 has no box to sign: what it waits for, assessors do.
    is_assessed = Q(form_type__kind=ASSESSMENT_KIND)
    in_review = filings.in_state(State.IN_REVIEW).exclude(is_assessed)
    assessed = filings.in_state(State.IN_REVIEW).filter(is_assessed)
    return [
        *objection_section(),
        section(
            "已更正，待受理", "退回后重新上报，请核对修改之处", filed.filter(return_count__gt=0),
            tone="alert", state=State.FILED, verb="核对", empty="没有更正后重新上报的申报。",
        ),
        section(
            "待受理", "新上报的申报", filed.filter(return_count=0),
            state=State.FILED, step=ACCEPT.action, empty="没有待受理的申报。",
        ),
        section(
            "已签署，待审定", "意见栏已签署完整", in_review.exclude(_unsigned()),
            state=State.IN_REVIEW, verb="审定", empty="没有待审定的申报。",
        ),
        section(
            "审核中，待签署", "可退回修改，或等待签署人签署", in_review.filter(_unsigned()),
            state=State.IN_REVIEW, verb="审核", empty="没有待签署的申报。",
        ),
        section(
            "考核中", "分派考核员、合议、确定和公布结果", assessed,
            verb="办理", target="assessment_result", empty="没有考核中的自评表。",
        ),
        *naming_section(),
        *appointing_section(),
        section(
            "退回中", "等待填报单位重新上报", filings.in_state(State.RETURNED),
            state=State.RETURNED, empty="没有退回中的申报。",
        ),
    ]  # fmt: skip


def signatory_sections(user: User) -> list[Section]:
    """签署人: the boxes that wait for this body's signature."""
    bodies = [
        body
        for body in (SigningBody.COMPETITION_OFFICE, SigningBody.COUNTY_UNION)
        if can_sign_as(user, Kind(body))
    ]
    in_review = Filing.objects.in_state(State.IN_REVIEW)
    return [
        section(
            f"待签署：{body.label}意见", "请核对表格与盖章扫描件后签署",
            in_review.filter(_unsigned(body)),
            tone="alert", state=State.IN_REVIEW, verb="签署", empty="没有等待签署的申报。",
        )
        for body in bodies
    ]  # fmt: skip


def assessor_sections(user: User) -> list[Section]:
    """考核员: what is left to score, to agree upon or to sign."""
    return [
        section(
            "待评分", "请按分派逐份现场考核、评分并签署", waiting_filings(user),
            tone="alert", verb="去评分", target="score", empty="没有待评的考核评价表。",
            url=reverse("scoring"), more="查看全部考核任务",
        )
    ]  # fmt: skip


def locked_usernames() -> list[str]:
    """Accounts now locked by wrong passwords."""
    recently = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=recently
    )
    accounts = User.objects.filter(username__in=attempts.values("username"))
    return list(accounts.order_by("username").values_list("username", flat=True))


def desk_of(user: User) -> list[Section]:
    """Every section of ``user``'s roles; a person of several roles has several heaps."""
    sections = []
    if user.has_role(Role.FILER):
        sections += [*filer_sections(user), *filer_services(user)]
    if can_review(user):
        sections += [*clerk_sections(), *clerk_services()]
    if can_serve(user):
        sections += member_services(user)
    if can_assess(user):
        sections += assessor_sections(user)
    return [*sections, *signatory_sections(user)]
