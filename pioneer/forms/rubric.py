"""评分细则 as the administrator changes it."""

from decimal import Decimal
from typing import Any

from django import forms

from changxing_union.filing.fields import ReasonField
from changxing_union.web.forms import FieldsHelper
from pioneer.models import ItemRule, Rubric
from pioneer.scoring import RateCombination, RatePolicy
from pioneer.services.rubrics import LONGEST_REASON, REASON, REASON_ADVICE, Reading, reading_of

STEPS = [("0.5", "0.5 分"), ("1.0", "1 分"), ("0.1", "0.1 分")]
MOST_KINDS = 5
YES_NO = [("yes", "该项得 0 分"), ("no", "按所缺类别扣分")]


class RubricForm(forms.Form):
    """How the unclear passages of annex 3 are read; all of them at once, with the reason."""

    rate_policy = forms.ChoiceField(
        label="比率不足 5 个百分点的部分（O-15）",
        choices=[(policy.value, policy.label) for policy in RatePolicy],
        widget=forms.RadioSelect,
    )
    rate_combination = forms.ChoiceField(
        label="几项比率都不达标时（O-15）",
        choices=[(each.value, each.label) for each in RateCombination],
        widget=forms.RadioSelect,
    )
    required_kinds = forms.MultipleChoiceField(
        label="必须开展的活动（O-16）",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一类活动。"},
    )
    zero_rule = forms.ChoiceField(
        label="没有开展任何活动的（O-16）", choices=YES_NO, widget=forms.RadioSelect
    )
    score_step = forms.ChoiceField(label="评分最小单位", choices=STEPS, widget=forms.RadioSelect)
    pass_line = forms.DecimalField(
        label="合格线",
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=4,
        decimal_places=1,
        help_text="“90 分以上”含 90 分",
        error_messages={
            "invalid": "合格线请填写数字，例如 90。",
            "required": "请填写合格线，例如 90。",
            "min_value": "合格线应在 0 到 100 之间。",
            "max_value": "合格线应在 0 到 100 之间。",
            "max_decimal_places": "合格线最多一位小数。",
            "max_digits": "合格线应在 0 到 100 之间。",
            "max_whole_digits": "合格线应在 0 到 100 之间。",
        },
    )
    reason = ReasonField(REASON, most=LONGEST_REASON, advice=REASON_ADVICE)

    def __init__(self, data: Any, *, rubric: Rubric) -> None:
        """Begins as ``rubric`` reads the notice."""
        reading = reading_of(rubric)
        initial = {
            "rate_policy": reading.rate_policy,
            "rate_combination": reading.rate_combination,
            "required_kinds": list(reading.required_kinds),
            "zero_rule": "yes" if reading.zero_rule else "no",
            "score_step": str(reading.score_step),
            "pass_line": reading.pass_line,
        }
        super().__init__(data, initial=initial)
        kinds = [line for line in rubric.lines if line.rule == ItemRule.KINDS]
        self.fields["required_kinds"].choices = [  # type: ignore[attr-defined]
            (named.code, named.name) for line in kinds for named, _ in line.named_facts
        ]
        self.helper = FieldsHelper(self)

    def clean_required_kinds(self) -> list[str]:
        """Fifteen points at three each: a sixth kind could take nothing."""
        kinds: list[str] = self.cleaned_data["required_kinds"]
        if len(kinds) > MOST_KINDS:
            raise forms.ValidationError(
                f"最多选 {MOST_KINDS} 类：每缺一类扣 3 分，15 分只够扣 {MOST_KINDS} 类。"
            )
        return kinds

    def reading(self) -> Reading:
        """What was chosen; after ``is_valid``."""
        chosen = self.cleaned_data
        return Reading(
            rate_policy=chosen["rate_policy"],
            rate_combination=chosen["rate_combination"],
            zero_rule=chosen["zero_rule"] == "yes",
            required_kinds=frozenset(chosen["required_kinds"]),
            score_step=Decimal(chosen["score_step"]),
            pass_line=chosen["pass_line"],
        )
