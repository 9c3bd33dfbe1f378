import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from changxing_union.kernel import containers
from changxing_union.kernel.refusals import Refused
from changxing_union.web import file_contents
from changxing_union.web.file_kinds import DOCUMENTS, SCANS, TABLES, FileKind
from changxing_union.web.files import clean_name, inspect_upload

LIMIT = 10 * 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


def picture(kind, size=(40, 30), mode="RGB", **options):
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert(mode).save(out, kind, **options)
    return out.getvalue()


def archive(main="xl/workbook.xml", **members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        if main:
            file.writestr(main, "<main/>")
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def inspect(content, name, kinds=DOCUMENTS):
    return inspect_upload(SimpleUploadedFile(name, content), kinds=kinds, max_bytes=LIMIT)


def refusal(content, name, kinds=DOCUMENTS):
    with pytest.raises(Refused) as refused:
        inspect(content, name, kinds)
    (reason,) = refused.value.reasons
    return reason


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (picture("JPEG"), "扫描.jpg", FileKind.JPEG),
        (picture("JPEG"), "扫描.JPEG", FileKind.JPEG),
        (picture("JPEG", mode="CMYK", progressive=True), "印刷.jpg", FileKind.JPEG),
        (picture("PNG"), "截图.png", FileKind.PNG),
        (picture("PNG", mode="P"), "截图.png", FileKind.PNG),
        (PDF, "盖章.pdf", FileKind.PDF),
        (PDF + b"\0" * 1000, "扫描仪补零.pdf", FileKind.PDF),
        (archive(), "汇总表.xlsx", FileKind.XLSX),
        (archive("word/document.xml"), "说明.docx", FileKind.DOCX),
    ],
)
def test_sound_file_is_described(content, name, kind):
    found = inspect(content, name)
    assert (found.kind, found.content_type) == (kind, kind.value.content_type)
    assert (found.size, found.original_name) == (len(content), name)
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_photograph_with_a_thumbnail_and_a_trailer_is_sound():
    exif = Image.Exif()
    exif[0x010E] = "缩略图" + "\xff\xd9" * 9  # an end mark inside a segment is none
    content = picture("JPEG", (900, 700), quality=98, exif=exif) + b"phone maker's trailer"
    assert inspect(content, "手机.jpg").kind is FileKind.JPEG


@pytest.mark.parametrize("segment", [b"\xff\xe0\x00\x02", b"\xff\xe0\x00\x00", b"\xff\x01"])
def test_jpeg_made_of_marks_is_refused_in_no_time(segment):
    head = picture("JPEG").split(b"\xff\xda")[0]
    assert "损坏" in refusal(head + segment * 2_000_000, "标记.jpg")


def test_animated_png_is_a_picture():
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "gold")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert inspect(out.getvalue(), "动图.png").kind is FileKind.PNG


def test_file_is_left_at_its_beginning():
    file = SimpleUploadedFile("a.pdf", PDF)
    inspect_upload(file, kinds=SCANS, max_bytes=LIMIT)
    assert file.read() == PDF


def test_picture_misnamed_as_a_picture_gets_its_own_extension():
    assert inspect(picture("PNG"), "微信图片.jpg").original_name == "微信图片.png"


