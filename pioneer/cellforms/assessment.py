"""Reading annex 3: the facts of a team's year, and the points for each item."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from changxing_union.filing.cellforms import CellForm
from changxing_union.filing.fields import (
    CellField,
    CountField,
    DayField,
    OneOfField,
    ParagraphField,
)
from changxing_union.kernel.text import half_width
from pioneer.models import ItemScore
from pioneer.scoring import is_on_step, shown

YES, NO = "yes", "no"
TENTH = Decimal("0.1")  # as columns of points hold them
# Mobile, landline with or without area code and extension, or a service number such as 12351.
PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3})?[2-9]\d{6,7}(转\d{1,5})?|1\d{4}|[48]00\d{7}")


class YesNoField(OneOfField):
    """Whether something exists: 有, 无, or not stated yet."""

    def __init__(self, label: str, *, yes: str = "有", no: str = "无", **options: Any) -> None:
        """``yes`` and ``no`` are the words of the list and of the paper."""
        super().__init__(label, choices=[("", "请选择"), (YES, yes), (NO, no)], **options)

    def parse(self, typed: str) -> Any:
        """``True`` or ``False``."""
        return super().parse(typed) == YES

    def empty(self) -> Any:
        """Not stated is neither."""
        return None

    def prepare_value(self, value: Any) -> Any:
        """The stored truth as the value of the list."""
        if value is None or isinstance(value, str):
            return value or ""
        return YES if value else NO

    def printed(self, value: Any) -> str:
        """有 or 无."""
        return "" if value is None else self.shown[self.prepare_value(value)]


class TickField(OneOfField):
    """Something that is so only when somebody says it is."""

    def __init__(self, label: str, *, words: tuple[str, str], **options: Any) -> None:
        """``words``: what the list says for no and for yes."""
        super().__init__(label, choices=[(NO, words[0]), (YES, words[1])], **options)

    def parse(self, typed: str) -> Any:
        """``True`` or ``False``."""
        return super().parse(typed) == YES

    def empty(self) -> Any:
        """Nobody said so."""
        return False

    def prepare_value(self, value: Any) -> Any:
        """The stored truth as the value of the list."""
        return value if isinstance(value, str) else YES if value else NO

    def printed(self, value: Any) -> str:
        """The word of the list."""
        return self.shown[YES] if value else ""


class PhoneField(CellField):
    """A telephone that people can ring: mobile, landline or service number."""

    def read(self, typed: str) -> str:
        """Blanks, dashes and brackets do not matter."""
        return re.sub(r"[\s\-()（）]", "", half_width(typed))

    def parse(self, typed: str) -> str:
        """The digits as text."""
        if not PHONE.fullmatch(typed):
            raise ValidationError(
                f"{self.label}应为手机号码或带区号的固定电话，例如 0572-6000000，请核对。"
            )
        return typed


class PointsField(CellField):
    """Points for one item: from 0 to what it is worth, in steps; never rounded for anybody."""

    def __init__(self, label: str, *, most: Decimal, step: Decimal, **options: Any) -> None:
        """``most``: what the item is worth; ``step``: the smallest unit, such as 0.5."""
        super().__init__(label, **options)
        self.most_points, self.step = most, step
        self.widget.attrs["inputmode"] = "decimal"

    def read(self, typed: str) -> str:
        """Full-width digits and a trailing 分 are accepted."""
        return half_width(typed).removesuffix("分").strip()

    def parse(self, typed: str) -> Decimal:
        """A number on the step and within the item."""
        try:
            points = Decimal(typed) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", typed) else None
        except InvalidOperation:
            points = None
        if points is None:
            raise ValidationError(f"{self.label}请填写数字，例如 {shown(self.most_points)}。")
        if points > self.most_points:
            raise ValidationError(
                f"{self.label}最多 {shown(self.most_points)} 分，填的是 {typed} 分，请核对。"
            )
        if not is_on_step(points, self.step):
            raise ValidationError(f"{self.label}以 {shown(self.step)} 分为单位，请核对。")
        return points.quantize(TENTH)

    def empty(self) -> Any:
        """Blank is not given yet, not 0."""
        return None

    def prepare_value(self, value: Any) -> Any:
        """``15.0`` is written 15."""
        return shown(value) if isinstance(value, Decimal) else super().prepare_value(value)


class WallForm(CellForm):
    """备注3: what else is on the wall."""

    other_wall_text = ParagraphField(
        "其他上墙内容",
        max_length=500,
        help_text="企业根据实际情况而定，没有可不填",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


ON_WALL = {"yes": "已上墙", "no": "未上墙"}


class FactsForm(CellForm):
    """What was found, item by item; the names are columns of ``ScoreSheet``."""

    has_superior_notice = YesNoField("上级文件")
    has_own_plan = YesNoField("本级计划")
    has_activity_record = YesNoField("活动情况")
    has_year_summary = YesNoField("总结")
    training_count = CountField("培训次数")
    five_small_count = CountField("“五小”活动次数")
    appraisal_count = CountField("评比次数")
    contest_count = CountField("技能比武次数")
    safety_count = CountField("安全活动次数")
    other_count = CountField("其他活动次数")
    surveyed_count = CountField("测评岗员人数")
    aware_count = CountField("知晓人数")
    member_count = CountField("岗员人数")
    participated_count = CountField("参与人数")
    valid_count = CountField("服务对象有效答卷数")
    satisfied_count = CountField("满意答卷数")
    without_customers = TickField(
        "服务对象", words=("有外部服务对象", "没有外部服务对象，满意率不适用")
    )
    has_summary_text = YesNoField("文字总结")
    has_summary_pictures = YesNoField("相关图片")
    wall_leaders = YesNoField("创建领导小组", **ON_WALL)
    wall_post = YesNoField("岗位全称", **ON_WALL)
    wall_members = YesNoField("岗位成员情况", **ON_WALL)
    wall_slogan = YesNoField("口号", **ON_WALL)
    wall_promise = YesNoField("承诺和目标", **ON_WALL)
    wall_phone = YesNoField("监督电话", **ON_WALL)
    phone_number = PhoneField(
        "监督电话号码", max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class VisitForm(CellForm):
    """When the assessors came, and what they noted."""

    visited_on = DayField("现场考核日期")
    note = ParagraphField("考核记录", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ItemScoreForm(CellForm):
    """The points of one item; names read ``item_a1-points``."""

    def __init__(
        self,
        score: ItemScore,
        *,
        number: int,
        step: Decimal,
        word: str,
        with_reason: bool = False,
    ) -> None:
        """``word``: 自评分 or 考核分, as the column is called; the county also gives reasons."""
        super().__init__(prefix=item_prefix(score.code))
        self.fields["points"] = PointsField(f"第 {number} 项{word}", most=score.most, step=step)
        if with_reason:
            self.fields["reason"] = CellField(f"第 {number} 项说明", max_length=200)


def filed_points(text: str) -> Decimal | None:
    """The points in a printed cell: what was filed is never measured by a later score step."""
    return Decimal(text).quantize(TENTH) if text else None


def item_prefix(code: str) -> str:
    """What the cells of an item are called by."""
    return f"item_{code.lower()}"


def reason_cell(code: str) -> str:
    """The name of the cell that holds the reason for them."""
    return f"{item_prefix(code)}-reason"


def points_cell(code: str) -> str:
    """The name of the cell that holds the points of an item."""
    return f"{item_prefix(code)}-points"
