"""Registers the product with Django."""

from django.apps import AppConfig


class TechserviceConfig(AppConfig):
    """技术服务."""

    name = "techservice"
    verbose_name = "技术服务"
