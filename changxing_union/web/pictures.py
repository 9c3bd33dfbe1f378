"""Photographs as they are kept: upright, in sRGB, no larger than needed, and nothing else in them.

A phone writes into each picture where and when it was taken and whose phone it was. None of that
is the office's business (个人信息保护法第六条), so only the picture itself is stored. The same file
always gives the same bytes, and what was kept once stays as it is when it is uploaded again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from django.core.files.base import File
from PIL import ExifTags, Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from changxing_union.kernel.refusals import Refused
from changxing_union.web.file_contents import DAMAGED, JPEG_END, UNREADABLE, jpeg_segments
from changxing_union.web.file_kinds import FileKind
from changxing_union.web.files import InspectedFile, digest

THUMBNAIL_SIDE = 240  # pixels; shown at half of that on ordinary screens
THUMBNAIL_QUALITY = 80


@dataclass(frozen=True)
class Measure:
    """How large a picture is kept: the longer side in pixels, and how a smaller JPEG is written."""

    longest: int
    quality: int
    subsampling: str


PHOTO = Measure(longest=2_000, quality=85, subsampling="4:2:0")
# An A4 page at 300 dpi to the pixel, so that such a page is not blurred by a few rows' difference;
# full colour resolution, so that text under a red seal stays sharp.
SCAN = Measure(longest=3_508, quality=90, subsampling="4:4:4")

# How the stored pixels must be turned for each EXIF orientation; 1 is upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
JFIF, ADOBE, COMMENT = 0xE0, 0xEE, 0xFE
APPLICATION_SEGMENTS = range(0xE0, 0xF0)
# Those segments that say how to decode, by their beginning and length; with more in it, a JFIF
# segment holds a thumbnail, which may show what was cut off the picture.
DECODING = {(JFIF, b"JFIF\0", 14), (ADOBE, b"Adobe", 12)}
PNG_SIGNATURE_BYTES = 8
# Chunks that are needed to draw the picture. Profiles, texts, times and frames are not among them.
PNG_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD",
     b"hIST", b"pHYs"}
)  # fmt: skip

# The largest picture allowed takes up to half a gigabyte while it is unpacked: one at a time.
_unpacking = threading.Lock()


def shrink_photo(
    file: "File[bytes]", found: InspectedFile, measure: Measure
) -> "tuple[File[bytes], InspectedFile]":
    """What is kept of an accepted upload, and the size and digest of that.

    Anything but a picture is kept as it is, and so is a picture within ``measure`` that holds
    nothing but itself. Raises ``Refused`` when the picture cannot be unpacked.
    """
    if not found.kind.is_image:
        return file, found
    is_bare = holds_only_the_picture(file, found)
    with unpacked(file, found.kind, name=found.original_name) as picture:
        if is_bare and max(picture.size) <= measure.longest and picture.mode != "CMYK":
            file.seek(0)
            return file, found
        content = BytesIO()
        save_picture(picture, content, found.kind, measure)
    kept: File[bytes] = File(content, name=found.original_name)
    return kept, replace(found, size=kept.size, sha256=digest(kept))


def make_thumbnail(file: "File[bytes]", kind: FileKind, *, name: str) -> bytes:
    """A JPEG of the picture in ``file``, 240 pixels on its longer side at most, upright, on white.

    ``name`` is what a refusal calls it, when it cannot be unpacked.
    """
    with unpacked(file, kind, name=name) as picture:
        small = upright(picture, THUMBNAIL_SIDE)
        content = BytesIO()
        on_white(small).save(content, "JPEG", quality=THUMBNAIL_QUALITY)
    return content.getvalue()


@contextmanager
def unpacked(file: "File[bytes]", kind: FileKind, *, name: str) -> Iterator[Image.Image]:
    """The picture in ``file``, for as long as it is needed; broken data are a refusal."""
    file.seek(0)
    try:
        with _unpacking, Image.open(file, formats=(kind.name,)) as picture:
            yield picture
    except UNREADABLE as error:
        raise Refused([f"“{name}”：{DAMAGED}。"]) from error


def holds_only_the_picture(file: "File[bytes]", found: InspectedFile) -> bool:
    """Whether nothing in ``file`` could be left out: no metadata, no second picture, no trailer."""
    if found.kind is FileKind.PNG:
        return _is_bare_png(file, found.size)
    marker = None
    for marker, content in jpeg_segments(file):
        says_how = any(
            (marker, len(content)) == (mark, length) and content.startswith(beginning)
            for mark, beginning, length in DECODING
        )
        if marker == COMMENT or (marker in APPLICATION_SEGMENTS and not says_how):
            return False
    return marker == JPEG_END and file.tell() == found.size


def _is_bare_png(file: "File[bytes]", size: int) -> bool:
    position = PNG_SIGNATURE_BYTES
    while position < size:
        file.seek(position)
        header = file.read(8)
        if header[4:] not in PNG_CHUNKS:
            return False
        position += len(header) + int.from_bytes(header[:4], "big") + 4
    return position == size


def save_picture(picture: Image.Image, target: BytesIO, kind: FileKind, measure: Measure) -> None:
    """Write ``picture`` as it is kept, in its own format."""
    is_smaller = max(picture.size) > measure.longest
    clean = upright(picture, measure.longest)
    if kind is FileKind.PNG:
        clean.save(target, "PNG")
        return
    options: dict[str, Any] = {"quality": measure.quality, "subsampling": measure.subsampling}
    if not is_smaller and isinstance(picture, JpegImageFile) and picture.mode in ("L", "RGB"):
        # Its own tables, so that it becomes neither worse nor larger than it came.
        tables = list(picture.quantization.values())
        options = {"qtables": tables, "subsampling": get_sampling(picture)}
    clean.save(target, "JPEG", **options)


def upright(picture: Image.Image, longest: int) -> Image.Image:
    """``picture`` turned as it was meant, in sRGB, at most ``longest`` pixels wide and high.

    It carries nothing else along; of an animation it is the picture that stands for all.
    """
    width, height = picture.size
    share = min(1.0, longest / max(width, height))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    picture.draft(None, size)  # A JPEG is read at a fraction of its size, which is far quicker.
    picture.load()
    if picture.mode == "P" and picture.palette is None:
        raise ValueError("Pixels are numbers of colours that the file does not name.")
    turn = turn_of(picture)
    clean = in_eight_bits(picture)
    if clean.size != size:
        clean = with_shades(clean).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    clean = in_srgb(clean, picture.info.get("icc_profile"))
    if turn is not None:
        clean = clean.transpose(turn)
    transparent = picture.info.get("transparency") if clean.mode == picture.mode else None
    clean.info = {} if transparent is None else {"transparency": transparent}
    return clean


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """How to turn ``picture``, by what EXIF says of the way in which the camera was held."""
    try:
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except UNREADABLE:
        return None  # Viewers show such a picture as it is stored, and so do we.


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """``picture`` with eight bits a colour; scanners can write greys of sixteen."""
    if not picture.mode.startswith("I"):
        return picture
    # Conversion alone would cut everything above 255 to white.
    return picture.convert("I").point(lambda shade: shade / 256).convert("L")


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """``picture`` in the colours that every screen understands, whatever ``profile`` it had."""
    if profile and picture.mode != "1":
        picture = by_profile(with_shades(picture), profile)
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """``picture`` converted from the colours of its ``profile`` to sRGB."""
    source = picture.convert("RGBA") if picture.mode == "LA" else picture
    target = "RGBA" if source.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            source,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode=target,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (OSError, ImageCms.PyCMSError):
        return picture  # Browsers, too, take a profile that makes no sense for none.
    if converted is None:
        return picture
    return converted.convert(picture.mode) if picture.mode in ("L", "LA") else converted


def with_shades(picture: Image.Image) -> Image.Image:
    """``picture`` in a mode that can hold what lies between two of its pixels."""
    if picture.has_transparency_data:
        mode = "LA" if picture.mode in ("1", "L", "LA") else "RGBA"
    else:
        mode = {"1": "L", "P": "RGB"}.get(picture.mode, picture.mode)
    return picture if mode == picture.mode else picture.convert(mode)


def on_white(picture: Image.Image) -> Image.Image:
    """``picture`` as it looks on a white page."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture.convert("RGBA"))
    return page.convert("RGB")
