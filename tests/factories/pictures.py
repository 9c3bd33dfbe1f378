"""Pictures as phones and scanners write them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms

MAKER = "长兴测试手机"


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of ``image`` in a format Pillow writes."""
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def reopened(content: bytes) -> Image.Image:
    """The picture in ``content``, read to its end."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def quadrants(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """Red, green, blue and yellow quarters in reading order: its orientation can be told."""
    width, height = size
    image = Image.new("RGB", size, "yellow")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone notes down: its maker, how it was held, where and when."""
    noted = Image.Exif()
    noted[ExifTags.Base.Orientation] = orientation
    noted[ExifTags.Base.ImageDescription] = MAKER.encode()
    place = noted.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (31.0, 1.0, 30.0)
    return noted


def photo(size: tuple[int, int] = (120, 80), orientation: int = 1, **options: Any) -> bytes:
    """A JPEG with a phone's notes in it."""
    return encoded(quadrants(size), exif=exif(orientation), **options)


def srgb_profile() -> bytes:
    """The ICC profile of sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """A profile in which the number of red means green, and the other way round."""
    names = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    profile = bytearray(srgb_profile())
    (count,) = struct.unpack_from(">I", profile, 128)
    for at in range(132, 132 + 12 * count, 12):
        name = bytes(profile[at : at + 4])
        profile[at : at + 4] = names.get(name, name)
    return bytes(profile)


def png_of(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of the named chunks, each with a right checksum."""
    written = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def png_head(width: int, height: int, *, depth: int = 8, colours: int = 2) -> tuple[bytes, bytes]:
    """The first chunk of a PNG; ``colours`` is 0 for grey, 2 for RGB, 3 for a palette."""
    return (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
