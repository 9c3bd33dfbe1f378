"""What a table on a page is told after an autosave: small enough for hundreds of lines."""

from collections.abc import Iterable
from typing import Any

from changxing_union.filing.annexes import Finding, Level, annex_of
from changxing_union.filing.cellforms import row_key
from changxing_union.filing.editing import Saved, stored_texts, typed_parts

# Beyond this many lines the page is not told which ones colleagues added or took out.
MOST_KEYS = 1_000


def grid_answer(
    saved: Saved, findings: Iterable[Finding], *, names: Iterable[str], show_missing: bool
) -> dict[str, Any]:
    """For ``static/js/grid.js``: what is now stored, what is wrong, what conflicts, the totals.

    ``texts`` covers only the lines named by the request (``names``); ``findings`` covers every
    cell, because a line may become a duplicate of one that was not touched. ``before`` and
    ``edition`` are the texts of the form it was saved into and has become.
    """
    sent = {row_key(name) for name in names}
    parts = typed_parts(saved.filing)
    stored = stored_texts(saved.filing, [part for part in parts if part.key in sent])
    told: dict[str, list[list[str]]] = {}
    for finding in findings:
        if show_missing or finding.level is not Level.MISSING:
            level = "error" if finding.blocks else "warning"
            told.setdefault(finding.name, []).append([level, finding.sentence])
    keys = [part.key for part in parts if part.key]
    return {
        "texts": stored,
        "findings": told,
        "conflicts": {
            cell: {"theirs": conflict.theirs, "sentence": conflict.sentence}
            for cell, conflict in saved.conflicts.items()
        },
        "totals": dict(annex_of(saved.filing).totals(saved.filing)),
        "keys": keys if len(keys) <= MOST_KEYS else None,
        "count": len(keys),
        "before": saved.before,
        "edition": saved.filing.edition,
    }
