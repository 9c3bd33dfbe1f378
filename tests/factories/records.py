"""Records of the registers around the service teams, entered through the services."""

from changxing_union.organizations.models import Organization, User
from changxing_union.records import services
from changxing_union.records.kinds import kind_called
from changxing_union.records.models import Record
from techservice.models import (
    BASE_KIND,
    CERTIFICATION_KIND,
    COURSE_KIND,
    INSPECTION_KIND,
    INSPECTOR_KIND,
    OUTREACH_KIND,
    SESSION_KIND,
    TEACHER_KIND,
)
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
# What is typed of one line of each register, links to other registers excepted.
TYPED = {
    OUTREACH_KIND: OUTREACH,
    BASE_KIND: {
        "name": "长兴测试实训基地", "unit_name": "长兴测试技校", "address": "长兴县测试路1号",
        "trades": "焊工、电工", "capacity": "60", "contact_name": "测试联系人",
        "contact_phone": "13900000021", "happened_on": "2016年5月1日",
    },
    TEACHER_KIND: {
        "name": "测试教师甲", "unit_name": "长兴测试技校", "trades": "焊工",
        "skill_level": "高级技师", "mobile": "13900000022", "happened_on": "2017年3月1日",
    },
    COURSE_KIND: {
        "name": "测试焊接基础", "trade": "焊工", "hours": "24", "audience": "一线职工",
        "outline": "测试内容", "happened_on": "2018年1月8日",
    },
    SESSION_KIND: {
        "category": "skill", "title": "测试焊工班", "happened_on": "2018年6月11日",
        "until": "2018年6月15日", "place": "测试车间", "other_teachers": "测试教师丙",
        "audience": "一线职工", "head_count": "40", "team_leader_count": "6",
    },
    CERTIFICATION_KIND: {
        "enterprise_name": "长兴测试机械有限公司", "trade": "钳工", "category": "3",
        "head_count": "12", "happened_on": "2018年7月3日", "guidance": "测试指导",
    },
    INSPECTION_KIND: {
        "unit_name": "长兴测试纺织有限公司", "happened_on": "2018年5月8日",
        "other_inspectors": "测试检查员乙", "problems": "防护罩缺失", "due_on": "2018年5月31日",
        "settled_on": "", "result": "",
    },
    INSPECTOR_KIND: {
        "name": "测试检查员甲", "unit_name": "长兴测试纺织有限公司", "mobile": "13900000023",
        "certificate": "CX-001", "happened_on": "2017年1月1日", "until": "2099年12月31日",
    },
}  # fmt: skip


def values_of(kind: str, **typed: object) -> dict[str, object]:
    """What the form of ``kind`` makes of ``typed``; that it is sound is asserted."""
    form = kind_called(kind).form(typed, keepers=Organization.objects.all())
    assert form.is_valid(), form.errors
    return form.cleaned_data


def make_record(user: User, kind: str = OUTREACH_KIND, **typed: object) -> Record:
    """A line of a register, kept by the first organization of ``user``."""
    return services.add(
        kind_called(kind),
        organization=user.held_roles[0].organization,
        values=values_of(kind, **(TYPED[kind] | typed)),
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
