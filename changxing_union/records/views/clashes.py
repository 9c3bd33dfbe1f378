"""Two people correct one record at once: the second sees what the first has made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from changxing_union.organizations.http import SignedInRequest
from changxing_union.records.cellforms import RecordForm
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record
from changxing_union.records.services import Correction, corrections_since

BLANK = "（空）"
CONTESTED = "{by}已改为“{after}”；再次保存，将以您填写的为准。"
TAKEN_OVER = "{by}已改为“{after}”，已替您填入。"


@dataclass(frozen=True)
class Clash:
    """One cell that a colleague has changed since the page was opened.

    It is contested where the reader has typed something else again.
    """

    correction: Correction
    typed: str

    @property
    def is_contested(self) -> bool:
        """Whether the reader means something else than either was or is entered."""
        return self.typed not in (self.correction.before, self.correction.after)

    @property
    def sentence(self) -> str:
        """What is said at the field."""
        pattern = CONTESTED if self.is_contested else TAKEN_OVER
        return pattern.format(by=self.correction.by, after=self.correction.after or BLANK)


def clashes_of(
    kind: RecordKind, record: Record, form: RecordForm, *, seen: str
) -> Mapping[str, Clash]:
    """What colleagues have saved since the edition ``seen``, beside what ``form`` holds."""
    return {
        name: Clash(correction, kind.words(form.cleaned_data[name], name))
        for name, correction in corrections_since(record, seen).items()
    }


def form_again(
    request: SignedInRequest, kind: RecordKind, record: Record, clashes: Mapping[str, Clash]
) -> RecordForm:
    """The form as it was typed, with what a colleague has entered said at each field.

    A cell that the reader left as it was takes over the colleague's text: to save once more must
    not put back what nobody meant to change.
    """
    stored, keepers = kind.values_of(record), [record.organization]
    fresh, typed = kind.form(initial=stored, keepers=keepers), request.POST.copy()
    for name, clash in clashes.items():
        if not clash.is_contested:
            _put(typed, name, fresh[name].value())
    form = kind.form(typed, initial=stored, keepers=keepers)
    for name, clash in clashes.items():
        form.fields[name].help_text = clash.sentence
    return form


def _put(typed: QueryDict, name: str, value: object) -> None:
    """Type ``value`` into ``name``, as the browser would send it."""
    values = value if isinstance(value, list) else [value]
    typed.setlist(name, ["" if each is None else str(each) for each in values])
