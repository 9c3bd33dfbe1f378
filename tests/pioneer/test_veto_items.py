"""一票否决情形 as the administrator keeps them: reworded, added, switched off, never deleted."""

import pytest

from changxing_union.devtools.reference_data import seed_campaign
from changxing_union.organizations.models import AuditEvent
from pioneer.models import VetoItem

ADMIN = "/admin/pioneer/vetoitem/"


@pytest.fixture
def guanli(signed_in):
    return signed_in("guanli")


def test_item_is_added_and_the_change_is_on_record(guanli, cast):
    typed = {"text": "欠缴工会经费", "position": 6, "is_active": "on"}
    assert guanli.post(f"{ADMIN}add/", typed).status_code == 302
    assert VetoItem.objects.get(text="欠缴工会经费").position == 6
    event = AuditEvent.objects.get(action="reference_data")
    assert (event.actor, event.target) == (cast["guanli"], "一票否决情形 欠缴工会经费")


def test_item_is_switched_off_in_the_list_and_stays(guanli):
    items = list(VetoItem.objects.all())
    rows = {"form-TOTAL_FORMS": len(items), "form-INITIAL_FORMS": len(items), "_save": "保存"}
    for number, item in enumerate(items):
        rows |= {f"form-{number}-id": item.pk, f"form-{number}-position": item.position}
        rows |= {f"form-{number}-is_active": "on"} if number else {}
    assert guanli.post(ADMIN, rows).status_code == 302
    assert [item.is_active for item in VetoItem.objects.all()] == [False, True, True, True, True]
    assert AuditEvent.objects.filter(action="reference_data").count() == 1


def test_item_is_never_deleted(guanli):
    item = VetoItem.objects.first()
    assert guanli.post(f"{ADMIN}{item.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [item.pk], "post": "yes"}
    guanli.post(ADMIN, chosen)
    assert VetoItem.objects.count() == 5


def test_reworded_item_survives_another_seed(campaign):
    VetoItem.objects.filter(text="没有建立工会组织").update(text="未依法建立工会组织")
    seed_campaign(2018)
    assert list(VetoItem.objects.values_list("text", flat=True)) == [
        "未依法建立工会组织", "年内发生重大安全责任事故", "年内发生重大质量责任事故",
        "存在严重职业危害未整改", "年内发生有责任的群体性事件",
    ]  # fmt: skip
