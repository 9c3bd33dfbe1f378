"""Who may do what with a filing; who sees it, ``Filing.objects.visible_to`` decides."""

from changxing_union.filing.models import Filing, Opinion
from changxing_union.filing.transitions import Actor, Transition
from changxing_union.organizations.models import Kind, User
from changxing_union.organizations.permissions import (
    can_file_for,
    can_review,
    can_sign_as,
)

COUNTY_BODIES = {str(Kind.COMPETITION_OFFICE), str(Kind.COUNTY_UNION)}


def can_edit(user: User, filing: Filing) -> bool:
    """Whether ``user`` may type in the form now."""
    return filing.is_editable and can_file_for(user, filing.organization)


def can_sign_box(user: User, opinion: Opinion) -> bool:
    """Whether ``user`` signs this box for one of the county's two bodies (N05)."""
    return opinion.body in COUNTY_BODIES and can_sign_as(user, Kind(opinion.body))


def is_actor(user: User, filing: Filing, step: Transition) -> bool:
    """Whether ``step`` is ``user``'s to take, whatever the state."""
    if step.actor is Actor.FILER:
        return can_file_for(user, filing.organization)
    if step.actor is Actor.COUNTY_CLERK:
        return can_review(user)
    return any(can_sign_box(user, opinion) for opinion in filing.opinions.all())
