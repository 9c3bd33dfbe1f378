"""Trades (工种) as people have named them: offered again, never required."""

from techservice.models import ServiceRequest, TrainingDemand

# What the notice's teams are made of (domain §5), for a year in which nobody has typed any yet.
USUAL_TRADES = (
    "电焊工", "电工", "钳工", "车工", "数控加工", "机修工", "纺织挡车工", "叉车工", "仓库保管员",
    "茶艺师", "计算机操作", "安全管理", "职业健康",
)  # fmt: skip
OFFERED = 200


def known_trades() -> list[str]:
    """The usual trades, then those of filed sheets, each once."""
    demanded = TrainingDemand.objects.filed().order_by("trade").values_list("trade", flat=True)
    needed = (
        ServiceRequest.objects.filter(filing__first_filed_at__isnull=False)
        .exclude(need_trade="")
        .order_by("need_trade")
        .values_list("need_trade", flat=True)
    )
    told = [*demanded.distinct()[:OFFERED], *needed.distinct()[:OFFERED]]
    return [trade for trade in dict.fromkeys([*USUAL_TRADES, *told]) if trade]
