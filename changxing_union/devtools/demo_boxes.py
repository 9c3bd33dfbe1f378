"""The opinion boxes that demo people sign on paper, as their union types them."""

from datetime import datetime

from changxing_union.kernel.dates import shanghai_day, show_date

BOXES = {
    "opinion_unit_union": ("情况属实，同意推荐。", "周示例"),
    "opinion_unit": ("同意申报。", "吴示例"),
    "opinion_township": ("情况属实，同意推荐。", "郑示例"),
}


def signed_boxes(start: datetime) -> dict[str, str]:
    """Every box of the filing union, signed on the day of ``start``: cell name → text."""
    day = show_date(shanghai_day(start))
    typed: dict[str, str] = {}
    for code, (text, signer) in BOXES.items():
        typed |= {
            f"{code}-text": text,
            f"{code}-signer": signer,
            f"{code}-date": day,
            f"{code}-seal": "scanned",
        }
    return typed
