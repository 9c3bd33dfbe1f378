"""What all registers share: the record, its history, its evidence."""

from changxing_union.records.models.files import RecordFile
from changxing_union.records.models.history import RecordAction, RecordEvent
from changxing_union.records.models.records import Record, RecordQuerySet
from changxing_union.records.models.rows import RecordRow

__all__ = ["Record", "RecordAction", "RecordEvent", "RecordFile", "RecordQuerySet", "RecordRow"]
