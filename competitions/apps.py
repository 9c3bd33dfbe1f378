"""Registers the product with Django."""

from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    """竞赛."""

    name = "competitions"
    verbose_name = "竞赛"
