"""HTML to PDF: one engine per process, no outside resources, and no character lost in silence."""

import atexit
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from PIL import ImageFile
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from changxing_union.printing.fonts import STYLESHEET
from changxing_union.printing.marks import CopyLabel

# WeasyPrint makes Pillow put up with broken pictures, in the whole process: an upload that breaks
# off would be kept half black and in silence. What we print holds no such pictures.
ImageFile.LOAD_TRUNCATED_IMAGES = False

_engine = threading.RLock()
_fetcher = URLFetcher(allowed_protocols={"data"})
_logger = logging.getLogger("weasyprint")


@dataclass(frozen=True)
class _Setting:
    """The fonts and the house style, made at the first print: few commands ever print.

    Pango's font map is shared (loading it costs more than a page) and is not safe between threads;
    layout holds the interpreter anyway, so taking turns under ``_engine`` costs nothing.
    """

    fonts: FontConfiguration
    house_style: CSS


@cache
def _setting() -> _Setting:
    fonts = FontConfiguration()
    style = CSS(string=STYLESHEET, font_config=fonts, url_fetcher=_fetcher)
    return _Setting(fonts, style)


# Pango crashes when its objects are freed after the interpreter has begun to take itself apart.
atexit.register(_setting.cache_clear)


@dataclass(frozen=True)
class Printed:
    """A finished PDF; ``missing_glyphs`` are characters no installed font can draw (shown as □)."""

    pdf: bytes
    pages: int
    missing_glyphs: tuple[str, ...]


def render(html: str) -> Document:
    """Lay out one HTML document; only ``data:`` resources are read, everything else is refused."""
    with _engine:
        setting = _setting()
        page = HTML(string=html, url_fetcher=_fetcher)
        return page.render(font_config=setting.fonts, stylesheets=[setting.house_style])


def render_copies(
    template: str, facts: Mapping[str, object], copies: Sequence[CopyLabel]
) -> Printed:
    """``template`` once per copy, with its label (``copy``), or once without when none is given."""
    labels: Sequence[CopyLabel | None] = copies or (None,)
    return join(render(render_to_string(template, {**facts, "copy": copy})) for copy in labels)


def join(documents: Iterable[Document]) -> Printed:
    """One PDF of all ``documents`` in order; each keeps its own page count and numbers.

    Fonts are embedded once for all, and the title comes from the first. At least one is required.
    """
    parts = list(documents)
    if not parts:
        raise ValueError("Nothing to print")
    pages = [page for part in parts for page in part.pages]
    with _engine, _missing_glyphs() as missing:
        pdf = parts[0].copy(pages).write_pdf()
    return Printed(pdf=pdf, pages=len(pages), missing_glyphs=tuple(dict.fromkeys(missing)))


class _GlyphWatch(logging.Handler):
    """Collects the characters WeasyPrint reports as ``.notdef`` in the thread that made it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        from_here = record.thread == self.thread
        if from_here and record.args and str(record.msg).startswith(".notdef glyph"):
            self.found.append(str(next(iter(record.args))))


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    watch = _GlyphWatch()
    _logger.addHandler(watch)
    try:
        yield watch.found
    finally:
        _logger.removeHandler(watch)
