"""Registers the package with Django."""

from django.apps import AppConfig


class DevtoolsConfig(AppConfig):
    """开发工具."""

    name = "changxing_union.devtools"
    label = "devtools"
    verbose_name = "开发工具"
