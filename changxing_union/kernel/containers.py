"""What a file may hold before anything reads it: the measure is one for attachments and imports."""

import codecs
import re
from collections.abc import Sequence
from zipfile import ZipInfo

MAX_MEMBERS = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
# Office files shrink to a tenth; a bomb shrinks to a thousandth. Small files may do as they like.
MAX_RATIO = 100
RATIO_FROM = 10 * 1024 * 1024
ENCRYPTED_FLAG = 0x1
# What office programs write a .csv in; UTF-16 only with its mark, GB18030 includes GBK.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED = ("utf-8", "gb18030")
# What no text holds and every program, picture or archive does.
BINARY = re.compile("[\x00-\x08\x0e-\x1f]")


def is_bomb(members: Sequence[ZipInfo], size: int) -> bool:
    """Whether far more would come out of an archive of ``size`` bytes than Office packs."""
    unpacked = sum(member.file_size for member in members)
    allowed = MAX_UNPACKED if unpacked <= RATIO_FROM else min(MAX_UNPACKED, MAX_RATIO * size)
    return len(members) > MAX_MEMBERS or unpacked > allowed


def is_locked(members: Sequence[ZipInfo]) -> bool:
    """Whether any member needs a password."""
    return any(member.flag_bits & ENCRYPTED_FLAG for member in members)


def encodings_of(head: bytes) -> tuple[str, ...]:
    """The encodings to try on a text that begins with ``head``, the likeliest first."""
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    return (marked,) if marked else UNMARKED
