"""Flagged places of an open return, when something other than the form itself changes them."""

from collections.abc import Collection

from changxing_union.filing.cellforms import row_key
from changxing_union.filing.models import Filing, ReturnFlag, ReturnState


def settle_row_flags(filing: Filing, keys: Collection[str]) -> None:
    """The lines called ``keys`` were changed or taken out: what was asked of them is done.

    A flag of a line that is gone could be ticked nowhere, and would keep the form from being filed.
    """
    flags = ReturnFlag.objects.filter(
        note__filing=filing, note__state=ReturnState.OPEN, is_done=False
    )
    settled = [flag.pk for flag in flags if row_key(flag.field) in keys]
    ReturnFlag.objects.filter(pk__in=settled).update(is_done=True)
