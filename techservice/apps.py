"""Registers the product with Django and its annexes with the filing core."""

from django.apps import AppConfig


class TechserviceConfig(AppConfig):
    """技术服务."""

    name = "techservice"
    verbose_name = "技术服务"

    def ready(self) -> None:
        """Make its annexes known; models are loaded only now."""
        from changxing_union.filing import annexes  # noqa: PLC0415 - needs loaded models
        from changxing_union.imports import targets  # noqa: PLC0415 - likewise
        from changxing_union.records import kinds  # noqa: PLC0415 - needs loaded models
        from techservice.annex.request import ServiceRequestAnnex  # noqa: PLC0415 - likewise
        from techservice.annex.supervisor import SupervisorAnnex  # noqa: PLC0415 - likewise
        from techservice.imports.supervisor import SupervisorImport  # noqa: PLC0415 - likewise
        from techservice.records import (  # noqa: PLC0415 - likewise
            certification,
            outreach,
            safety,
            training,
        )

        annexes.register(ServiceRequestAnnex())
        annexes.register(SupervisorAnnex())
        targets.register(SupervisorImport())
        kinds.register(outreach.OutreachKind())
        kinds.register(training.SessionKind())
        kinds.register(training.BaseKind())
        kinds.register(training.TeacherKind())
        kinds.register(training.CourseKind())
        kinds.register(certification.CertificationKind())
        kinds.register(safety.InspectionKind())
        kinds.register(safety.InspectorKind())
