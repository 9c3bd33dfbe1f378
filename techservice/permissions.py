"""Who may do what with 职工技术志愿服务队 and the services they give."""

from django.db.models import Q

from changxing_union.filing.models import Filing, FilingQuerySet, State
from changxing_union.organizations.models import Role, User
from changxing_union.organizations.permissions import (
    can_file_for,
    can_read_county_wide,
    can_review,
    can_see_phones,
    can_serve,
)
from techservice.models import (
    REQUEST_KIND,
    OrderState,
    ServiceOrder,
    ServiceTeam,
    ServiceTeamQuerySet,
    Volunteer,
)


def can_manage_teams(user: User) -> bool:
    """经办 found, change and retire teams, and take people in and out."""
    return can_review(user)


def can_read_teams(user: User) -> bool:
    """Unions that ask for help, the county, and the volunteers themselves."""
    return user.has_role(Role.FILER) or can_read_county_wide(user) or can_serve(user)


def readable_teams(user: User) -> ServiceTeamQuerySet:
    """The teams ``user`` may read of: all or none."""
    teams = ServiceTeam.objects.all()
    return teams if can_read_teams(user) else teams.none()


def is_member_of(user: User, team: ServiceTeam) -> bool:
    """Whether ``user`` now serves in ``team``."""
    return Volunteer.objects.current().filter(team=team, user=user).exists()


def can_see_phones_of(user: User, team: ServiceTeam) -> bool:
    """Colleagues of one team call each other; other readers see masked numbers (个保法)."""
    return can_see_phones(user) or is_member_of(user, team)


def visible_services(user: User) -> FilingQuerySet:
    """The needs that were taken up, as far as ``user`` may follow them.

    Unions their own, the county all; volunteers those their team was sent to, for as long as it is.
    """
    taken_up = services()
    if can_read_county_wide(user):
        return taken_up
    teams = Volunteer.objects.current().filter(user=user).values("team")
    sent = ServiceOrder.objects.filter(team__in=teams).exclude(
        state__in=(OrderState.WAITING, OrderState.TRANSFERRED)
    )
    own = Q(organization__in=user.organization_ids(Role.FILER))
    return taken_up.filter(own | Q(pk__in=sent.values("request")))


def services() -> FilingQuerySet:
    """Every need that was taken up, whatever became of it."""
    requests = Filing.objects.filter(form_type__kind=REQUEST_KIND)
    return requests.filter(
        Q(state=State.APPROVED) | Q(service_request__order__isnull=False)
    ).select_related("service_request__order__team", "organization", "form_type", "campaign")


def can_read_services(user: User) -> bool:
    """Whether the pages of technical service exist for ``user`` at all."""
    return can_read_teams(user)


def can_see_contact(user: User, order: ServiceOrder) -> bool:
    """Whoever goes there calls there; other readers of the county see masked numbers (个保法)."""
    own = can_file_for(user, order.request.filing.organization)
    serves = order.team is not None and is_member_of(user, order.team)
    return own or serves or can_see_phones(user)


def can_record_reports(user: User, filing: Filing) -> bool:
    """浪费与超排报告 of a 监督员: their union writes them down for them (代录), or 经办 does."""
    return can_file_for(user, filing.organization) or can_review(user)
