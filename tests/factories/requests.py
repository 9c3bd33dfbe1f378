"""Annex-5 sheets in any state, made through the services as in life."""

from collections.abc import Iterable

from changxing_union.filing import services
from changxing_union.filing.cellforms import new_row_names
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FormType, Slot
from changxing_union.organizations.models import Role, User
from techservice.models import REQUEST_KIND
from techservice.services.requests import open_request
from tests.factories.pioneer import act_by, scan

UNIT = "长兴测试机械有限公司"
# Every cell of a sound sheet, as a clerk would type it: HTML name → text.
SOUND = {
    "filled_on": "2018-04-02",
    "chair_name": "测试主席",
    "phone": "13900000005",
    "address": "测试路5号",
    "need_text": "焊接变形大，需要电焊方面的技术指导。",
    "need_trade": "电焊",
    "opinion_township-text": "情况属实，同意上报。",
    "opinion_township-signer": "测试签名",
    "opinion_township-date": "2018-04-03",
    "opinion_township-seal": "scanned",
}
DEMANDS = (("电焊工", "12"), ("电工", "5"))


def form_type() -> FormType:
    """Annex 5 of the campaign in which every test plays."""
    return FormType.objects.select_related("campaign").get(kind=REQUEST_KIND, campaign__year=2018)


def draft_request(filer: User, *, unit: str = UNIT, token: str = "") -> Filing:
    """A new draft in which only the unit and today's date are filled."""
    (membership,) = (held for held in filer.held_roles if held.role == Role.FILER)
    opened = open_request(
        form_type(),
        organization=membership.organization,
        unit_name=unit,
        act=act_by(filer, token=token),
    )
    return fresh(opened.filing)


def demand_cells(demands: Iterable[tuple[str, str]] = DEMANDS) -> dict[str, str]:
    """HTML name → text for new lines of the training demand."""
    lines = list(demands)
    typed: dict[str, str] = {}
    for name, (trade, count) in zip(new_row_names(len(lines)), lines, strict=True):
        typed |= {f"{name}-trade": trade, f"{name}-head_count": count}
    return typed


def ready_request(
    filer: User,
    *,
    unit: str = UNIT,
    demands: Iterable[tuple[str, str]] = DEMANDS,
    **changed: str,
) -> Filing:
    """A draft that can be filed; ``changed`` cells hold other texts than ``SOUND``."""
    filing = draft_request(filer, unit=unit)
    save_typed(filing, {**SOUND, **demand_cells(demands), **changed}, base=None, act=act_by(filer))
    services.attach(fresh(filing), scan(), slot=Slot.SEALED_SCAN, act=act_by(filer))
    return fresh(filing)


def filed_request(filer: User, **options: object) -> Filing:
    """已上报."""
    return fresh(services.file(ready_request(filer, **options), act=act_by(filer)))


def accepted_request(filer: User, clerk: User, **options: object) -> Filing:
    """已受理."""
    return fresh(services.accept(filed_request(filer, **options), act=act_by(clerk)))


def fresh(filing: Filing) -> Filing:
    """The row as it is in the database now."""
    return Filing.objects.for_case().get(pk=filing.pk)
