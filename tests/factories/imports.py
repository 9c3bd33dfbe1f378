"""Imports as rows only: for pages that list or refuse them, not for reading tables."""

from django.utils import timezone

from changxing_union.imports.models import ImportJob, ImportState
from changxing_union.organizations.models import Role, User
from pioneer.models import SUMMARY_KIND


def make_finished_import(filer: User, result_url: str = "/pioneer/summary/") -> ImportJob:
    """An import of ``filer``'s union whose rows were stored."""
    (membership,) = (held for held in filer.held_roles if held.role == Role.FILER)
    now = timezone.now()
    return ImportJob.objects.create(
        kind=SUMMARY_KIND,
        organization=membership.organization,
        created_by=filer,
        created_at=now,
        heartbeat_at=now,
        original_name="测试汇总表.xlsx",
        size=1,
        sha256="0" * 64,
        state=ImportState.DONE,
        result_url=result_url,
        committed_by=filer,
        committed_at=now,
    )
