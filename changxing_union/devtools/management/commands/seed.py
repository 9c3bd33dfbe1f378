"""``manage.py seed``: the 2018 campaign and its unions; with ``--demo`` also fictional life."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from changxing_union.devtools.demo import seed_demo
from changxing_union.devtools.reference_data import (
    seed_campaign,
    seed_organizations,
    seed_service_teams,
)


class Command(BaseCommand):
    """Can run any number of times: what exists is completed, never overwritten or doubled."""

    help = "载入工会组织和 2018 年申报活动；--demo 另载入虚构的演示账号与申报。"

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--demo", action="store_true", help="演示账号与申报（虚构）")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        """Load, then say what there is."""
        organizations = seed_organizations()
        campaign = seed_campaign(2018)
        teams = seed_service_teams()
        self.stdout.write(f"工会组织 {organizations} 个；服务队 {teams} 支；{campaign}")
        if demo:
            accounts, filings = seed_demo()
            self.stdout.write(f"演示账号 {accounts} 个，演示申报 {filings} 份（均为虚构）")
