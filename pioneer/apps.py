"""Registers the product with Django and its annexes with the filing core."""

from django.apps import AppConfig


class PioneerConfig(AppConfig):
    """工人先锋号."""

    name = "pioneer"
    verbose_name = "工人先锋号"

    def ready(self) -> None:
        """Make annex 1 known; models are loaded only now."""
        from changxing_union.filing import annexes  # noqa: PLC0415 - needs loaded models
        from changxing_union.imports import targets  # noqa: PLC0415 - likewise
        from pioneer.annex.application import PioneerApplicationAnnex  # noqa: PLC0415 - likewise
        from pioneer.annex.assessment import AssessmentAnnex  # noqa: PLC0415 - likewise
        from pioneer.annex.summary import SummarySheetAnnex  # noqa: PLC0415 - likewise
        from pioneer.imports.summary import SummaryImport  # noqa: PLC0415 - likewise

        annexes.register(PioneerApplicationAnnex())
        annexes.register(SummarySheetAnnex())
        annexes.register(AssessmentAnnex())
        targets.register(SummaryImport())
