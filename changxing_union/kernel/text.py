"""Text as Chinese clerks type it, brought to one stored form (domain §2, shared types)."""

import re
import unicodedata

# Look-alikes of the interior dot in names such as 阿依古丽·买买提; all become U+00B7.
NAME_DOTS = re.compile("[\u2022\u2027\u30fb\uff0e\u2219\uff65\u0387\u22c5]")
SPACES = re.compile(r"[\s\u3000]+")
INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)

# As long as the names themselves may be; NFKC spells some characters out (㍿ becomes four).
KEY_LENGTH = 100


def tidy(text: str) -> str:
    """Drop invisible characters and outer blanks; Han characters stay exactly as typed."""
    return INVISIBLE.sub("", text).strip()


def tidy_line(text: str) -> str:
    """Like ``tidy``, for one-line cells: inner runs of blanks and line breaks become one blank."""
    return SPACES.sub(" ", tidy(text))


def tidy_name(text: str) -> str:
    """A person's name: look-alike dots become ``·`` (U+00B7), blanks between Han are removed."""
    name = NAME_DOTS.sub("\u00b7", tidy_line(text))
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", name)


def half_width(text: str) -> str:
    """Digits and Latin letters typed full-width become half-width (NFKC); used for numbers only."""
    return tidy(unicodedata.normalize("NFKC", text))


def match_key(text: str) -> str:
    """The form in which two spellings of a unit or team count as the same.

    Full-width forms, blanks, case and the kind of brackets, dots or quotation marks do not matter.
    """
    folded = unicodedata.normalize("NFKC", tidy_name(text)).casefold()
    # 1-1班 is not 11班: between two digits a separator stays.
    folded = re.sub(r"(?<=\d)[\W_]+(?=\d)", "-", folded)
    return re.sub(r"[^\w-]+|_+|(?<!\d)-|-(?!\d)", "", folded)[:KEY_LENGTH]


def mask_phone(phone: str) -> str:
    """``13900000001`` as ``139****0001`` for lists; shorter ones keep two digits (个保法 6)."""
    first, last = (3, 4) if len(phone) >= 11 else (0, 2)
    hidden = max(0, len(phone) - first - last)
    return f"{phone[:first]}{'*' * hidden}{phone[first + hidden :]}"
