"""Registers the package with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """界面."""

    name = "changxing_union.web"
    label = "web"
    verbose_name = "界面"
