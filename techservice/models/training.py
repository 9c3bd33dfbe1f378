"""Training: bases, teachers, courses, and the sessions that were held (N24, N37)."""

from django.db import models

from changxing_union.records.models import RecordRow
from techservice.models.requests import TrainingDemand

BASE_KIND = "techservice:bases"
TEACHER_KIND = "techservice:teachers"
COURSE_KIND = "techservice:courses"
SESSION_KIND = "techservice:sessions"


class Training(models.TextChoices):
    """What a session is for: skills (N24), or keeping safe and sound (N37)."""

    SKILL = "skill", "技能培训"
    SAFETY = "safety", "“安康”培训"


class TrainingBase(RecordRow):
    """培训基地: where the county trains; every union may look it up."""

    name = models.CharField("基地名称", max_length=100)
    unit_name = models.CharField("所在单位", max_length=100)
    address = models.CharField("地址", max_length=200, blank=True)
    trades = models.CharField("培训工种", max_length=200, blank=True)
    capacity = models.PositiveIntegerField("可容纳人数", null=True, blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "培训基地"


class Teacher(RecordRow):
    """培训教师: who teaches; every union may look them up, the number is the county's."""

    name = models.CharField("姓名", max_length=50)
    unit_name = models.CharField("工作单位", max_length=100, blank=True)
    trades = models.CharField("讲授工种", max_length=200)
    skill_level = models.CharField("职称或技能等级", max_length=50, blank=True)
    mobile = models.CharField("手机号", max_length=11, blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "培训教师"


class Course(RecordRow):
    """培训课程: what is taught; every union may look it up."""

    name = models.CharField("课程名称", max_length=100)
    trade = models.CharField("工种", max_length=100, blank=True)
    hours = models.PositiveIntegerField("课时数", null=True, blank=True)
    audience = models.CharField("培训对象", max_length=100, blank=True)
    outline = models.TextField("主要内容", blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "培训课程"


class TrainingSession(RecordRow):
    """培训班次: a course held somewhere for somebody; 技能 or 安康 is the record's category.

    It names the training demands of annex 5 that it meets.
    """

    title = models.CharField("班次名称", max_length=100)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions",
        verbose_name="课程",
    )  # fmt: skip
    base = models.ForeignKey(
        TrainingBase, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions",
        verbose_name="培训基地",
    )  # fmt: skip
    place = models.CharField("培训地点", max_length=100, blank=True)
    teachers = models.ManyToManyField(
        Teacher, blank=True, related_name="sessions", verbose_name="教师"
    )
    other_teachers = models.CharField("其他教师", max_length=200, blank=True)
    demands = models.ManyToManyField(
        TrainingDemand, blank=True, related_name="sessions", verbose_name="满足的培训需求"
    )
    audience = models.CharField("培训对象", max_length=50)
    team_leader_count = models.PositiveIntegerField("其中班组长", null=True, blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "培训班次"
