"""Dates as a notice writes them."""

from datetime import date

from django import template

from changxing_union.kernel.dates import show_date, show_weekday

register = template.Library()


@register.filter
def weekday_date(day: date | None) -> str:
    """``2018年4月16日（星期一）``; a deadline always names its weekday."""
    return f"{show_date(day)}（{show_weekday(day)}）" if day else ""
