"""Imports into the team roster of ``tests.imports.roster``, as a township clerk makes them."""

import pytest
from django.test import Client
from django.utils import timezone

from changxing_union.imports import services
from changxing_union.imports.models import ImportJob
from changxing_union.imports.targets import target_of
from tests.factories.files import upload
from tests.factories.pioneer import act_by
from tests.factories.workbooks import workbook
from tests.imports.roster import KIND

HEADER = ["单位名称", "班组名称", "参赛人数", "组长"]
TWO_TEAMS = [
    HEADER,
    ["长兴测试一厂", "甲班", 12, "测试甲"],
    ["长兴测试二厂", "乙班", 8, "测试乙"],
]


@pytest.fixture
def roster_site(settings):
    """The portal with the roster's import below ``/roster/import/``."""
    settings.ROOT_URLCONF = "tests.imports.urls"


@pytest.fixture
def clerk(cast):
    return cast["lijiaxiang"]


@pytest.fixture
def client(signed_in, roster_site) -> Client:
    return signed_in("lijiaxiang")


@pytest.fixture
def begin(clerk):
    """An import begun with these lines, through the service; as far as it goes by itself."""

    def start(lines=TWO_TEAMS, name="名册.xlsx", user=None):
        user = user or clerk
        (place,) = target_of(KIND).places(user)
        file = upload(name, lines if isinstance(lines, bytes) else workbook(lines))
        return again(services.start_from_file(KIND, place, file, act=act_by(user)))

    return start


def again(job: ImportJob) -> ImportJob:
    """The import as it is now."""
    return ImportJob.objects.get(pk=job.pk)


def commit(job, user, *, replace=False, seen="", splits=()):
    """Press 导入 on the preview."""
    place = target_of(KIND).place(user, job.place_reference, job.organization_id)
    act = act_by(user)
    act = type(act)(by=act.by, at=act.at, ip=act.ip, seen=seen)
    services.ask_commit(job, place, replace=replace, splits=dict(splits), act=act)
    return again(job)


def set_back(job: ImportJob, *, seconds: int, **fields: object) -> ImportJob:
    """The import as if its worker was last heard of so long ago."""
    silent_since = timezone.now() - timezone.timedelta(seconds=seconds)
    ImportJob.objects.filter(pk=job.pk).update(heartbeat_at=silent_since, **fields)
    return again(job)
