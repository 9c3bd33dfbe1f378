"""Teams that no filing waits for: to begin annex 3, to be put right, to be reviewed, to be named.

Each is a heap of its own while it holds anything; for most of the year there is none.
"""

from dataclasses import replace
from datetime import date

from django.db.models import F
from django.urls import reverse

from changxing_union.filing.due import due_days_of
from changxing_union.filing.models import Filing, FormType
from changxing_union.organizations.models import Role, User
from changxing_union.portal.sections import Section, if_any, section
from pioneer.filters import TO_BE_NAMED
from pioneer.models import ASSESSMENT_KIND, TitleState
from pioneer.services.score_board import disputed, not_begun
from pioneer.services.title_lists import awaiting_plaque, under_rectification


def rectification_section(user: User) -> list[Section]:
    """限期整改: titles of ``user``'s unions, the nearest day first."""
    own = under_rectification().filter(organization__in=user.organization_ids(Role.FILER))
    found = section(
        "限期整改", "请督促班组在期限前改好，并向县总工会报告整改情况", own,
        tone="alert", verb="查看要求", target="title", day="rectify_by",
        url=f"{reverse('titles')}?state={TitleState.RECTIFYING}", more="在名册中查看限期整改的称号",
    )  # fmt: skip
    return if_any(found)


def beginning_section(user: User) -> list[Section]:
    """列入培育，待自评: teams of ``user``'s unions whose annex 3 nobody has begun."""
    own = not_begun().filter(organization__in=user.organization_ids(Role.FILER))
    found = section(
        "列入培育，待自评", "请为每个班组填报附件3 考核评价表", own,
        tone="alert", verb="开始自评", url=reverse("assessments"), more="查看全部班组的考核评价",
    )  # fmt: skip
    days = _days_of_annex_3(found.filings)
    in_order = sorted(found.filings, key=lambda each: days.get(each.pk, date.max))
    return if_any(replace(found, begins=True, filings=in_order, days=days))


def _days_of_annex_3(applications: list[Filing]) -> dict[int, date]:
    """Key of an annex 1 → the day its union is to file annex 3 by, where there is one."""
    if not applications:
        return {}
    campaigns = {each.campaign_id for each in applications}
    rows = FormType.objects.filter(kind=ASSESSMENT_KIND, campaign__in=campaigns)
    forms = {row.campaign_id: row for row in rows}
    pairs = {each.pk: (forms[each.campaign_id], each.organization_id) for each in applications}
    due = due_days_of(pairs.values())
    return {
        pk: due[form_type.pk, union].effective
        for pk, (form_type, union) in pairs.items()
        if (form_type.pk, union) in due
    }


def objection_section() -> list[Section]:
    """考核异议: disputes without a result of their review, the oldest first."""
    found = section(
        "考核异议", "请安排没有参加过考核的考核员复核，并确定复核结果",
        disputed().annotate(raised_at=F("assessment__objection__raised_at")),
        tone="alert", verb="办理复核", target="assessment_result", since="raised_at",
        url=reverse("assessments"), more="查看全部班组的考核进度",
    )  # fmt: skip
    return if_any(found)


def naming_section() -> list[Section]:
    """合格、待命名: passed, released, and without a plaque yet."""
    found = section(
        "合格、待命名", "考核已公布合格，可以逐个命名授牌", awaiting_plaque(),
        verb="命名授牌", target="title", since="passed_at",
        url=f"{reverse('titles')}?state={TO_BE_NAMED}", more="在名册中查看全部“合格、待命名”的班组",
    )  # fmt: skip
    return if_any(found)
