"""Pages of all registers."""

from changxing_union.records.views.entries import edit, new
from changxing_union.records.views.lists import export, register_list, register_menu
from changxing_union.records.views.pages import (
    attach_files,
    detail,
    evidence,
    evidence_thumbnail,
    remove_file,
    void_record,
)

__all__ = [
    "attach_files",
    "detail",
    "edit",
    "evidence",
    "evidence_thumbnail",
    "export",
    "new",
    "register_list",
    "register_menu",
    "remove_file",
    "void_record",
]
