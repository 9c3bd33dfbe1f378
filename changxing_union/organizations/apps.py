"""Organizations, people and registers."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """工会组织与人员."""

    name = "changxing_union.organizations"
    label = "organizations"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Connect what a sign-in sets off: Django announces it by signal and in no other way."""
        from changxing_union.organizations import idle, login_log  # noqa: PLC0415 - needs the apps

        login_log.connect()
        idle.connect()
