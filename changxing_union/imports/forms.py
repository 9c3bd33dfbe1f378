"""What people say about an import: which table, and what each of its columns is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from changxing_union.imports.recognition import missing_columns
from changxing_union.imports.table import JOINED, NOT_USED, ImportPlan, Placement, Recognised
from changxing_union.imports.targets import ImportPlace
from changxing_union.web.forms import FieldsHelper

# An asked column must be answered: “not imported” has to be chosen like anything else.
UNANSWERED = "?"
ANSWER = "请选择这一列是什么；不需要的列请选“不导入”。"


class StartForm(forms.Form):
    """A file or a pasted block, and where to import it when there is a choice."""

    place = forms.ChoiceField(
        label="导入到", error_messages={"invalid_choice": "请重新选择要导入到哪一张表。"}
    )
    file = forms.FileField(
        label="选择文件",
        required=False,
        allow_empty_file=True,
        help_text="Excel 表格（.xlsx）或 CSV 表格（.csv），不超过 10 MB。"
        "旧格式（.xls、.et）请先另存为 .xlsx。",
        # Old formats can be chosen so that the answer says what to do with them.
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.xls,.et"}),
    )
    text = forms.CharField(
        label="或者：粘贴表格",
        required=False,
        strip=False,
        help_text="在 WPS 或 Excel 中选中表格（连同表头），复制后粘贴到这里。",
        widget=forms.Textarea(attrs={"rows": 6, "wrap": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, places: Sequence[ImportPlace], **options: Any) -> None:
        """``places`` are those the user may import to; a single one is not asked for."""
        super().__init__(*args, **options)
        self.places = {key_of(place): place for place in places}
        if len(places) > 1:
            choices = [(key, place.label) for key, place in self.places.items()]
            self.fields["place"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["place"]
        self.helper = FieldsHelper(self)

    def clean(self) -> dict[str, Any]:
        """One table, not none and not two."""
        cleaned = super().clean() or {}
        has_text = bool(cleaned.get("text", "").strip())
        if cleaned.get("file") is not None and has_text:
            self.add_error("text", "已经选择了文件，又粘贴了表格。请只留一样，再点“上传并核对”。")
        elif cleaned.get("file") is None and not has_text:
            self.add_error("file", "请选择一个文件，或把表格粘贴到下面的框里。")
        return cleaned

    @property
    def chosen_place(self) -> ImportPlace:
        """Where to import to."""
        key = self.cleaned_data.get("place")
        return self.places[key] if key else next(iter(self.places.values()))


def key_of(place: ImportPlace) -> str:
    """What the list of places sends for ``place``."""
    return f"{place.organization.pk}-{place.reference}"


class MappingForm(forms.Form):
    """列对应: one select for each column of the table, named ``column-<place>``."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        recognised: Recognised,
        mapping: Mapping[int, str],
        plan: ImportPlan,
    ) -> None:
        """``mapping`` is what was chosen before, if anything."""
        super().__init__(data)
        self.plan = plan
        # What needs an answer comes first, then what was not recognised.
        self.placements = sorted(
            recognised.placements,
            key=lambda each: (not each.is_asked, each not in recognised.unplaced),
        )
        for each in self.placements:
            is_open = each.is_asked and not mapping
            first = [(UNANSWERED, "请选择…")] if is_open else []
            chosen = UNANSWERED if is_open else mapping.get(each.heading.place, each.target)
            self.fields[name_of(each)] = forms.ChoiceField(
                label=f"{each.heading.letter} 列 {each.heading.text}".strip(),
                choices=[*first, (NOT_USED, "不导入"), *self._offers(each)],
                required=False,
                initial=chosen,
                error_messages={"invalid_choice": ANSWER},
            )

    def _offers(self, placement: Placement) -> list[tuple[str, str]]:
        """The columns of the form; those that the heading suggests come first."""
        offers = [(column.name, column.label) for column in self.plan.columns]
        if self.plan.joined:
            offers.insert(0, (JOINED, self.plan.joined.label))
        return sorted(offers, key=lambda offer: offer[0] not in placement.candidates)

    @property
    def rows(self) -> list[tuple[Placement, BoundField]]:
        """Each column with its select, the asked ones on top."""
        return [(each, self[name_of(each)]) for each in self.placements]

    @property
    def mapping(self) -> dict[int, str]:
        """Place → target as chosen."""
        chosen = self.cleaned_data
        return {each.heading.place: chosen.get(name_of(each), "") for each in self.placements}

    def clean(self) -> dict[str, Any]:
        """Every asked column answered, nothing taken twice, nothing required left out."""
        cleaned = super().clean() or {}
        for each in self.placements:
            if cleaned.get(name_of(each)) == UNANSWERED:
                self.add_error(name_of(each), ANSWER)
        self._refuse_twice()
        if not self.errors:
            self._refuse_missing()
        return cleaned

    def _refuse_twice(self) -> None:
        taken: dict[str, Placement] = {}
        for each in sorted(self.placements, key=lambda each: each.heading.place):
            target = self.cleaned_data.get(name_of(each), "")
            if target in (NOT_USED, UNANSWERED):
                continue
            names = self.plan.joined.names if target == JOINED and self.plan.joined else (target,)
            earlier = next((taken[name] for name in names if name in taken), None)
            if earlier is None:
                taken |= dict.fromkeys(names, each)
                continue
            label = self._label(target)
            self.add_error(
                name_of(each),
                f"“{label}”已由 {earlier.heading.letter} 列提供，一个栏目只能对应一列。"
                "请在两列中选定一列，另一列选“不导入”。",
            )

    def _refuse_missing(self) -> None:
        """Say it where the answer is likely to be given, else above the form."""
        unused = [each for each in self.placements if not self.mapping[each.heading.place]]
        for column in missing_columns(self.mapping, self.plan):
            likely = next((each for each in unused if column.name in each.candidates), None)
            self.add_error(
                name_of(likely) if likely else None,
                f"还没有选出哪一列是“{column.label}”。请在下面选定；"
                "如果文件里没有这一列，请在文件中补上后重新选择文件。",
            )

    def _label(self, target: str) -> str:
        if target == JOINED and self.plan.joined:
            return self.plan.joined.label
        return self.plan.column(target).label


def name_of(placement: Placement) -> str:
    """The name of a column's select."""
    return f"column-{placement.heading.place}"
