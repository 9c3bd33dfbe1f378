"""What a service says when it refuses."""

from collections.abc import Callable

import pytest

from changxing_union.kernel.refusals import Refused


def refusal_of(service: Callable[..., object], *args: object, **options: object) -> list[str]:
    """The sentences with which ``service`` refuses; that it does is asserted."""
    with pytest.raises(Refused) as refusal:
        service(*args, **options)
    return list(refusal.value.reasons)
