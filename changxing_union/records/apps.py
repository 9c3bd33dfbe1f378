"""Registers that are kept all year."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """工作台账."""

    name = "changxing_union.records"
    label = "records"
    verbose_name = "工作台账"
