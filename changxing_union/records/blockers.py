"""Why a line cannot be entered or corrected, in the words of page and refusal."""

from changxing_union.organizations.models import Organization, User
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record
from changxing_union.records.permissions import Keeper, can_keep

COUNTY_KEEPS = "“{kind}”由县总工会经济工作部登记和修改，您可以查阅。如需更正，请与经办人员联系。"
KEEPER_KEEPS = "这条记录由“{keeper}”登记，只有该单位可以修改或作废。如有差错，请告知该单位更正。"
ONLY_OWN = "只能为本单位登记“{kind}”，您的账号不是该单位的填报员或经办人员。"
VOID_STAYS = "这条记录已经作废，不能再修改。如需继续使用，请重新登记一条。"


def add_blockers(kind: RecordKind, organization: Organization | None, *, by: User) -> list[str]:
    """Why ``by`` cannot enter a line for ``organization``; ``None``: there is none of theirs."""
    if organization is not None and can_keep(by, kind.keeper, organization):
        return []
    if kind.keeper is Keeper.COUNTY:
        return [COUNTY_KEEPS.format(kind=kind.name)]
    return [ONLY_OWN.format(kind=kind.name)]


def keeper_blockers(kind: RecordKind, record: Record, *, by: User) -> list[str]:
    """Why ``record`` is not ``by``'s to correct, whatever has become of it."""
    if can_keep(by, kind.keeper, record.organization):
        return []
    if kind.keeper is Keeper.COUNTY:
        return [COUNTY_KEEPS.format(kind=kind.name)]
    return [KEEPER_KEEPS.format(keeper=record.organization)]


def change_blockers(kind: RecordKind, record: Record, *, by: User) -> list[str]:
    """Why ``by`` cannot correct ``record``, make it void, or add to its evidence."""
    void = [VOID_STAYS] if record.is_void else []
    return keeper_blockers(kind, record, by=by) or void
