"""Pages of a filing: the list, the case, the form, the steps, paper and registers."""

from changxing_union.filing.views.cases import (
    attachment,
    attachment_thumbnail,
    case,
    filing_list,
    paper_copy,
)
from changxing_union.filing.views.editing import delete, edit, preview
from changxing_union.filing.views.opening import choose
from changxing_union.filing.views.outputs import blank, export, print_filing
from changxing_union.filing.views.steps import step

__all__ = [
    "attachment",
    "attachment_thumbnail",
    "blank",
    "case",
    "choose",
    "delete",
    "edit",
    "export",
    "filing_list",
    "paper_copy",
    "preview",
    "print_filing",
    "step",
]
