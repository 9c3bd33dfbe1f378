"""A server killed in the middle of its work: what it acknowledged is there, once and whole (§9)."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.forms.models import model_to_dict

from changxing_union.filing.models import Attachment, Filing, Opinion, State
from changxing_union.organizations.models import User
from pioneer.models import PioneerApplication
from pioneer.services.application import keep_in_step
from tests.factories.pioneer import make_ready
from tests.scenarios.http_clerk import HttpClerk

pytestmark = pytest.mark.django_db(transaction=True)

SUBMISSIONS = 200
CLIENTS = 4
KILLED_AFTER = 80
# Every tenth answer of the first round is lost on its way: carried out, but not acknowledged.
LOST = 10


def database_url() -> str:
    """The tests' own database, as the server's environment names it."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    facts = connection.settings_dict
    return (
        f"postgresql://{facts['USER']}:{quote(facts['PASSWORD'])}"
        f"@{quote(facts['HOST'], safe='')}:{facts['PORT']}/{quote(facts['NAME'])}"
    )


class Server:
    """gunicorn with two workers, as in life, on a port that stays the same when it starts anew."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Started on entry; killed with all its processes at the latest when the block ends."""
        # Bound here, so that clients may knock at once: the kernel lets them wait for a worker.
        with socket.create_server(("127.0.0.1", self.port)) as listener:
            self.port = listener.getsockname()[1]
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "changxing_union.wsgi", "--preload"),
                    *("--workers", "2", "--bind", f"fd://{listener.fileno()}"),
                    *("--log-level", "warning"),
                ],
                cwd=settings.BASE_DIR,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "tests.settings",
                    "DATABASE_URL": database_url(),
                    "TMPDIR": str(self.scratch),
                },
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        with process:
            try:
                yield process
            finally:
                kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As a power cut would: master and workers at one stroke, mid-sentence."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ready_drafts(filer: User, count: int) -> list[Filing]:
    """Drafts with nothing left against 上报: one filled by the services, the others its copies."""
    first = make_ready(filer)
    opinions = list(first.opinions.all())
    scan = first.attachments.get()
    cells = model_to_dict(first.pioneer_application, exclude=["filing"])
    stem = first.reference.rpartition("-")[0]
    for number in range(2, count + 1):
        copy = Filing.objects.get(pk=first.pk)
        copy.pk, copy.reference, copy.unique_key = None, f"{stem}-{number:04d}", ""
        copy.save(force_insert=True)
        application = PioneerApplication(filing=copy, **{**cells, "team_name": f"细纱{number}班"})
        application.save(force_insert=True)
        assert keep_in_step(application)
        for row in [*opinions, scan]:
            row.pk, row.filing = None, copy
        Opinion.objects.bulk_create(opinions)
        Attachment.objects.bulk_create([scan])
    return list(Filing.objects.order_by("pk"))


class Submissions:
    """Clients that press 上报 draft by draft, and note what was acknowledged."""

    def __init__(self, drafts: list[Filing]) -> None:
        self.tokens = {draft.reference: f"press-{draft.pk}" for draft in drafts}
        self.acknowledged: set[str] = set()
        self.enough = Event()
        self.lock = Lock()

    def send(self, clerks: list[HttpClerk], *, losing: frozenset[str] = frozenset()) -> None:
        """Press for every draft not acknowledged yet; answers about ``losing`` never arrive."""
        open_ones = sorted(set(self.tokens) - self.acknowledged)
        with ThreadPoolExecutor(len(clerks)) as pool:
            shares = [open_ones[number :: len(clerks)] for number in range(len(clerks))]
            list(pool.map(self._send_share, clerks, shares, [losing] * len(clerks)))

    def _send_share(self, clerk: HttpClerk, references: list[str], losing: frozenset[str]) -> None:
        for reference in references:
            try:
                answer = clerk.post(f"/filings/{reference}/file/", token=self.tokens[reference])
            except (OSError, HTTPException):
                continue  # no answer, hence not acknowledged; it will be sent again
            assert (answer.status, answer.location) == (302, f"/filings/{reference}/")
            if reference in losing:
                continue
            with self.lock:
                self.acknowledged.add(reference)
                if len(self.acknowledged) >= KILLED_AFTER:
                    self.enough.set()


def whole() -> Q:
    """Filed exactly once, with everything that belongs to it."""
    return Q(state=State.FILED, version=1, filings=1, versions=1, papers=3) & ~Q(
        first_filed_at=None
    )


def untouched() -> Q:
    """Still the draft it was."""
    return Q(
        state=State.DRAFT, version=0, filings=0, versions=0, papers=0, first_filed_at__isnull=True
    )


def references(condition: Q) -> set[str]:
    counted = Filing.objects.annotate(
        filings=Count("events", filter=Q(events__action="file"), distinct=True),
        versions=Count("revisions", distinct=True),
        papers=Count("copies", distinct=True),
    )
    return set(counted.filter(condition).values_list("reference", flat=True))


def test_server_killed_amid_200_submissions_keeps_each_acknowledged_one_once(
    cast: dict[str, User], tmp_path: Path
):
    submissions = Submissions(ready_drafts(cast["lijiaxiang"], SUBMISSIONS))
    server = Server(tmp_path)

    with server.running() as process, ThreadPoolExecutor(1) as background:
        clerks = [HttpClerk(server.address, "lijiaxiang") for _ in range(CLIENTS)]
        losing = frozenset(sorted(submissions.tokens)[::LOST])
        sending = background.submit(submissions.send, clerks, losing=losing)
        assert submissions.enough.wait(timeout=120)
        kill(process)
        sending.result()
    acknowledged = set(submissions.acknowledged)
    assert KILLED_AFTER <= len(acknowledged) < SUBMISSIONS
    drafts = references(untouched())
    filed = references(whole())
    assert acknowledged < filed
    assert drafts | filed == set(submissions.tokens)

    with server.running():
        submissions.send(clerks)  # the same sessions, the same tokens
    assert submissions.acknowledged == set(submissions.tokens)
    assert references(whole()) == set(submissions.tokens)
