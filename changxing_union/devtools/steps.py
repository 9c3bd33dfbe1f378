"""What must hold before a change is merged, as data: the steps of ``manage.py gate`` in order."""

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

MANAGE = (sys.executable, "manage.py")
# Two, as on the smallest machine this is run on; each has a Chromium of its own.
PYTEST = (sys.executable, "-m", "pytest", "-n", "2")
# Strict answers about a real installation, where TLS ends at a proxy.
DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "changxing_union.settings",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "HTTPS": "1",
}


class Database(Enum):
    """On what a step's tests run."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Step:
    """One thing to be proven; every command must succeed."""

    name: str
    title: str
    commands: tuple[tuple[str, ...], ...]
    # What `gate --quick` runs instead; empty means the step is left out of it.
    quick: tuple[tuple[str, ...], ...] = ()
    database: Database = Database.SQLITE
    environment: Mapping[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """A command of the environment this very process runs in, whatever the PATH says."""
    return (str(Path(sys.executable).with_name(name)), *arguments)


def always(name: str, title: str, *commands: tuple[str, ...], **environment: str) -> Step:
    """A step that is the same in the quick gate."""
    return Step(name, title, commands, quick=commands, environment=environment)


STEPS = (
    always("format", "formatted", tool("ruff", "format", "--check", ".")),
    always(
        "lint",
        "no lint",
        tool("ruff", "check", "."),
        tool("djlint", "--lint", "--quiet", "templates"),
        tool("bandit", "--configfile", "pyproject.toml", "--recursive", "--quiet", "-ll", "."),
    ),
    always("imports", "imports point downwards", tool("lint-imports", "--no-logo", "--no-cache")),
    always("types", "types agree", tool("mypy")),
    always(
        "migrations",
        "models and migrations agree",
        (*MANAGE, "makemigrations", "--check", "--dry-run"),
    ),
    always(
        "deploy",
        "fit to be deployed",
        (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
        **DEPLOYED,
    ),
    Step(
        "sqlite",
        "tests on SQLite",
        (PYTEST,),
        quick=((*PYTEST, "-m", "not browser and not office"),),
    ),
    # What touches no database has been proven by then.
    Step(
        "postgresql",
        "tests on PostgreSQL",
        ((*PYTEST, "-m", "database"),),
        database=Database.POSTGRESQL,
    ),
)
