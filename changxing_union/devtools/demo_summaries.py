"""Demo sheets of annex 2: one filed, one received, one begun; with what the county looks for.

Two unions list one team, and one unit is spelled two ways: the county's pages have something to
show. Names and phones are visibly fictional.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.models import Filing, FormType
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from pioneer.cellforms.summary import SummaryRowForm
from pioneer.services.summary import add_rows, open_summary


@transaction.atomic
def seed_summary(form_type: FormType, row: dict[str, Any]) -> None:
    """One union's sheet, typed and moved as its people would; left alone where it has one."""
    filer = User.objects.get(username=row["filer"])
    organization = filer.held_roles[0].organization
    if Filing.objects.filter(form_type=form_type, organization=organization).exists():
        return
    start = timezone.now() - timedelta(days=row["days_ago"], hours=3)
    act = Act(by=filer, at=start, ip="127.0.0.1")
    filing = open_summary(form_type, organization=organization, act=act).filing
    lines = [dict(zip(SummaryRowForm.base_fields, texts, strict=True)) for texts in row["rows"]]
    add_rows(filing, lines, act=Act(by=filer, at=start + timedelta(minutes=30)))
    if row["until"] == "draft":
        return
    filed = services.file(filing, act=Act(by=filer, at=start + timedelta(hours=1)))
    if row["until"] == "accept":
        clerk = User.objects.get(username="jingjibu")
        services.accept(filed, act=Act(by=clerk, at=start + timedelta(hours=8)))
