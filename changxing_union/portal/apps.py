"""Registers the package with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """门户."""

    name = "changxing_union.portal"
    label = "portal"
    verbose_name = "门户"
