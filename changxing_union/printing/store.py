"""Kept prints: a filed version never changes, so its PDF is made once (design §7)."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class KeptPrints:
    """Finished PDFs below ``root``, found by a content key; shared safely between processes."""

    root: Path

    def path_of(self, key: str) -> Path:
        """Where the print of ``key`` is or will be; the key itself never becomes a file name."""
        digest = sha256(key.encode()).hexdigest()
        return self.root / digest[:2] / f"{digest}.pdf"

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> Path:
        """The kept PDF of ``key``; ``make`` runs only when there is none.

        Two processes that make the same print at once both succeed and the later file stays. A
        reader never sees half a file: it appears under its name only when it is on the disk.
        """
        path = self.path_of(key)
        if not path.exists():
            _write_whole(path, make())
        return path


def kept_prints() -> KeptPrints:
    """The portal's store, ``MEDIA_ROOT/prints``; settings are read at each call."""
    return KeptPrints(Path(settings.MEDIA_ROOT) / "prints")


def _write_whole(path: Path, content: bytes) -> None:
    """Write through a temporary neighbour (mode 0600) and rename it into place."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
