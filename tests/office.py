"""LibreOffice as an impartial reader of our workbooks: it opens, calculates and converts them."""

import shutil
import subprocess
from pathlib import Path

import pytest

# One CSV per sheet, comma, double quotes, UTF-8; numbers and texts as stored.
EVERY_SHEET_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
PATIENCE = 120  # seconds; a conversion takes two


@pytest.hookimpl(tryfirst=True)  # before -m looks at the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``office`` what asks for it, directly or through another fixture."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker("office")


class Office:
    """LibreOffice without a screen, with a profile of its own, so that several may run at once."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.profile = folder / "profile"
        self.folder = folder
        self.runs = 0

    def convert(self, kind: str, *sources: Path) -> Path:
        """The folder in which ``sources`` lie converted to ``kind`` (xlsx, pdf, csv:...)."""
        self.runs += 1
        target = self.folder / f"converted-{self.runs}"
        done = subprocess.run(
            [
                self.program,
                f"-env:UserInstallation={self.profile.as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(target),
                *map(str, sources),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return target


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed (package libreoffice-calc-nogui)."
    return Office(program, tmp_path_factory.mktemp("office"))
