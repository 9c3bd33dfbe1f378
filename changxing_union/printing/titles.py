"""The title of a form that is one page whatever it says: 16 mm high, centred, never cut."""

from changxing_union.printing import fonts
from changxing_union.printing.cells import Fitted

TYPE_AREA_WIDTH = 156  # of every page in print/base.html, in millimetres
TITLE_BOTTOM = 13.0  # from the top of its 16 mm block
TITLE_SIZES = (fonts.SIZE_2, fonts.SMALL_2, fonts.SIZE_3)
LONG_TITLE_SIZES = (fonts.SIZE_3, fonts.SIZE_4, fonts.SMALL_4, fonts.SIZE_5, fonts.SMALL_5)


def fit_title(title: str) -> Fitted:
    """``title`` on one line in a title's size where that is possible, else on several smaller."""
    one_line = fonts.largest_fit(title, TITLE_SIZES, TYPE_AREA_WIDTH, fonts.SIZE_2.leading_mm)
    size = one_line or fonts.largest_fit(title, LONG_TITLE_SIZES, TYPE_AREA_WIDTH, TITLE_BOTTOM)
    return Fitted(title, size or LONG_TITLE_SIZES[-1])


def title_top(title: Fitted) -> str:
    """The space above the lines of ``title``, as a CSS length: they end at ``TITLE_BOTTOM``."""
    lines = fonts.line_count(title.text, TYPE_AREA_WIDTH / title.size.em_mm)
    return f"{max(TITLE_BOTTOM - lines * title.size.leading_mm, 0):g}mm"
