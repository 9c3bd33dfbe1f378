"""Reading annex 5: what the enterprise needs, and the lines of its training demand."""

from django import forms

from changxing_union.filing.cellforms import CellForm, RowForm
from changxing_union.filing.fields import (
    CellField,
    CountField,
    DayField,
    NameField,
    ParagraphField,
    PhoneField,
    QQField,
    WechatField,
)


class RequestForm(CellForm):
    """The cells of annex 5, in the order of the paper."""

    unit_name = CellField("企业名称", help_text="填写单位全称，与公章一致")
    filled_on = DayField("填写日期")
    chair_name = NameField("工会主席")
    phone = PhoneField("联系电话", widget=forms.TextInput(attrs={"placeholder": "手机或固定电话"}))
    qq = QQField("QQ号", widget=forms.TextInput(attrs={"placeholder": "QQ号"}))
    wechat = WechatField("微信号", widget=forms.TextInput(attrs={"placeholder": "微信号"}))
    address = CellField("企业地址", max_length=200)
    need_text = ParagraphField(
        "急需技术服务的项目、内容（专业或工种）",
        max_length=1000,
        help_text="写清要解决什么问题；写不下时打印会自动转到附页",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    need_trade = CellField(
        "专业或工种",
        max_length=50,
        widget=forms.TextInput(attrs={"list": "known-trades"}),
    )


class DemandForm(RowForm):
    """One line of 职工技能培训需求."""

    trade = CellField("工种", max_length=50)
    head_count = CountField("人数")
