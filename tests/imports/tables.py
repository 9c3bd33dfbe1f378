"""Tables written as one sees them: a line a string, its cells parted by ``|``."""

import re

from changxing_union.exports.raw import Merge, RawRow, RawSheet
from changxing_union.imports.lines import read_lines
from changxing_union.imports.recognition import recognise, suggested_mapping


def sheet(*lines, merges="", name="Sheet1", hidden=False, uncached=()):
    """A sheet of ``lines`` from line 1 on; an empty string is a blank line, which is left out.

    ``merges`` are written as Excel does (``B2:B4 A1:F1``), ``uncached`` as (line, column).
    """
    rows = tuple(
        RawRow(number, tuple(line.split("|")))
        for number, line in enumerate(lines, 1)
        if line.replace("|", "").strip()
    )
    return RawSheet(
        name, rows, tuple(_merge(each) for each in merges.split()), frozenset(uncached), hidden
    )


def _merge(text):
    found = re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", text)
    left, top, right, bottom = found.groups()
    return Merge(int(top), ord(left) - 64, int(bottom), ord(right) - 64)


def targets(recognised):
    """Heading → what the column is taken for, ``?`` before the choices where one must ask."""
    return {
        each.heading.text: "?" + " ".join(each.candidates) if each.is_asked else each.target
        for each in recognised.placements
    }


def read(table, plan, *, mapping=None, **options):
    """``table`` recognised and read as the portal suggests it, or with ``mapping``."""
    recognised = recognise([table], plan, **options)
    return read_lines(table, recognised, mapping or suggested_mapping(recognised), plan)


def kinds(table):
    """(number, kind in Chinese) of every line read."""
    return [(line.number, line.kind.value) for line in table.lines]