def test_name_without_extension_gets_one():
    assert inspect(PDF, "盖章扫描件").original_name == "盖章扫描件.pdf"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "空.pdf", "“空.pdf”是空文件（0 字节）。请确认文件能正常打开后重新选择。"),
        (
            b"x" * (LIMIT + 1),
            "大.pdf",
            (
                "“大.pdf”大小为 10.1 MB，超过单个文件 10 MB 的上限。"
                "请压缩、降低扫描分辨率或拆分后重新上传。"
            ),
        ),
        (
            b"MZ\x90\0" + b"\0" * 90,
            "盖章.pdf",
            "“盖章.pdf”：文件内容与扩展名不符：这是一个程序，不是文档或图片，不能上传。",
        ),
        (
            b"\x7fELF" + b"\0" * 90,
            "盖章.jpg",
            "“盖章.jpg”：文件内容与扩展名不符：这是一个程序，不是文档或图片，不能上传。",
        ),
        (
            PDF,
            "盖章.exe",
            (
                "“盖章.exe”：文件内容与扩展名不符，内容是 PDF 文档。"
                "请把文件名改为以 .pdf 结尾后重新上传。"
            ),
        ),
        (
            OLE,
            "表.xls",
            (
                "“表.xls”：这是旧格式（.doc、.xls、.wps、.et）或加了密码的文件。"
                "请在 WPS 或 Office 中取消密码，另存为 .docx 或 .xlsx 后重新上传。"
            ),
        ),
        (
            SVG,
            "图.svg",
            (
                "“图.svg”：网页、SVG 或脚本文件可能含有程序，不能上传。"
                "请打印为 PDF，或另存为 JPG、PNG 后重新上传。"
            ),
        ),
        (
            b"\0\0\0\x18ftypheic\0",
            "IMG_1.HEIC",
            (
                "“IMG_1.HEIC”：暂不支持手机的 HEIC 照片。"
                "请用微信把照片发给自己（不勾选“原图”），把收到的图片保存后上传；"
                "iPhone 以后拍照前，可先在“设置→相机→格式”中选“兼容性最佳”。"
            ),
        ),
        (
            b"\0\0\0\x1cftypavif\0",
            "网页图片.jpg",
            "“网页图片.jpg”：暂不支持这种图片格式。请另存为 JPG 或 PNG 后重新上传。",
        ),
        (b"Rar!\x1a\x07", "材料.rar", "“材料.rar”：暂不支持压缩包。请解压后逐个上传。"),
        (
            archive(main=None),
            "材料.zip",
            "“材料.zip”：暂不支持这种压缩包或文档。请解压后逐个上传，或另存为 PDF。",
        ),
        (
            archive("OFD.xml"),
            "公文.ofd",
            "“公文.ofd”：暂不支持 OFD 版式文件。请转换为 PDF 后重新上传。",
        ),
        (
            b"just text",
            "说明.txt",
            (
                "“说明.txt”：无法识别文件内容，此处只接受JPG 图片、PNG 图片、PDF 文档、"
                "Excel 表格（.xlsx）、Word 文档（.docx）。"
            ),
        ),
    ],
)
def test_refusal_says_what_to_do(content, name, reason):
    assert refusal(content, name) == reason


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1"])
def test_photograph_of_a_phone_is_told_apart_by_every_brand(brand):
    words = "暂不支持手机的 HEIC 照片。"
    assert refusal(b"\0\0\0\x24ftyp" + brand + b"\0" * 99, "照片.jpg")[9:][: len(words)] == words


def test_kind_the_slot_does_not_take_is_refused():
    assert refusal(archive(), "表.xlsx", SCANS) == (
        "“表.xlsx”：这是 Excel 表格（.xlsx），此处只接受JPG 图片、PNG 图片、PDF 文档。"
    )


@pytest.mark.parametrize(
    "content",
    [b"<html><script>", b"  <!DOCTYPE html>", "<svg/>".encode("utf-16"), b"\xef\xbb\xbf<?php "],
)
def test_markup_is_refused_under_any_name(content):
    assert "可能含有程序，不能上传" in refusal(content, "盖章.jpg")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (picture("JPEG", (400, 300))[:-2000], "断.jpg"),
        (picture("JPEG", (400, 300), progressive=True)[:-2000], "断.jpg"),
        (picture("PNG", (400, 300))[:-2000], "断.png"),
        (b"\xff\xd8\xff" + b"\0" * 99, "断.jpg"),
        (picture("PNG")[:33] + picture("PNG")[-12:], "断.png"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "断.png"),
        (PDF[:-7], "断.pdf"),
        (archive()[:-30], "断.xlsx"),
        (b"PK\x03\x04" + b"\0" * 99, "断.xlsx"),
    ],
)
def test_broken_off_file_is_refused(content, name):
    assert refusal(content, name) == (
        f"“{name}”：文件已损坏或没有传完整。请重新扫描或导出后再上传。"
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(kind):
    out = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (20_000, 2_501)).save(out, kind)
    assert refusal(out.getvalue(), f"大图.{kind.lower()}") == (
        f"“大图.{kind.lower()}”：图片超过 5000 万像素。请降低扫描分辨率（300 dpi 足够）后重新上传。"
    )


@pytest.mark.parametrize("claimed", [b"\x00\x00\x40\x00", b"\x00\x0f\x42\x40"])
def test_picture_that_claims_a_giant_size_is_refused(claimed):
    bomb = bytearray(picture("PNG"))
    bomb[16:24] = claimed * 2  # width and height in the header
    assert "图片" in refusal(bytes(bomb), "炸弹.png") or "损坏" in refusal(bytes(bomb), "炸弹.png")


@pytest.mark.parametrize(
    "content",
    [
        PDF.replace(b"1 0 obj", b"<html><script>1</script>"),
        PDF[:-6] + archive() + b"\n%%EOF",
        PDF + archive(),
    ],
)
def test_pdf_that_is_also_something_else_is_refused(content):
    assert "可能有害" in refusal(content, "双面.pdf") or "损坏" in refusal(content, "双面.pdf")


