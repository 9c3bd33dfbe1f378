"""The filing row itself: held for a change, its history written, repeats recognised."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from changxing_union.filing.models import Filing, FilingEvent
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act

GONE = "这份草稿刚被删除，不能再办理。如需申报，请重新新建。"
SPENT = "这个页面上的按钮已经用过，请刷新页面查看最新情况后再办理。"


def lock(filing: Filing) -> Filing:
    """The row as it is now, held until the transaction ends.

    Held first and read afterwards: PostgreSQL drops a joined row from the answer when whoever held
    it before us changed what the join goes by, here the person who typed last.
    """
    held = Filing.objects.select_for_update().filter(pk=filing.pk).values_list("pk").first()
    if held is None:
        raise Refused([GONE])
    return Filing.objects.for_case().get(pk=filing.pk)


def hold(filings: Collection[int]) -> None:
    """Hold several rows, always in one order: two that wait for each other never end."""
    rows = Filing.objects.select_for_update().filter(pk__in=filings).order_by("pk")
    list(rows.values_list("pk"))


def is_repeated(filing: Filing, act: Act, *actions: str) -> bool:
    """Whether this very press of the button was already carried out (double click, retry).

    That is so only while it is the last thing that happened to ``filing``: an old page brought back
    after 撤回 must not hear that it has filed. A token spent on anything else is refused.
    """
    event = FilingEvent.objects.filter(token=act.token).first() if act.token else None
    if event is None:
        return False
    same = event.filing_id == filing.pk and event.by_id == act.by.pk and event.action in actions
    is_latest = event.pk == filing.events.order_by("-pk").values_list("pk", flat=True).first()
    refuse_if([] if same and is_latest else [SPENT])
    return True


def left_before(act: Act, history: QuerySet[Any], *actions: str, **whose: object) -> Any | None:
    """The row that this very press has left in ``history``; none if it is new.

    ``whose`` names the thing the row is to belong to. As for filings: a token that was spent on
    anything else, or before something later befell the same thing, is refused.
    """
    row = history.filter(token=act.token).first() if act.token else None
    if row is None:
        return None
    latest = history.filter(**whose).order_by("-pk").values_list("pk", flat=True).first()
    same = row.pk == latest and row.by_id == act.by.pk and row.action in actions
    refuse_if([] if same else [SPENT])
    return row


def record(
    filing: Filing, action: str, label: str, *, act: Act, from_state: str, reason: str = ""
) -> None:
    """Add one event to the history; its token makes a retried request recognisable."""
    filing.events.create(
        action=action,
        label=label,
        from_state=from_state,
        to_state=filing.state,
        version=filing.version,
        reason=reason,
        by=act.by,
        at=act.at,
        ip=act.ip,
        token=act.token,
    )
