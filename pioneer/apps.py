"""Registers the product with Django and its annexes with the filing core."""

from django.apps import AppConfig


class PioneerConfig(AppConfig):
    """工人先锋号."""

    name = "pioneer"
    verbose_name = "工人先锋号"

    def ready(self) -> None:
        """Make annex 1 known; models are loaded only now."""
        from changxing_union.filing.annexes import register  # noqa: PLC0415 - needs loaded models
        from pioneer.annex import PioneerApplicationAnnex  # noqa: PLC0415 - needs loaded models

        register(PioneerApplicationAnnex())
