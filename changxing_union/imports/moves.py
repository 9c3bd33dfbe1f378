"""How an import changes its state: only from where it is known to be, and by whoever has it."""

import time
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.imports.models import ImportJob, ImportState

TICK_SECONDS = 0.25


class Superseded(Exception):
    """The import was cancelled or handed to somebody else meanwhile: stop, and touch nothing."""


def move(job: ImportJob, to: ImportState, **fields: Any) -> None:
    """Take ``job`` from its state to ``to`` and set ``fields``.

    A guarded UPDATE on (pk, state, attempt); raises ``Superseded`` when the row is elsewhere.
    """
    values = {"state": to, "heartbeat_at": timezone.now(), **fields}
    held = ImportJob.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt)
    if not held.update(**values):
        raise Superseded
    for name, value in values.items():
        setattr(job, name, value)


def hand_over(
    job: ImportJob,
    to: ImportState,
    *,
    sources: Collection[ImportState],
    fields: Mapping[str, Any] | None = None,
) -> bool:
    """Give ``job`` to the background as a new attempt; false when another click was faster."""
    if job.state not in sources:
        return False
    try:
        move(job, to, attempt=job.attempt + 1, done=0, expected=0, failures=[], **(fields or {}))
    except Superseded:
        return False
    return True


def drop_file(name: str) -> None:
    """Remove an uploaded file, once the row that no longer names it is safe; empty: none."""
    if name:
        storage = ImportJob._meta.get_field("file").storage
        transaction.on_commit(lambda: storage.delete(name))


class Progress:
    """Writes how far the work is, at most four times a second; called with done and expected.

    Each write is also the sign of life. Raises ``Superseded`` when the work is no longer wanted.
    """

    def __init__(self, job: ImportJob) -> None:
        """Nothing is written before the first call."""
        self._job = job
        self._next = 0.0

    def __call__(self, done: int, expected: int) -> None:
        """Note ``done`` of ``expected`` rows; the last one is always written."""
        now = time.monotonic()
        if now < self._next and done < expected:
            return
        self._next = now + TICK_SECONDS
        move(self._job, ImportState(self._job.state), done=done, expected=expected)
