"""The JSON columns of an import: recognised headings, lines, totals and findings, there and back.

Keys are short because a table of 10,000 lines repeats them 10,000 times.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from changxing_union.imports.models import ImportJob
from changxing_union.imports.table import (
    Heading,
    ImportPlan,
    LineKind,
    Placement,
    ReadLine,
    ReadTable,
    Recognised,
    StatedTotal,
)
from changxing_union.imports.targets import RowFinding


def encode_recognised(recognised: Recognised) -> dict[str, Any]:
    """``recognised`` as JSON."""
    return {
        "sheet": recognised.sheet,
        "sheet_name": recognised.sheet_name,
        "header": [recognised.header_first, recognised.header_last],
        "placements": [
            {
                "place": each.heading.place,
                "text": each.heading.text,
                "samples": list(each.heading.samples),
                "target": each.target,
                "candidates": list(each.candidates),
                "is_asked": each.is_asked,
                "is_known": each.is_known,
            }
            for each in recognised.placements
        ],
    }


def without_samples(job: ImportJob) -> dict[str, Any]:
    """What was recognised, without the texts that showed a person what a column holds."""
    stored: dict[str, Any] = job.recognition or {}
    columns = [{**each, "samples": []} for each in stored["placements"]]
    return {**stored, "placements": columns}


def recognised_of(job: ImportJob) -> Recognised:
    """What ``encode_recognised`` stored; an import that was never read has none."""
    stored: dict[str, Any] = job.recognition or {}
    first, last = stored["header"]
    placements = tuple(
        Placement(
            heading=Heading(each["place"], each["text"], tuple(each["samples"])),
            target=each["target"],
            candidates=tuple(each["candidates"]),
            is_asked=each["is_asked"],
            is_known=each["is_known"],
        )
        for each in stored["placements"]
    )
    return Recognised(stored["sheet"], stored["sheet_name"], first, last, placements)


def mapping_of(job: ImportJob) -> dict[int, str]:
    """Place of a column → what it is taken for; JSON knows only texts as keys."""
    return {int(place): target for place, target in job.mapping.items()}


def encode_lines(table: ReadTable) -> list[dict[str, Any]]:
    """The lines of ``table`` as JSON; what is usual is left out."""
    return [_encode_line(line) for line in table.lines]


def _encode_line(line: ReadLine) -> dict[str, Any]:
    stored: dict[str, Any] = {"n": line.number, "k": line.kind.name, "t": dict(line.texts)}
    if line.joined_text:
        stored |= {"j": line.joined_text, "c": line.is_split_certain}
    if line.uncached:
        stored["u"] = sorted(line.uncached)
    if line.kind is not LineKind.DATA:
        stored["w"] = line.whole
    return stored


def encode_stated(table: ReadTable) -> list[dict[str, Any]]:
    """The totals ``table`` states about itself as JSON."""
    return [
        {"rule": each.rule.name, "line": each.line, "text": each.text, "number": each.number}
        for each in table.stated
    ]


def table_of(job: ImportJob, plan: ImportPlan) -> ReadTable:
    """The table as read, with the splits a person has confirmed in place of the guessed ones."""
    rules = {rule.name: rule for rule in plan.totals}
    return ReadTable(
        lines=tuple(_line(stored, job.splits, plan) for stored in job.lines or ()),
        stated=tuple(
            StatedTotal(rules[each["rule"]], each["line"], each["text"], each["number"])
            for each in job.stated
            if each["rule"] in rules
        ),
    )


def _line(stored: dict[str, Any], splits: Mapping[str, list[str]], plan: ImportPlan) -> ReadLine:
    line = ReadLine(
        number=stored["n"],
        kind=LineKind[stored["k"]],
        texts=stored["t"],
        joined_text=stored.get("j", ""),
        is_split_certain=stored.get("c", True),
        uncached=frozenset(stored.get("u", ())),
        whole=stored.get("w", ""),
    )
    halves = splits.get(str(line.number))
    if halves is None or plan.joined is None or not line.joined_text:
        return line
    texts = {**line.texts, **dict(zip(plan.joined.names, halves, strict=True))}
    return replace(line, texts=texts, is_split_certain=True)


def encode_findings(findings: Iterable[RowFinding]) -> list[list[Any]]:
    """Findings as JSON, in the order of the rows."""
    ordered = sorted(findings, key=lambda each: each.row)
    return [[each.row, each.column, each.sentence, each.blocks] for each in ordered]


def findings_of(job: ImportJob) -> list[RowFinding]:
    """What ``encode_findings`` stored."""
    return [RowFinding(*each) for each in job.findings]
