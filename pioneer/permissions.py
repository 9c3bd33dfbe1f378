"""Who may read what only this product has; filings themselves ask ``visible_to``."""

from changxing_union.organizations.models import Role, User
from changxing_union.organizations.permissions import can_read_county_wide


def can_read_titles(user: User) -> bool:
    """Unions read of their own teams, the county of all; an assessor knows what is assigned."""
    return user.has_role(Role.FILER) or can_read_county_wide(user)
