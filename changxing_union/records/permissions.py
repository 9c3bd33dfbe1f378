"""Who keeps which register; who sees a record, ``Record.objects.visible_to`` decides."""

from enum import Enum, auto

from changxing_union.organizations.models import Level, Organization, Role, User
from changxing_union.organizations.permissions import (
    can_file_for,
    can_read_county_wide,
    can_review,
)
from changxing_union.records.models import Record


class Keeper(Enum):
    """Who enters lines in a register."""

    UNIONS = auto()  # every union its own, and the county its own
    COUNTY = auto()


def can_use_records(user: User) -> bool:
    """Whether the registers exist for ``user`` at all: who files and who reads county-wide."""
    return user.has_role(Role.FILER) or can_read_county_wide(user)


def organizations_kept(user: User, keeper: Keeper) -> list[Organization]:
    """For whom ``user`` may enter lines in such a register; usually one, often none."""
    kept = {
        held.organization.pk: held.organization
        for held in user.held_roles
        if can_keep(user, keeper, held.organization)
    }
    return list(kept.values())


def can_keep(user: User, keeper: Keeper, organization: Organization) -> bool:
    """Whether ``user`` enters and corrects the lines of ``organization``."""
    if organization.level is Level.COUNTY:
        return can_review(user)
    return keeper is Keeper.UNIONS and can_file_for(user, organization)


def can_edit(user: User, keeper: Keeper, record: Record) -> bool:
    """Whether ``user`` may correct ``record``; what is void stays as it is."""
    return not record.is_void and can_keep(user, keeper, record.organization)
