"""Everything that changes a filing."""

from changxing_union.filing.services.assignments import assign, recuse, relieve
from changxing_union.filing.services.campaigns import begin_campaign
from changxing_union.filing.services.drafts import (
    claim_draft_key,
    claim_unique_key,
    delete_draft,
    note_change,
    open_filing,
    open_form_type,
    open_once,
    show_in_lists,
)
from changxing_union.filing.services.flags import settle_row_flags
from changxing_union.filing.services.moves import (
    accept,
    approve,
    change,
    decline,
    file,
    rejudge_lateness,
    rejudge_open_campaigns,
    return_to_filer,
    sign,
    void,
    withdraw,
)
from changxing_union.filing.services.papers import (
    attach,
    keep_original,
    record_paper,
    remove_attachment,
)
from changxing_union.filing.services.rows import hold, lock

__all__ = [
    "accept",
    "approve",
    "assign",
    "attach",
    "begin_campaign",
    "change",
    "claim_draft_key",
    "claim_unique_key",
    "decline",
    "delete_draft",
    "file",
    "hold",
    "keep_original",
    "lock",
    "note_change",
    "open_filing",
    "open_form_type",
    "open_once",
    "record_paper",
    "recuse",
    "rejudge_lateness",
    "rejudge_open_campaigns",
    "relieve",
    "remove_attachment",
    "return_to_filer",
    "settle_row_flags",
    "show_in_lists",
    "sign",
    "void",
    "withdraw",
]
