"""Reading annex 4: its cells."""

from django import forms

from changxing_union.filing.cellforms import CellForm
from changxing_union.filing.dictionaries import EDUCATIONS, POLITICS, Gender
from changxing_union.filing.fields import (
    CellField,
    DayField,
    ListedField,
    MobileField,
    NameField,
    OneOfField,
    ParagraphField,
    PostcodeField,
    QQField,
    WechatField,
    YearMonthField,
)


class SupervisorForm(CellForm):
    """The cells of annex 4, in the order of the paper."""

    unit_name = CellField("企业名称", help_text="填写单位全称，与公章一致")
    filled_on = DayField("填写日期")
    name = NameField("姓名")
    gender = OneOfField("性别", choices=[("", "请选择"), *Gender.choices])
    birth = YearMonthField("出生年月")
    education = ListedField("文化程度", offers=EDUCATIONS)
    politics = ListedField("政治面貌", offers=POLITICS)
    trade = CellField("工种", max_length=50)
    since = YearMonthField("何年何月任职", help_text="担任现在岗位（职务）的年月")
    qq = QQField("QQ号", widget=forms.TextInput(attrs={"placeholder": "QQ号"}))
    wechat = WechatField("微信号", widget=forms.TextInput(attrs={"placeholder": "微信号"}))
    mobile = MobileField("手机号")
    address = CellField("单位地址", max_length=200)
    postcode = PostcodeField("邮编")
    honours_text = ParagraphField(
        "何时何地受过何种奖励、称号",
        max_length=1000,
        help_text="没有的填“无”；写不下时打印会自动转到附页",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
