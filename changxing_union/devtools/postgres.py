"""A PostgreSQL of one's own for the length of a test run: nothing to configure, nothing left."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

DEBIAN_VERSIONS = Path("/usr/lib/postgresql")
# Not TMPDIR: a socket's path may have 107 bytes, and the host part of a URL no capitals.
# mkdtemp makes a private directory in it.
PARENT = "/tmp"  # noqa: S108  # nosec B108 - only the parent of a private directory
DATABASE = "portal"
# Nothing here need survive a power cut; waiting for the disk would double the time of the tests.
FAST_AND_FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


class PostgresMissing(Exception):
    """No PostgreSQL server programs on this machine."""


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start an empty PostgreSQL, yield the ``DATABASE_URL`` of a database in it, then remove it.

    It listens on a socket in a private directory only, so no port can clash and no password is
    needed. PostgreSQL refuses to run as root; root runs it as the user ``postgres``.
    """
    programs = server_programs()
    as_root = os.geteuid() == 0
    account = pwd.getpwnam("postgres") if as_root else pwd.getpwuid(os.geteuid())
    identity: dict[str, Any] = {}
    if as_root:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    home = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir=PARENT))
    data = home / "data"

    def run(program: str, *arguments: str | Path) -> None:
        subprocess.run(  # noqa: S603  # our own arguments only
            [programs / program, *arguments],
            check=True,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **identity,
        )

    try:
        os.chown(home, account.pw_uid, account.pw_gid)
        # Collation as in production: Chinese by pinyin, in this and every database made later.
        run(
            "initdb",
            f"--pgdata={data}",
            "--username=portal",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=icu",
            "--icu-locale=zh-Hans",
            "--no-sync",
        )
        settings = ["listen_addresses=", f"unix_socket_directories={home}"]
        settings += [f"{name}=off" for name in FAST_AND_FORGETFUL]
        options = " ".join(f"-c {setting}" for setting in settings)
        # pg_ctl gives the server a session of its own: Ctrl-C ends the tests first, not it.
        run("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={home / 'log'}", "-o", options)
        try:
            run("createdb", f"--host={home}", "--username=portal", "--template=template0", DATABASE)
            yield f"postgresql://portal@{quote(str(home), safe='')}/{DATABASE}"
        finally:
            run("pg_ctl", "stop", "--wait", f"--pgdata={data}", "--mode=immediate")
    except subprocess.CalledProcessError as error:
        if (home / "log").exists():
            error.add_note((home / "log").read_text())
        raise
    finally:
        shutil.rmtree(home)


def server_programs() -> Path:
    """The directory of ``initdb`` and its kin: Debian's newest, else wherever the PATH finds it."""
    debian = sorted(DEBIAN_VERSIONS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise PostgresMissing("PostgreSQL's server programs are not installed (package postgresql)")
    return Path(found).parent
