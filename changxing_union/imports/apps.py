"""Taking tables in: any product may register what it imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """导入."""

    name = "changxing_union.imports"
    label = "imports"
    verbose_name = "导入"
