"""Reading annex 1: its cells, and the little form that opens an application."""

from django import forms

from changxing_union.filing.cellforms import CellForm
from changxing_union.filing.dictionaries import EDUCATIONS, POLITICS, Gender
from changxing_union.filing.fields import (
    CellField,
    CountField,
    ListedField,
    MobileField,
    NameField,
    OneOfField,
    ParagraphField,
    PostcodeField,
    QQField,
    SkillLevelField,
    TenthsField,
    WechatField,
    YearMonthField,
)
from changxing_union.filing.opening import NewFilingForm
from changxing_union.organizations.models import Track


class ApplicationForm(CellForm):
    """The cells of annex 1, in the order of the paper; twin labels told apart (O-02)."""

    track = OneOfField("创建类型", choices=list(Track.choices), blank=Track.TEAM)
    unit_name = CellField("单位名称", help_text="填写单位全称，与公章一致")
    unit_founded = YearMonthField("单位何时组建")
    team_name = CellField("班组名称")
    member_total = CountField("人数")
    post_leader_name = NameField("岗长姓名")
    team_founded = YearMonthField("班组何时组建")
    male_count = CountField("男职工人数")
    female_count = CountField("女职工人数")
    party_count = CountField("党员人数")
    league_count = CountField("团员人数")
    avg_age = TenthsField("平均年龄", low="16.0", high="65.0")
    avg_skill_level = SkillLevelField(
        "平均技术等级", low="1.0", high="8.0", help_text="没有等级的填“不适用”"
    )
    edu_college = CountField("大专（及以上）人数")
    edu_high = CountField("高中人数", help_text="中专、技校计入高中")
    edu_junior = CountField("初中人数")
    leader_name = NameField("班组负责人姓名")
    leader_gender = OneOfField("班组负责人性别", choices=[("", "请选择"), *Gender.choices])
    leader_birth = YearMonthField("出生年月")
    leader_education = ListedField("文化程度", offers=EDUCATIONS)
    leader_politics = ListedField("政治面貌", offers=POLITICS)
    leader_trade = CellField("工种", max_length=50)
    leader_since = YearMonthField("何年何月任职")
    leader_qq = QQField("QQ号", widget=forms.TextInput(attrs={"placeholder": "QQ号"}))
    leader_wechat = WechatField("微信号", widget=forms.TextInput(attrs={"placeholder": "微信号"}))
    leader_mobile = MobileField("手机号码")
    address = CellField("单位地址", max_length=200)
    postcode = PostcodeField("邮编")
    honours_text = ParagraphField(
        "何时何地受过何种奖励、称号",
        max_length=1000,
        help_text="没有的填“无”；写不下时打印会自动转到附页",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NewApplicationForm(NewFilingForm):
    """新建申报: for whom, which unit, which team, which kind."""

    team_name = forms.CharField(
        label="班组名称",
        max_length=100,
        error_messages={"required": "请填写班组名称。", "max_length": "班组名称最多 100 个字。"},
        widget=forms.TextInput(attrs={"list": "known-teams", "autocomplete": "off"}),
    )
    track = forms.ChoiceField(
        label="创建类型",
        choices=[
            (Track.TEAM, "六型班组（工业企业）"),
            (Track.POST, "四型岗位（机关、窗口、服务行业）"),
        ],
        initial=Track.TEAM,
        widget=forms.RadioSelect,
    )

    def clean_team_name(self) -> str:
        """A name consists of more than blanks and punctuation."""
        return self.named("team_name", "请填写班组名称。")
