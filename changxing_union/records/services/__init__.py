"""Everything that changes a record."""

from changxing_union.records.services.entries import add, change, void
from changxing_union.records.services.evidence import attach, remove
from changxing_union.records.services.lookups import (
    Correction,
    corrections_since,
    earlier_entries,
    twins_of,
)

__all__ = [
    "Correction",
    "add",
    "attach",
    "change",
    "corrections_since",
    "earlier_entries",
    "remove",
    "twins_of",
    "void",
]
