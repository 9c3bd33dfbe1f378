"""What annexes 1 to 3 ask for."""

from pioneer.models.application import APPLICATION_KIND, PioneerApplication
from pioneer.models.assessment import (
    ASSESSMENT_KIND,
    COUNT_FACTS,
    PIECE_FACTS,
    SHARE_FACTS,
    Assessment,
    Hand,
    ItemScore,
    Objection,
    ScoreSheet,
    SheetSignature,
)
from pioneer.models.decisions import NotTheSame, OwnerDecision
from pioneer.models.rubric import ItemRule, Rubric, RubricItem
from pioneer.models.summary import SUMMARY_KIND, ReportKind, SummaryRow, SummarySheet
from pioneer.models.surveys import Respondent, Survey, SurveyAnswer
from pioneer.models.titles import RemovalKind, Title, TitleEvent, TitleState, VetoItem

__all__ = [
    "APPLICATION_KIND",
    "ASSESSMENT_KIND",
    "COUNT_FACTS",
    "PIECE_FACTS",
    "SHARE_FACTS",
    "SUMMARY_KIND",
    "Assessment",
    "Hand",
    "ItemRule",
    "ItemScore",
    "NotTheSame",
    "Objection",
    "OwnerDecision",
    "PioneerApplication",
    "RemovalKind",
    "ReportKind",
    "Respondent",
    "Rubric",
    "RubricItem",
    "ScoreSheet",
    "SheetSignature",
    "SummaryRow",
    "SummarySheet",
    "Survey",
    "SurveyAnswer",
    "Title",
    "TitleEvent",
    "TitleState",
    "VetoItem",
]
