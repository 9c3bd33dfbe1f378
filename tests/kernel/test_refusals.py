import pytest

from changxing_union.kernel.refusals import Refused, refuse_if


def test_no_reason_is_no_refusal():
    assert refuse_if([]) is None


def test_refusal_carries_every_reason_in_order():
    with pytest.raises(Refused) as refusal:
        refuse_if(reason for reason in ("请填写人数。", "请填写平均年龄。"))
    assert refusal.value.reasons == ("请填写人数。", "请填写平均年龄。")
    assert str(refusal.value) == "请填写人数。；请填写平均年龄。"
