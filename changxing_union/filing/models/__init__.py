"""What all annexes share: campaign, filing, opinions, returns, history, attachments, paper."""

from changxing_union.filing.models.assignments import Assignment
from changxing_union.filing.models.campaign import (
    BoxRule,
    Campaign,
    CopyRule,
    Deadline,
    Extension,
    FormType,
    Holiday,
    Reading,
    SigningBody,
    SigningStage,
    Tier,
)
from changxing_union.filing.models.filing import Filing, FilingQuerySet, ReferenceCounter, State
from changxing_union.filing.models.history import FilingEvent, Revision
from changxing_union.filing.models.opinions import Opinion, Seal
from changxing_union.filing.models.papers import Attachment, PaperCopy, Slot
from changxing_union.filing.models.returns import ReturnFlag, ReturnNote, ReturnState

__all__ = [
    "Assignment",
    "Attachment",
    "BoxRule",
    "Campaign",
    "CopyRule",
    "Deadline",
    "Extension",
    "Filing",
    "FilingEvent",
    "FilingQuerySet",
    "FormType",
    "Holiday",
    "Opinion",
    "PaperCopy",
    "Reading",
    "ReferenceCounter",
    "ReturnFlag",
    "ReturnNote",
    "ReturnState",
    "Revision",
    "Seal",
    "SigningBody",
    "SigningStage",
    "Slot",
    "State",
    "Tier",
]
