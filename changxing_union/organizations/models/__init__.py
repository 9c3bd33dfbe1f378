"""Who there is: unions, people and their roles, enterprises and teams, and the audit log."""

from changxing_union.organizations.models.audit import AuditAction, AuditEvent
from changxing_union.organizations.models.enterprises import (
    Affiliation,
    Enterprise,
    EnterpriseMerger,
    Team,
    Track,
)
from changxing_union.organizations.models.people import Membership, Role, User
from changxing_union.organizations.models.unions import (
    KINDS_OF_GROUP,
    Group,
    Kind,
    Level,
    Organization,
)

__all__ = [
    "KINDS_OF_GROUP",
    "Affiliation",
    "AuditAction",
    "AuditEvent",
    "Enterprise",
    "EnterpriseMerger",
    "Group",
    "Kind",
    "Level",
    "Membership",
    "Organization",
    "Role",
    "Team",
    "Track",
    "User",
]
