"""Pictures that can be taken for nothing but examples."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

RED, GOLD, PAPER = (184, 19, 27), (201, 162, 76), (247, 243, 233)


def sealed_scan() -> SimpleUploadedFile:
    """A sheet with a ring where the seal would be."""
    picture = Image.new("RGB", (620, 320), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((210, 60, 410, 260), outline=RED, width=8)
    draw.text((255, 150), "DEMO - NOT A SEAL", fill=RED)
    return _as_upload(picture, "示例盖章扫描件.png")


def wall_photo(code: str, name: str) -> SimpleUploadedFile:
    """A board on a wall, for the item ``code``; its file is called by ``name``."""
    picture = Image.new("RGB", (640, 480), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((90, 70, 550, 410), outline=GOLD, width=12)
    draw.rectangle((90, 70, 550, 140), fill=RED)
    draw.text((250, 100), f"DEMO - ITEM {code}", fill="white")
    for top in range(190, 390, 40):
        draw.line((130, top, 510 - top % 80, top), fill=GOLD, width=8)
    return _as_upload(picture, f"示例{name}.png")


def work_photo(record: int, number: int) -> SimpleUploadedFile:
    """People before a banner, as far as an example needs any; no two are the same."""
    picture = Image.new("RGB", (800, 600), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 740, 150), fill=RED)
    draw.text((300, 98), f"DEMO - RECORD {record}.{number}", fill="white")
    for left in range(90 + 20 * (number % 3), 700, 120):
        draw.ellipse((left + 20, 260, left + 70, 310), fill=GOLD)
        draw.rectangle((left, 320, left + 90, 520), fill=GOLD)
    return _as_upload(picture, f"示例现场照片{number}.png")


def workshop_photo(name: str) -> SimpleUploadedFile:
    """A machine in a workshop, as a visit shows it; its file is called by ``name``."""
    picture = Image.new("RGB", (640, 480), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 360, 640, 480), fill=GOLD)
    draw.rectangle((150, 190, 400, 380), outline=RED, width=10)
    draw.ellipse((400, 230, 520, 350), outline=RED, width=10)
    draw.text((215, 275), "DEMO - WORKSHOP", fill=RED)
    return _as_upload(picture, f"示例{name}.png")


def _as_upload(picture: Image.Image, name: str) -> SimpleUploadedFile:
    content = BytesIO()
    picture.save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
