"""What a register adds to the record: the base of each kind's own columns."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from changxing_union.organizations.models import Organization
from changxing_union.records.models.records import Record


class RecordRowQuerySet(models.QuerySet["RecordRow"]):
    """Adjectives over the lines of one register."""

    def offered(
        self, keepers: Collection[Organization], *, besides: Collection[int] = ()
    ) -> "RecordRowQuerySet":
        """What ``keepers`` can choose elsewhere: their own or shared by the county, nothing void.

        ``besides``: what is chosen already.
        """
        known = Q(record__is_shared=True) | Q(record__organization__in=keepers)
        found = self.filter(known & Q(record__is_void=False) | Q(pk__in=besides))
        return found.select_related("record").order_by("-pk")


class RecordRow(models.Model):
    """The columns of one register; the record knows who keeps it, when, and whether it is void."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, primary_key=True, related_name="%(class)s",
        verbose_name="记录",
    )  # fmt: skip

    objects = RecordRowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["record_id"]

    def __str__(self) -> str:
        return self.record.subject
