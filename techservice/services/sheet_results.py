"""Phase two of annex 5: what came of the need, as its sheet bears it (domain §2.5)."""

from changxing_union.kernel.dates import show_date
from techservice.models import FINISHED_STATES, ServiceOrder, ServiceRequest

# The names under which screen and paper have them.
COMPLETION, EVALUATION = "completion", "evaluation"


def added_texts(request: ServiceRequest) -> dict[str, str]:
    """服务内容完成情况 and 企业评价; empty until there are any. The grade is not printed."""
    order = ServiceOrder.objects.select_related("team").filter(request=request.pk).first()
    if order is None or order.state not in FINISHED_STATES:
        return {COMPLETION: "", EVALUATION: ""}
    return {COMPLETION: _completion(order), EVALUATION: _evaluation(order)}


def _completion(order: ServiceOrder) -> str:
    signed = f"服务队：{order.team}　　完成日期：{show_date(order.completed_on)}"
    return f"{order.completion_text}\n{signed}"


def _evaluation(order: ServiceOrder) -> str:
    if not order.evaluation_text:
        return ""
    signed = f"评价人：{order.evaluator}　　日期：{show_date(order.evaluated_on)}"
    return f"{order.evaluation_text}\n{signed}"
