"""The sheet for the notice board: a QR code large enough for a corridor, and the address to type.

One A4 page whatever it says; widths and heights are millimetres.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string

from changxing_union.printing import fonts
from changxing_union.printing.cells import Fitted
from changxing_union.printing.fonts import TypeSize
from changxing_union.printing.marks import qr_svg_data_uri
from changxing_union.printing.pdf import Printed, join, render
from changxing_union.printing.titles import TYPE_AREA_WIDTH, fit_title, title_top

TEAM_HEIGHT = 24.0
TEAM_SIZES = (fonts.SIZE_2, fonts.SMALL_2, fonts.SIZE_3, fonts.SIZE_4, fonts.SMALL_4, fonts.SIZE_5)
ADDRESS_HEIGHT = 14.0
ADDRESS_SIZES = (fonts.SIZE_4, fonts.SMALL_4, fonts.SIZE_5, fonts.SMALL_5, fonts.SIZE_6)


@dataclass(frozen=True, kw_only=True)
class SurveyPoster:
    """What the sheet says; ``address`` is the whole address of the public page."""

    title: str
    unit_name: str
    team_name: str
    asked_by: str
    closes_on: str  # with its weekday
    address: str


def render_poster(poster: SurveyPoster) -> Printed:
    """The PDF of the sheet: one page."""
    title = fit_title(poster.title)
    context = {
        "poster": poster,
        "title": title,
        "title_top": title_top(title),
        "team": _fitted(f"{poster.unit_name}\n{poster.team_name}", TEAM_SIZES, TEAM_HEIGHT),
        "typed": _fitted(_typed(poster.address), ADDRESS_SIZES, ADDRESS_HEIGHT),
        "qr": qr_svg_data_uri(poster.address),
    }
    return join([render(render_to_string("print/survey_poster.html", context))])


def _fitted(text: str, sizes: tuple[TypeSize, ...], height: float) -> Fitted:
    size = fonts.largest_fit(text, sizes, TYPE_AREA_WIDTH, height)
    return Fitted(text, size or sizes[-1])


def _typed(address: str) -> str:
    """Without what browsers add themselves, and with the code on a line of its own."""
    place, code = address.rsplit("://", maxsplit=1)[-1].rstrip("/").rsplit("/", 1)
    return f"{place}/\n{code}"
