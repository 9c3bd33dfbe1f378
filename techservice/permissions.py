"""Who may do what with 职工技术志愿服务队."""

from changxing_union.organizations.models import Role, User
from changxing_union.organizations.permissions import (
    can_read_county_wide,
    can_review,
    can_see_phones,
    can_serve,
)
from techservice.models import ServiceTeam, ServiceTeamQuerySet, Volunteer


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
