"""Records of the registers around the service teams, entered through the services."""

from changxing_union.organizations.models import User
from changxing_union.records import services
from changxing_union.records.kinds import kind_called
from changxing_union.records.models import Record
from techservice.models import OUTREACH_KIND
from tests.factories.files import upload
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by

OUTREACH = {
    "happened_on": "2018年4月2日",
    "category": "school",
    "host_name": "长兴测试学校",
    "topic": "弘扬劳模精神",
    "model_workers": "测试劳模甲、测试劳模乙",
    "head_count": "120",
    "outcome": "学生反响热烈。",
}


def values_of(kind: str, **typed: str) -> dict[str, object]:
    """What the form of ``kind`` makes of ``typed``; that it is sound is asserted."""
    form = kind_called(kind).form(typed)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def make_record(user: User, kind: str = OUTREACH_KIND, **typed: str) -> Record:
    """A line of a register, kept by the first organization of ``user``."""
    typed = {**(OUTREACH if kind == OUTREACH_KIND else {}), **typed}
    return services.add(
        kind_called(kind),
        organization=user.held_roles[0].organization,
        values=values_of(kind, **typed),
        act=act_by(user),
    )


def make_outreach(user: User, **typed: str) -> Record:
    """One visit of model workers."""
    return make_record(user, **typed)


def make_proven(user: User, kind: str = OUTREACH_KIND) -> Record:
    """A line with a photograph."""
    record = make_record(user, kind)
    services.attach(kind_called(kind), record, upload("现场.jpg", photo()), act=act_by(user))
    return record
