"""The registers of training: bases, teachers, courses (the county's), and sessions (N24, N37)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from django.db.models import Model, QuerySet

from changxing_union.filing.fields import (
    CellField,
    CountField,
    DayField,
    ListedField,
    MobileField,
    NameField,
    OneOfField,
    ParagraphField,
    PhoneField,
)
from changxing_union.organizations.models import Organization
from changxing_union.records.cellforms import RecordForm
from changxing_union.records.fields import LinkField, LinksField, PlannedDayField
from changxing_union.records.kinds import RecordKind
from changxing_union.records.permissions import Keeper
from techservice.menu import MENU
from techservice.models import (
    BASE_KIND,
    COURSE_KIND,
    SESSION_KIND,
    TEACHER_KIND,
    Course,
    Teacher,
    Training,
    TrainingBase,
    TrainingDemand,
    TrainingSession,
)
from techservice.services.demands import demand_words, open_demands

LEVELS = ("初级工", "中级工", "高级工", "技师", "高级技师", "助理工程师", "工程师", "高级工程师")
TEAM_LEADERS = "班组长"
AUDIENCES = (TEAM_LEADERS, "一线职工", "新职工", "技术骨干", "安全员", "女职工")
NO_TEAM_LEADERS = "“安康”培训重点是企业班组长，还没有填写其中班组长人数，请补填（没有的填 0）。"
NO_HEADS = "还没有填写参加人数，培训结束后请补填。"
MORE_LEADERS = "班组长人数不能多于参加人数，请核对。"


class BaseForm(RecordForm):
    """One base."""

    needed = ("name", "unit_name", "happened_on")

    name = CellField("基地名称")
    unit_name = CellField("所在单位")
    address = CellField("地址", max_length=200)
    trades = CellField("培训工种", max_length=200, help_text="几个工种用顿号隔开。")
    capacity = CountField("可容纳人数")
    contact_name = NameField("联系人")
    contact_phone = PhoneField("联系电话")
    happened_on = DayField("设立日期")


class BaseKind(RecordKind):
    """培训基地."""

    kind = BASE_KIND
    name = "培训基地"
    url_name = "bases"
    menu = MENU
    model = TrainingBase
    form = BaseForm
    new_label = "登记培训基地"
    hint = "全县职工技能培训基地，由县总工会登记，各工会可查阅并安排培训。"
    keeper = Keeper.COUNTY
    is_shared = True
    subject_label = "基地名称"
    day_label = "设立日期"
    listed = ("unit_name", "trades", "capacity", "contact_name", "contact_phone")
    phones = frozenset({"contact_phone"})
    widths = {"name": 28, "unit_name": 28, "address": 28}

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """Its name."""
        return str(values["name"])


class TeacherForm(RecordForm):
    """One teacher."""

    needed = ("name", "trades", "happened_on")

    name = NameField("姓名")
    unit_name = CellField("工作单位")
    trades = CellField("讲授工种", max_length=200, help_text="几个工种用顿号隔开。")
    skill_level = ListedField("职称或技能等级", offers=LEVELS)
    mobile = MobileField("手机号")
    happened_on = DayField("聘任日期")


class TeacherKind(RecordKind):
    """培训教师."""

    kind = TEACHER_KIND
    name = "培训教师"
    url_name = "teachers"
    menu = MENU
    model = Teacher
    form = TeacherForm
    new_label = "登记培训教师"
    hint = "能为职工讲课的教师，由县总工会登记，各工会可查阅；手机号只显示给县总工会经办人员。"
    keeper = Keeper.COUNTY
    is_shared = True
    subject_label = "姓名"
    day_label = "聘任日期"
    listed = ("unit_name", "trades", "skill_level", "mobile")
    phones = frozenset({"mobile"})
    offered = ("unit_name", "trades")

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """The name."""
        return str(values["name"])


class CourseForm(RecordForm):
    """One course."""

    needed = ("name", "happened_on")

    name = CellField("课程名称")
    trade = CellField("工种")
    hours = CountField("课时数")
    audience = ListedField("培训对象", offers=AUDIENCES)
    outline = ParagraphField("主要内容", max_length=1000)
    happened_on = DayField("开设日期")


class CourseKind(RecordKind):
    """培训课程."""

    kind = COURSE_KIND
    name = "培训课程"
    url_name = "courses"
    menu = MENU
    model = Course
    form = CourseForm
    new_label = "登记培训课程"
    hint = "可供选用的课程，由县总工会登记，各工会可查阅，登记班次时直接选用。"
    keeper = Keeper.COUNTY
    is_shared = True
    subject_label = "课程名称"
    day_label = "开设日期"
    listed = ("trade", "hours", "audience")
    offered = ("trade",)

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """Its name."""
        return str(values["name"])


class DemandsField(LinksField):
    """培训需求 of annex 5 that a session meets, of those the county has taken up."""

    def offered(self, chosen: Collection[int], keepers: Collection[Organization]) -> QuerySet[Any]:
        """A union's own, the county's all; and those that are ``chosen``."""
        return open_demands(keepers, besides=chosen)

    def label_from_instance(self, obj: Any) -> str:
        """With the enterprise, and whether a session is for it already."""
        return demand_words(obj) + ("（已有班次）" if obj.is_met else "")

    def printed(self, value: Iterable[Model]) -> str:
        """The same."""
        return "；".join(map(demand_words, cast(Iterable[TrainingDemand], value)))


class SessionForm(RecordForm):
    """One session; its title is that of its course where it has none of its own."""

    needed = ("category", "happened_on", "audience")

    category = OneOfField("培训类别", choices=[("", "（请选择）"), *Training.choices])
    audience = ListedField("培训对象", offers=AUDIENCES)
    course = LinkField("课程", queryset=Course.objects.all())
    title = CellField("班次名称", help_text="选了课程的可以不填。")
    happened_on = PlannedDayField("开始日期")
    until = PlannedDayField("结束日期", help_text="只有一天的可以不填。")
    base = LinkField("培训基地", queryset=TrainingBase.objects.all())
    place = CellField("培训地点", help_text="不在培训基地的请填写。")
    teachers = LinksField("教师", queryset=Teacher.objects.all())
    other_teachers = CellField(
        "其他教师", max_length=200, help_text="不在教师库里的，填写姓名，几位用顿号隔开。"
    )
    head_count = CountField("参加人数")
    team_leader_count = CountField("其中班组长")
    demands = DemandsField(
        "满足的培训需求",
        queryset=TrainingDemand.objects.all(),
        help_text="附件5 中登记、县总工会已受理的需求；没有的不用勾选。",
    )

    def clean(self) -> dict[str, Any]:
        """A session has a title, a place, and no more team leaders than participants."""
        cleaned = super().clean()
        if not cleaned.get("title") and cleaned.get("course"):
            cleaned["title"] = str(cleaned["course"])
        if not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "请选择课程，或填写班次名称。")
        people, leaders = cleaned.get("head_count"), cleaned.get("team_leader_count")
        if people is not None and leaders is not None and leaders > people:
            self.add_error("team_leader_count", MORE_LEADERS)
        return cleaned


class SessionKind(RecordKind):
    """培训班次."""

    kind = SESSION_KIND
    name = "培训班次"
    url_name = "sessions"
    menu = MENU
    model = TrainingSession
    form = SessionForm
    new_label = "登记培训班次"
    hint = "技能培训和“安康”培训，每期记一条；可以先登记计划，结束后补填人数、附照片。"
    subject_label = "班次"
    day_label = "培训日期"
    listed = ("category", "audience", "head_count", "team_leader_count")
    categories = Training.choices
    category_label = "培训类别"
    heads_words = "参加 {} 人次"
    offered = ("place", "other_teachers")
    named_by = {"demands": "sheet"}
    widths = {"teachers": 24, "other_teachers": 16, "demands": 30}

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """Its title."""
        return str(values["title"])

    def findings(self, values: Mapping[str, Any]) -> list[str]:
        """What the office will ask about: how many came, and how many team leaders (N37)."""
        found = [] if values["head_count"] is not None else [NO_HEADS]
        if values["category"] == Training.SAFETY and values["team_leader_count"] is None:
            found.append(NO_TEAM_LEADERS)
        return found
