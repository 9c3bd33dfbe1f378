"""Organizations, people and registers."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """工会组织与人员."""

    name = "changxing_union.organizations"
    label = "organizations"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Connect the login log: Django announces sign-ins by signal and in no other way."""
        from changxing_union.organizations import login_log  # noqa: PLC0415 - needs loaded apps

        login_log.connect()
