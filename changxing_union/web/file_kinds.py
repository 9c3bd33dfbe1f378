"""The kinds of file the portal accepts, told apart by their first bytes."""

from dataclasses import dataclass
from enum import Enum

IMAGE_EXTENSIONS = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png"})


@dataclass(frozen=True)
class KindFacts:
    """What is fixed about one kind."""

    label: str
    content_type: str
    extension: str
    extensions: frozenset[str]


class FileKind(Enum):
    """A kind of attachment. Which of them a slot takes is the caller's decision."""

    JPEG = KindFacts("JPG 图片", "image/jpeg", ".jpg", IMAGE_EXTENSIONS - {".png"})
    PNG = KindFacts("PNG 图片", "image/png", ".png", frozenset({".png"}))
    PDF = KindFacts("PDF 文档", "application/pdf", ".pdf", frozenset({".pdf"}))
    XLSX = KindFacts(
        "Excel 表格（.xlsx）",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        frozenset({".xlsx"}),
    )
    DOCX = KindFacts(
        "Word 文档（.docx）",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
        frozenset({".docx"}),
    )
    CSV = KindFacts("CSV 表格（.csv）", "text/csv", ".csv", frozenset({".csv"}))

    @property
    def label(self) -> str:
        """The name in sentences."""
        return self.value.label

    @property
    def is_image(self) -> bool:
        """Whether phones and chat programs mix up its extension without harm."""
        return self.value.content_type.startswith("image/")


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG})
SCANS = PICTURES | {FileKind.PDF}
DOCUMENTS = SCANS | {FileKind.XLSX, FileKind.DOCX}
TABLES = frozenset({FileKind.XLSX, FileKind.CSV})

# First bytes → kind. Office files share one signature (zip) and are told apart by their members.
SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"%PDF-", FileKind.PDF),
)
ZIP_SIGNATURE = b"PK\x03\x04"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SAVE_AS_OFFICE = (
    "这是旧格式（.doc、.xls、.wps、.et）或加了密码的文件。"
    "请在 WPS 或 Office 中取消密码，另存为 .docx 或 .xlsx 后重新上传"
)
SAVE_AS_IMAGE = "暂不支持这种图片格式。请另存为 JPG 或 PNG 后重新上传"
HEIC_TO_JPEG = (
    "暂不支持手机的 HEIC 照片。请用微信把照片发给自己（不勾选“原图”），把收到的图片保存后上传；"
    "iPhone 以后拍照前，可先在“设置→相机→格式”中选“兼容性最佳”"
)
UNPACK = "暂不支持压缩包。请解压后逐个上传"
PROGRAM = "文件内容与扩展名不符：这是一个程序，不是文档或图片，不能上传"
MARKUP = "网页、SVG 或脚本文件可能含有程序，不能上传。请打印为 PDF，或另存为 JPG、PNG 后重新上传"

# First bytes of what people try all the same → what to tell them.
UNWELCOME: tuple[tuple[bytes, str], ...] = (
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"#!", PROGRAM),
    (OLE_SIGNATURE, SAVE_AS_OFFICE),
    (b"GIF8", SAVE_AS_IMAGE),
    (b"BM", SAVE_AS_IMAGE),
    (b"II*\x00", SAVE_AS_IMAGE),
    (b"MM\x00*", SAVE_AS_IMAGE),
    (b"RIFF", SAVE_AS_IMAGE),
    (b"Rar!", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", UNPACK),
    (b"\x1f\x8b", UNPACK),
)
# Photographs as phones store them, and their like from the web: the brand follows the length of
# the first box.
HEIC_BRANDS = (b"ftyphei", b"ftyphev", b"ftypmif1", b"ftypmsf1")
AVIF_BRAND = b"ftypavi"
MARKUP_SIGNS = (b"<svg", b"<html", b"<script", b"<!doctype", b"<?xml", b"<?php")


def kind_of(head: bytes) -> FileKind | None:
    """The kind whose signature ``head`` begins with; Office files are not decided here."""
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def why_unwelcome(head: bytes) -> str | None:
    """What to tell somebody whose file begins like this, if its format has a name."""
    for signature, advice in UNWELCOME:
        if head.startswith(signature):
            return advice
    if head[4:12].startswith(HEIC_BRANDS):
        return HEIC_TO_JPEG
    if head[4:12].startswith(AVIF_BRAND):
        return SAVE_AS_IMAGE
    return MARKUP if is_markup(head) else None


def is_markup(head: bytes) -> bool:
    """Whether a browser might take a file that begins like this for a page or an SVG."""
    # UTF-16 puts a NUL beside every letter; without them the same words show.
    return any(sign in head.replace(b"\x00", b"").lower() for sign in MARKUP_SIGNS)
