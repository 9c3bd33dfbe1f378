"""A press that carried out a turn is recognised when it is sent again."""

from django.db.models import QuerySet

from changxing_union.filing.models.turns import Turn
from changxing_union.filing.services.rows import SPENT
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act


def is_turn_repeated(turns: "QuerySet[Turn]", action: str, act: Act, **subject: object) -> bool:
    """Whether this very press was carried out already; ``subject`` is whose turns are meant.

    As for filings (``rows.is_repeated``): that is so only while it is the last turn, and a token
    spent on anything else is refused.
    """
    event = turns.filter(token=act.token).first() if act.token else None
    if event is None:
        return False
    latest = turns.filter(**subject).order_by("-pk").first()
    same = latest is not None and latest.pk == event.pk
    refuse_if([] if same and event.by_id == act.by.pk and event.action == action else [SPENT])
    return True
