"""Marks by which stamped paper is compared with the live record: check code and QR code."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

import segno

# 32 signs, so each carries five bits; 0/O and 1/I are left out because people confuse them.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6


@dataclass(frozen=True, kw_only=True)
class MarkLine:
    """The small line that ties paper to the live record; ``qr`` is a ``data:`` URI."""

    reference: str
    version: int
    check_code: str
    qr: str


@dataclass(frozen=True, kw_only=True)
class CopyLabel:
    """Which of the copies a print is (一式3份) and who keeps it."""

    number: int
    holder: str


def check_code(*parts: str, secret: str) -> str:
    """A code such as ``7F3K-Q2`` that only the holder of ``secret`` can make for ``parts``."""
    message = b"".join(b"%d:%s" % (len(part.encode()), part.encode()) for part in parts)
    number = int.from_bytes(hmac.digest(secret.encode(), message, sha256)[:8], "big")
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def qr_svg_data_uri(url: str) -> str:
    """A QR code of ``url`` (error level M, quiet zone of two modules) for an ``img`` element."""
    return segno.make_qr(url, error="m").svg_data_uri(border=2)
