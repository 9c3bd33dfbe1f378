"""Files as people upload them: sound ones, and those that must be refused."""

import struct
import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

MEGABYTE = 1024 * 1024


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file of any name and content."""
    return SimpleUploadedFile(name, content)


def pdf(size: int = 200) -> bytes:
    """A whole PDF, as far as its marks tell, of about ``size`` bytes."""
    return b"%PDF-1.4\n" + b"%" * size + b"\ntrailer\n%%EOF\n"


def program() -> bytes:
    """The head of a Windows program."""
    return b"MZ" + struct.pack("<H", 144) + b"\x00" * 200


def svg() -> bytes:
    """A drawing that may carry scripts."""
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


def workbook(unpacked: int = 1000) -> bytes:
    """An .xlsx whose sheet unpacks to ``unpacked`` bytes: a bomb from some ten megabytes on."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * unpacked)
    return target.getvalue()