def test_pdf_must_begin_at_the_first_byte():
    assert "无法识别文件内容" in refusal(b"\n" + PDF, "前缀.pdf")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive(bomb="\0" * (101 * 1024 * 1024)), "文件展开后过大，可能有害"),
        (archive(bomb="\0" * (20 * 1024 * 1024)), "文件展开后过大，可能有害"),
        (archive(**{f"m{n}": "" for n in range(2000)}), "文件展开后过大，可能有害"),
        (archive(**{"xl/vbaProject.bin": "x"}), "文件含有宏程序，不能上传"),
        (archive(**{"../../etc/cron.d/x": "x"}), "文件内部结构异常，可能有害"),
        (archive(**{"/etc/passwd": "x"}), "文件内部结构异常，可能有害"),
        (archive(**{"..\\x": "x"}), "文件内部结构异常，可能有害"),
        (archive("xl/workbook.bin"), "这是 Excel 二进制工作簿"),
    ],
)
def test_harmful_office_file_is_refused(content, words):
    assert words in refusal(content, "表.xlsx")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_packed_as_office_never_packs_is_refused_unread(packing):
    out = io.BytesIO(archive())
    with zipfile.ZipFile(out, "a", packing) as file:
        file.writestr("xl/sheet.xml", "<sheet/>" * 1000)
    assert "文件内部结构异常" in refusal(out.getvalue(), "表.xlsx")


def test_archive_with_a_name_that_is_no_text_is_refused():
    content = archive(**{"xl/表.xml": "<sheet/>"})
    local, name = content.index(b"PK\x03\x04", 10), "表".encode()
    at = content.index(name, local)
    broken = content[:at] + b"\xff\xfe\xfd" + content[at + len(name) :]
    assert "文件内部结构异常" in refusal(broken, "表.xlsx")


def test_locked_archive_is_refused():
    content = bytearray(archive())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # “encrypted”, in the central directory
    assert "文件设有密码。请取消密码后重新上传" in refusal(bytes(content), "表.xlsx")


def test_archive_with_doubled_names_is_refused():
    out = io.BytesIO(archive())
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("xl/workbook.xml", "<other/>")
    assert "文件内部结构异常" in refusal(out.getvalue(), "表.xlsx")


TABLE = "单位,班组,人数\r\n长兴测试厂,甲班,12\r\n" * 9000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_table_in_every_usual_encoding_is_described(encoding):
    content = TABLE.encode(encoding)
    found = inspect(content, "汇总表.CSV", TABLES)
    assert (found.kind, found.content_type) == (FileKind.CSV, "text/csv")
    assert (found.size, found.original_name) == (len(content), "汇总表.CSV")


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("gb18030") + b"\xff",
        TABLE.encode("utf-8") + b"\x00\x01",
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16")[:-1],
        bytes(range(14, 256)),
    ],
)
def test_what_is_no_text_is_refused_as_a_text_table(content):
    assert refusal(content, "表.csv", TABLES) == (
        "“表.csv”：文件内容不是文字表格，或文字编码无法识别。"
        "请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
    )


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\0" + b"\0" * 90, "表.csv", "这是一个程序"),
        (b"<html><table><tr><td>1</td></tr></table>", "表.csv", "网页、SVG 或脚本"),
        (OLE, "表.csv", "这是旧格式"),
        (archive(), "表.csv", "内容是 Excel 表格（.xlsx）"),
        (PDF, "表.csv", "这是 PDF 文档，此处只接受Excel 表格（.xlsx）、CSV 表格（.csv）"),
        (
            b"a,b\n1,2\n",
            "表.txt",
            "无法识别文件内容，此处只接受Excel 表格（.xlsx）、CSV 表格（.csv）",
        ),
    ],
)
def test_what_only_claims_to_be_a_text_table_is_named(content, name, words):
    assert words in refusal(content, name, TABLES)


def test_text_table_is_no_attachment():
    assert "无法识别文件内容" in refusal(b"a,b\n1,2\n", "表.csv", DOCUMENTS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("盖章.pdf", "盖章.pdf"),
        ("C:\\fakepath\\盖章.pdf", "盖章.pdf"),
        ("../../etc/passwd", "passwd"),
        ("盖\x00章\r\n.pdf", "盖章.pdf"),
        ("abc\u202efdp.exe", "abcfdp.exe"),
        ("\u200b盖章\ufeff.pdf", "盖章.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("...", "未命名"),
        ("", "未命名"),
        ("㛃䶮𠅤·买买提.jpg", "㛃䶮𠅤·买买提.jpg"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
        ("x" * 300, "x" * 120),
    ],
)
def test_name_is_made_safe_to_show(typed, kept):
    assert clean_name(typed) == kept


def test_limits_are_those_of_the_house_rules():
    assert (file_contents.MAX_PIXELS, containers.MAX_MEMBERS) == (50_000_000, 2000)
