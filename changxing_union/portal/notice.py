"""The notice as a reader wants it: headings, paragraphs and the list of annexes told apart."""

import re
from dataclasses import dataclass

HEADINGS = (
    ("h2", re.compile(r"^[一二三四五六七八九十]+、\S{2,12}$")),
    ("h3", re.compile(r"^（[一二三四五六七八九十]+）")),
)


@dataclass(frozen=True)
class Block:
    """One paragraph or heading of the notice."""

    kind: str
    text: str


def notice_blocks(text: str) -> list[Block]:
    """The blocks of a notice stored with one paragraph per line."""
    return [Block(_kind(line), line) for line in (raw.strip() for raw in text.split("\n")) if line]


def _kind(line: str) -> str:
    is_short = len(line) <= 40
    return next((kind for kind, form in HEADINGS if is_short and form.match(line)), "p")
