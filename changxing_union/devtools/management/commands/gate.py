"""``manage.py gate``: run every check in order and stop at the first that fails."""

import os
import signal
import subprocess
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from changxing_union.devtools.postgres import throwaway_postgres
from changxing_union.devtools.steps import STEPS, Database, Step

# What a developer may have set for the portal must not colour the checks, least of all the
# address of a real database.
PORTAL_VARIABLES = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEBUG",
    "HTTPS",
    "MEDIA_ROOT",
    "PORTAL_ORIGIN",
    "SECRET_KEY",
)
SECONDS_TO_TIDY_UP = 30


class Command(BaseCommand):
    """The gate: what passes may be merged."""

    help = "Run format, lint, imports, types, migrations and all tests; what passes may be merged."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [step.name for step in STEPS]
        parser.add_argument("--quick", action="store_true", help="no Chromium, no PostgreSQL")
        parser.add_argument("--only", nargs="+", choices=names, help="these steps alone")
        parser.add_argument("--skip", nargs="+", choices=names, default=[], help="all but these")

    def handle(self, *, quick: bool, only: list[str] | None, skip: list[str], **_: Any) -> None:
        # Without this, a polite kill would leave the database server behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, leave)
        chosen = [step for step in STEPS if step.name in (only or [step.name])]
        chosen = [step for step in chosen if step.name not in skip]
        begun = time.monotonic()
        for step in chosen:
            commands = step.quick if quick and not only else step.commands
            if commands:
                self.pass_or_stop(step, commands)
        self.stdout.write(self.style.SUCCESS(f"\nAll passed in {seconds_since(begun)}."))

    def pass_or_stop(self, step: Step, commands: tuple[tuple[str, ...], ...]) -> None:
        """Run the commands of ``step`` under a heading; the first failure ends the gate."""
        self.stdout.write(self.style.MIGRATE_HEADING(f"\n==> {step.name}: {step.title}"))
        begun = time.monotonic()
        environment = {k: v for k, v in os.environ.items() if k not in PORTAL_VARIABLES}
        environment |= step.environment
        with ExitStack() as cleanup:
            if step.database is Database.POSTGRESQL:
                environment["DATABASE_URL"] = cleanup.enter_context(throwaway_postgres())
            for command in commands:
                self.stdout.flush()
                code = run(command, environment)
                if code:
                    raise CommandError(
                        f"{step.name} failed after {seconds_since(begun)}. "
                        f"Alone again: manage.py gate --only {step.name}"
                    )
        self.stdout.write(self.style.SUCCESS(f"    {step.name} passed in {seconds_since(begun)}"))


def run(command: tuple[str, ...], environment: dict[str, str]) -> int:
    """The exit code of ``command``; if we are stopped meanwhile, it may tidy up before we go.

    In a process group of its own it hears of Ctrl-C from us, once: a second would cut short what
    pytest does after the first, which is to close its browsers and drop its databases.
    """
    with subprocess.Popen(  # noqa: S603  # from our own table
        command, cwd=settings.BASE_DIR, env=environment, process_group=0
    ) as process:
        try:
            return process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(SECONDS_TO_TIDY_UP)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            raise


def leave(number: int, _frame: FrameType | None) -> NoReturn:
    """Turn a signal into an orderly exit, with the status a shell would report."""
    raise SystemExit(128 + number)


def seconds_since(begun: float) -> str:
    """``12.3 s``."""
    return f"{time.monotonic() - begun:.1f} s"
