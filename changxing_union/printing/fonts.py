"""Faces, type sizes, and the arithmetic of what fits where.

Official faces (小标宋, 仿宋) are commercial and not shipped: they stand first in every stack, so
an office that installs its licensed copies gets them with no change here; Noto CJK stands behind.
"""

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

POINT_MM = 25.4 / 72

TITLE_FACES = '"方正小标宋简体", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "HanaMinA", "HanaMinB"'
BODY_FACES = (
    '"FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "TU-FangSong", "Noto Serif CJK SC",'
    ' "HanaMinA", "HanaMinB"'
)
MARK_FACES = '"SimHei", "黑体", "Noto Sans CJK SC", "Noto Serif CJK SC", "HanaMinA", "HanaMinB"'


@dataclass(frozen=True)
class TypeSize:
    """A Chinese type size: the class a template prints, points, and line height in millimetres."""

    css: str
    points: float
    leading_mm: float

    @property
    def em_mm(self) -> float:
        """Width of one Han character in millimetres."""
        return self.points * POINT_MM


SIZE_2 = TypeSize("size-2", 22, 9.4)  # 二号
SMALL_2 = TypeSize("small-2", 18, 7.8)  # 小二
SIZE_3 = TypeSize("size-3", 16, 7.0)  # 三号
SIZE_4 = TypeSize("size-4", 14, 6.2)  # 四号
SMALL_4 = TypeSize("small-4", 12, 5.5)  # 小四
SIZE_5 = TypeSize("size-5", 10.5, 4.7)  # 五号
SMALL_5 = TypeSize("small-5", 9, 4.0)  # 小五
SIZE_6 = TypeSize("size-6", 7.5, 3.2)  # 六号
SMALL_6 = TypeSize("small-6", 6.5, 2.35)  # 小六
SIZES = (SIZE_2, SMALL_2, SIZE_3, SIZE_4, SMALL_4, SIZE_5, SMALL_5, SIZE_6, SMALL_6)

STYLESHEET = "\n".join(
    [
        f".title-face {{ font-family: {TITLE_FACES}; font-weight: bold }}",
        f".body-face {{ font-family: {BODY_FACES} }}",
        f".mark-face {{ font-family: {MARK_FACES} }}",
        *(
            f".{size.css} {{ font-size: {size.points}pt; line-height: {size.leading_mm}mm }}"
            for size in SIZES
        ),
    ]
)

# Marks after which a line may end; every other mark is taken to cling to its right neighbour.
CLOSING_MARKS = frozenset("，。；：、！？…")
BROAD_SIGNS = frozenset("mwMW@%")
SLIM_SIGNS = frozenset("fijltI!'(),-./:;[\\]{|} ")


@lru_cache(maxsize=8192)
def char_em(char: str) -> float:
    """Upper estimate of one character's width in em: Han and full-width 1, digits 0.56."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Mn":
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in BROAD_SIGNS or not char.isascii():
        return 1.06
    if char in SLIM_SIGNS:
        return 0.42
    if char.isdigit():
        return 0.56
    return 0.88 if char.isupper() else 0.68


def em_width(text: str) -> float:
    """Upper estimate of the width of ``text`` in em, set on one line."""
    return sum(map(char_em, text))


def line_count(text: str, line_em: float) -> int:
    """How many lines of ``line_em`` em the text takes at most; a line break starts a new one.

    Lines are filled greedily with pieces that are never split (a Latin word, a character with the
    punctuation that may not leave it), so the printed page never needs more lines than this.
    """
    return sum(_paragraph_lines(paragraph, line_em) for paragraph in text.split("\n"))


def tears_words(text: str, line_em: float) -> bool:
    """Whether a number or a Latin word of ``text`` is too long for a line of ``line_em`` em."""
    pieces = (piece for paragraph in text.split("\n") for piece in _unbreakable_pieces(paragraph))
    return any(em_width(piece) > line_em for piece in pieces)


def fits(text: str, size: TypeSize, width_mm: float, height_mm: float) -> bool:
    """Whether ``text`` set in ``size`` stays inside a box of ``width_mm`` × ``height_mm``."""
    lines = line_count(text, width_mm / size.em_mm)
    return lines * size.leading_mm <= height_mm


def largest_fit(
    text: str, sizes: Sequence[TypeSize], width_mm: float, height_mm: float
) -> TypeSize | None:
    """The first of ``sizes`` (largest first) in which ``text`` fits the box, or ``None``."""
    return next((size for size in sizes if fits(text, size, width_mm, height_mm)), None)


def _paragraph_lines(paragraph: str, line_em: float) -> int:
    lines, filled = 1, 0.0
    for piece in _unbreakable_pieces(paragraph):
        width = em_width(piece)
        if filled + width <= line_em:
            filled += width
        elif width <= line_em:
            lines, filled = lines + 1, width
        else:
            own_lines = _lines_of_piece(piece, line_em)
            lines, filled = lines + own_lines - (filled == 0.0), line_em
    return lines


def _lines_of_piece(piece: str, line_em: float) -> int:
    """How many lines a piece longer than a line takes at most.

    Broken anywhere, each of its lines may waste almost one character; but what we keep together to
    be on the safe side, the printer may part, and then it wastes what is left of a line.
    """
    anywhere = math.ceil(em_width(piece) / max(line_em - 1.06, 1.06))
    lines, filled = 1, 0.0
    for chunk in _pieces(piece, _might_break):
        width = em_width(chunk)
        if width > line_em:
            return anywhere
        if filled + width > line_em:
            lines, filled = lines + 1, 0.0
        filled += width
    return max(lines, anywhere)


def _unbreakable_pieces(paragraph: str) -> Iterator[str]:
    return _pieces(paragraph, _may_break)


def _pieces(text: str, breaks: Callable[[str, str], bool]) -> Iterator[str]:
    piece = ""
    for char in text:
        if piece and breaks(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


@lru_cache(maxsize=8192)
def _may_break(left: str, right: str) -> bool:
    """Whether a line may end between the two: stricter than UAX 14 wherever that is unsure."""
    kind_left, kind_right = unicodedata.category(left), unicodedata.category(right)
    if kind_right in {"Mn", "Me", "Lm", "Zs"} or (kind_right[0] in "PS" and kind_right != "Ps"):
        return False
    if kind_left == "Zs":
        return True
    if kind_left[0] in "PS":
        return kind_left == "Pe" or left in CLOSING_MARKS
    return unicodedata.east_asian_width(left) in "WF" or unicodedata.east_asian_width(right) in "WF"


@lru_cache(maxsize=8192)
def _might_break(left: str, right: str) -> bool:
    """Whether a line might end between the two after all, for one of them is a Han character."""
    if _may_break(left, right):
        return True
    clings = unicodedata.category(right) in {"Mn", "Me", "Lm", "Zs", "Pe", "Pf", "Pi", "Po", "Pd"}
    opens = unicodedata.category(left) in {"Ps", "Pi", "Pf"}
    is_wide = any(unicodedata.east_asian_width(char) in "WF" for char in (left, right))
    return is_wide and not clings and not opens
