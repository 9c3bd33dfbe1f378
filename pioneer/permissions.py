"""Who may read what only this product has; filings themselves ask ``visible_to``."""

from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_read_registers


def can_read_titles(user: User) -> bool:
    """As every register that a product keeps."""
    return can_read_registers(user)
