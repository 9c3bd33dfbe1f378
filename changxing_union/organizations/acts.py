"""Who acts, when, from where: the one parameter every service that changes something takes."""

from dataclasses import dataclass, field
from datetime import datetime

from changxing_union.organizations.models import User


@dataclass(frozen=True)
class Act:
    """One deliberate act of one person.

    ``at`` is aware; ``token`` identifies one press of a button, so that a retried or doubled
    request is recognised instead of being carried out twice; empty when nothing is retried.
    ``seen`` names the text the page showed (``Filing.edition``); empty when it showed none.
    """

    by: User
    at: datetime
    ip: str = ""
    token: str = field(default="", repr=False)
    seen: str = ""
