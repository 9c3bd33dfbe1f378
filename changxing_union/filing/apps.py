"""The filing core."""

from django.apps import AppConfig


class FilingConfig(AppConfig):
    """申报."""

    name = "changxing_union.filing"
    label = "filing"
    verbose_name = "申报"
