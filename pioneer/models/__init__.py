"""What annexes 1 to 3 ask for."""

from pioneer.models.application import APPLICATION_KIND, Gender, PioneerApplication
from pioneer.models.decisions import NotTheSame, OwnerDecision
from pioneer.models.summary import SUMMARY_KIND, ReportKind, SummaryRow, SummarySheet

__all__ = [
    "APPLICATION_KIND",
    "SUMMARY_KIND",
    "Gender",
    "NotTheSame",
    "OwnerDecision",
    "PioneerApplication",
    "ReportKind",
    "SummaryRow",
    "SummarySheet",
]
