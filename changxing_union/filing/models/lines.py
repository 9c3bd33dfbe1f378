"""Lines of a table that a form repeats: what is typed and what was last filed, side by side."""

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.functional import cached_property

AnyLine = TypeVar("AnyLine", bound="Line")


class LineQuerySet(models.QuerySet[AnyLine]):
    """Which of a form's two sets of lines is meant."""

    def working(self) -> Self:
        """The lines the union is typing in."""
        return self.filter(is_filed=False)

    def filed(self) -> Self:
        """The lines as last filed: the only ones the county reads and counts."""
        return self.filter(is_filed=True)


class Line(models.Model):
    """One line; each form that repeats lines has a table of its own."""

    is_filed = models.BooleanField("已上报的内容", default=False, editable=False)
    # What a line is called on pages, in flags and in versions; it keeps it wherever it is moved.
    key = models.CharField("行标识", max_length=8, editable=False)
    position = models.PositiveIntegerField("序号", editable=False)

    class Meta:
        abstract = True

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything that could be read."""
        raise NotImplementedError

    @property
    def content(self) -> dict[str, object]:
        """What it says and where it stands: every column but its key in the database."""
        columns = [field for field in self._meta.concrete_fields if not field.primary_key]
        return {field.attname: getattr(self, field.attname) for field in columns}

    def as_filed(self, position: int) -> Self:
        """A copy of this line for the set that the county reads."""
        return type(self)(**self.content | {"is_filed": True, "position": position})


class HoldsLines(models.Model):
    """A form that repeats lines: they refer to it as their ``rows``."""

    rows: Any
    # The lines that the request now at work brings; they have no place of their own yet.
    new_keys: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    @cached_property
    def working_rows(self) -> list[Any]:
        """The lines the union is typing in, in order; read once for all a request asks of them."""
        return list(self.rows.working())

    def forget_rows(self) -> None:
        """Read ``working_rows`` anew: they were changed."""
        self.__dict__.pop("working_rows", None)
