"""Paging by keyset: page 5,000 costs what page 1 costs, and nobody counts a million rows."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.utils.crypto import constant_time_compare, salted_hmac

Row = TypeVar("Row")
# Field name and “descending?”: ("due", True) is “latest first”.
Order = Sequence[tuple[str, bool]]

FORWARD, BACKWARD = "n", "p"
SALT = "changxing_union.web.pagination"
SIGNATURE_BYTES = 9


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page of rows and the cursors of its neighbours (``None``: there is no such page)."""

    rows: list[Row]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class BoundedCount:
    """A count that stops at a limit; prints as ``37`` or ``1,000+``."""

    value: int
    more: bool

    def __str__(self) -> str:
        """As shown above a list."""
        return f"{self.value:,}{'+' if self.more else ''}"


def bounded_count(queryset: QuerySet[Any, Any], limit: int = 1000) -> BoundedCount:
    """Count the rows of ``queryset``, reading no more than ``limit + 1`` of them."""
    found = queryset.order_by()[: limit + 1].count()
    return BoundedCount(value=min(found, limit), more=found > limit)


def keyset_page(
    queryset: QuerySet[Any, Row], *, order: Order, cursor: str | None, size: int
) -> KeysetPage[Row]:
    """The page of ``queryset`` that ``cursor`` points to; without a usable cursor, the first.

    Every column of ``order`` must be NOT NULL and the last one unique; an index over exactly these
    columns (after the ones filtered by equality) keeps deep pages as cheap as the first. Rows may
    be model instances or ``values()``. One query; a second only when the place has vanished.
    """
    place = read_cursor(cursor, queryset.model, order) if cursor else None
    if place is None:
        return first_page(queryset, order, size)
    direction, values = place
    wanted = order if direction == FORWARD else reverse(order)
    found = list(sort(queryset.filter(beyond(queryset.model, wanted, values)), wanted)[: size + 1])
    rows, more = found[:size], len(found) > size
    if direction == FORWARD and rows:
        return KeysetPage(
            rows,
            next_cursor=cursor_at(rows[-1], FORWARD, queryset.model, order) if more else None,
            previous_cursor=cursor_at(rows[0], BACKWARD, queryset.model, order),
        )
    if direction == BACKWARD and more:
        rows.reverse()
        return KeysetPage(
            rows,
            next_cursor=cursor_at(rows[-1], FORWARD, queryset.model, order),
            previous_cursor=cursor_at(rows[0], BACKWARD, queryset.model, order),
        )
    # Back at the beginning (a full page rather than the remainder), or all later rows are gone.
    return first_page(queryset, order, size)


def first_page(queryset: QuerySet[Any, Row], order: Order, size: int) -> KeysetPage[Row]:
    """The first ``size`` rows."""
    found = list(sort(queryset, order)[: size + 1])
    rows = found[:size]
    more = len(found) > size
    return KeysetPage(
        rows,
        next_cursor=cursor_at(rows[-1], FORWARD, queryset.model, order) if more else None,
        previous_cursor=None,
    )


def reverse(order: Order) -> Order:
    """``order`` read from the other end."""
    return [(name, not descending) for name, descending in order]


def sort(queryset: QuerySet[Any, Row], order: Order) -> QuerySet[Any, Row]:
    """``queryset`` in ``order``."""
    return queryset.order_by(*(f"-{name}" if down else name for name, down in order))


def row_comparison(columns: Sequence[F], operator: str, values: Sequence[Value]) -> Func:
    """``(a, b) < (x, y)``: both databases seek to it in a composite index over (a, b).

    Django's own tuple lookups write it out as ORs on SQLite, which then reads the index from the
    start: 70 ms instead of 1 ms in the middle of 300,000 rows.
    """
    row, place = (
        Func(*parts, template="(%(expressions)s)", output_field=Field())
        for parts in (columns, values)
    )
    return Func(
        row,
        place,
        template="%(expressions)s",
        arg_joiner=f" {operator} ",
        output_field=BooleanField(),
    )


def beyond(model: type[Model], order: Order, values: Sequence[Any]) -> Q | Func:
    """The condition “comes after ``values`` in ``order``”, in the form both databases index.

    Columns that all run one way become one row comparison, which seeks straight into the index.
    Mixed directions have no row comparison; they become a chain of ORs behind a bound on the first
    column, which is what the index can still use.
    """
    names = [name for name, _descending in order]
    directions = {descending for _name, descending in order}
    if len(directions) == 1:
        place = [
            Value(value, output_field=_field(model, name))
            for name, value in zip(names, values, strict=True)
        ]
        operator = "<" if True in directions else ">"
        return row_comparison([F(name) for name in names], operator, place)
    steps = list(zip(order, values, strict=True))
    (first, descending), value = steps[0]
    bound = Q((f"{first}__{'lte' if descending else 'gte'}", value))
    return bound & reduce(_either_later, reversed(steps), Q())


def _either_later(rest: Q, step: tuple[tuple[str, bool], Any]) -> Q:
    """Later in this column, or equal in it and later in the ``rest``."""
    (name, descending), value = step
    later = Q((f"{name}__{'lt' if descending else 'gt'}", value))
    return later | (Q((name, value)) & rest) if rest else later


def cursor_at(row: object, direction: str, model: type[Model], order: Order) -> str:
    """A cursor for the page after (``FORWARD``) or before (``BACKWARD``) ``row``."""
    texts = [_text(_value(row, name)) for name, _descending in order]
    payload = json.dumps([direction, *texts], ensure_ascii=False, separators=(",", ":")).encode()
    signed = _signature(payload, model, order) + payload
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode("ascii")


def read_cursor(cursor: str, model: type[Model], order: Order) -> tuple[str, list[Any]] | None:
    """Direction and ordering values of ``cursor``, or ``None`` when it is of no use here.

    Only what ``cursor_at`` made for this very list is read, hence no value in it needs checking.
    """
    try:
        signed = base64.b64decode(cursor.encode("ascii") + b"==", altchars=b"-_", validate=False)
    except (UnicodeEncodeError, binascii.Error):
        return None
    signature, payload = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
    if not constant_time_compare(signature, _signature(payload, model, order)):
        return None
    direction, *texts = json.loads(payload)
    fields = [_field(model, name) for name, _descending in order]
    try:
        values = [field.to_python(text) for field, text in zip(fields, texts, strict=True)]
    except ValidationError:  # A column changed its type since the cursor was made.
        return None
    return direction, values


def _signature(payload: bytes, model: type[Model], order: Order) -> bytes:
    """Ties a cursor to its list: the same values mean another place in another order."""
    message = f"{model.__module__}.{model.__name__} {list(order)} ".encode() + payload
    return salted_hmac(SALT, message, algorithm="sha256").digest()[:SIGNATURE_BYTES]


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    """The field at the end of ``path`` (``filing__due``)."""
    options = model._meta
    *relations, name = path.split(LOOKUP_SEP)
    for relation in relations:
        related = options.get_field(relation).related_model
        options = related._meta  # type: ignore[union-attr]
    return options.pk if name == "pk" else options.get_field(name)  # type: ignore[return-value]


def _value(row: object, path: str) -> object:
    """The value at ``path`` in a model instance or a ``values()`` row."""
    if isinstance(row, Mapping):
        return row[path]
    return reduce(getattr, path.split(LOOKUP_SEP), row)


def _text(value: object) -> str:
    """``value`` in the notation ``Field.to_python`` reads back."""
    if value is None:
        raise ValueError("a keyset column must be NOT NULL")
    return value.isoformat() if isinstance(value, date) else str(value)
