"""What is kept of a picture, opened again."""

import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image, ImageChops

from changxing_union.kernel.refusals import Refused
from changxing_union.web.file_contents import JPEG_SCANS
from changxing_union.web.file_kinds import DOCUMENTS, FileKind
from changxing_union.web.files import digest, inspect_upload
from changxing_union.web.pictures import PHOTO, SCAN, Measure, make_thumbnail, shrink_photo
from tests.factories.files import pdf
from tests.factories.pictures import (
    MAKER,
    encoded,
    exif,
    photo,
    png_head,
    png_of,
    quadrants,
    reopened,
    srgb_profile,
    swapped_profile,
)

LIMIT = 10 * 1024 * 1024
SMALL = Measure(longest=40, quality=85, subsampling="4:2:0")
COLOURS = {"r": (255, 0, 0), "g": (0, 255, 0), "b": (0, 0, 255), "y": (255, 255, 0)}


def accepted(content, name="照片.jpg"):
    file = SimpleUploadedFile(name, content)
    return file, inspect_upload(file, kinds=DOCUMENTS, max_bytes=LIMIT)


def kept(content, measure=PHOTO, name="照片.jpg"):
    """The bytes that are kept; what is said of them is checked on the way."""
    file, found = accepted(content, name)
    picture, facts = shrink_photo(file, found, measure)
    result = picture.read()
    assert (facts.size, facts.sha256) == (len(result), digest(picture))
    assert (facts.kind, facts.original_name) == (found.kind, found.original_name)
    return result


def refusal(content, name="照片.png"):
    with pytest.raises(Refused) as refused:
        kept(content, name=name)
    return list(refused.value.reasons)


def thumbnail(content, name="照片.jpg"):
    file, found = accepted(content, name)
    return reopened(make_thumbnail(file, found.kind, name=name))


def corners(image):
    """The quarters in reading order, each as the letter of the nearest colour."""
    width, height = image.size
    spots = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    rgb = image.convert("RGB")
    return "".join(
        min(COLOURS, key=lambda letter: distance(COLOURS[letter], rgb.getpixel(spot)))
        for spot in spots
    )


def distance(one, other):
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


# Where EXIF 2.3 puts the first row and the first column, seen at a picture stored as r g / b y.
ORIENTATIONS = [
    (1, "rgby"), (2, "gryb"), (3, "ybgr"), (4, "byrg"),
    (5, "rbgy"), (6, "bryg"), (7, "ygbr"), (8, "gyrb"),
]  # fmt: skip


@pytest.mark.parametrize(("orientation", "seen"), ORIENTATIONS)
@pytest.mark.parametrize("measure", [PHOTO, SCAN, SMALL])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_stands_upright_whichever_way_the_phone_was_held(kind, measure, orientation, seen):
    content = encoded(quadrants(), kind, exif=exif(orientation))
    image = reopened(kept(content, measure, f"照片.{kind.lower()}"))
    size = (40, 27) if measure is SMALL else (120, 80)
    assert corners(image) == seen
    assert image.size == (size if orientation < 5 else size[::-1])
    assert (image.format, dict(image.getexif())) == (kind, {})
    assert corners(thumbnail(content, f"照片.{kind.lower()}")) == seen


def test_orientation_that_exif_does_not_know_leaves_the_picture_as_it_is():
    assert corners(reopened(kept(photo(orientation=9)))) == "rgby"


@pytest.mark.filterwarnings("ignore:.*EXIF:UserWarning")
@pytest.mark.parametrize("noted", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0XX"])
def test_broken_exif_does_no_harm_to_the_picture(noted):
    assert corners(reopened(kept(encoded(quadrants(), exif=noted)))) == "rgby"


SECRETS = [
    pytest.param(photo(), id="EXIF with GPS"),
    pytest.param(encoded(quadrants(), xmp=f"<x>{MAKER}</x>".encode()), id="XMP"),
    pytest.param(encoded(quadrants(), comment=MAKER.encode()), id="comment"),
    pytest.param(encoded(quadrants(), icc_profile=srgb_profile()), id="profile"),
    pytest.param(
        encoded(quadrants(), extra=b"\xff\xed\x00\x18Photoshop 3.0\0" + b"IPTC8BIM"), id="IPTC"
    ),
    pytest.param(encoded(quadrants()) + b"ftypmp4 " + MAKER.encode(), id="moving picture behind"),
    pytest.param(
        encoded(quadrants(), "MPO", save_all=True, append_images=[quadrants()]), id="two in one"
    ),
]  # fmt: skip


@pytest.mark.parametrize("measure", [PHOTO, SCAN, SMALL])
@pytest.mark.parametrize("content", SECRETS)
def test_jpeg_holds_nothing_but_the_picture(content, measure):
    result = kept(content, measure)
    image = reopened(result)
    # All that is left are the marks of the format, and the file ends with the picture.
    assert {name for name, _ in image.applist} == {"APP0"}
    assert sorted(image.info) == ["jfif", "jfif_density", "jfif_unit", "jfif_version"]
    assert (result[-2:], image.format, getattr(image, "n_frames", 1)) == (b"\xff\xd9", "JPEG", 1)
    assert (MAKER.encode() in result, corners(image)) == (False, "rgby")


def test_thumbnail_inside_the_picture_is_left_out():
    plain = encoded(quadrants())
    small = b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01" + b"\xff\0\0"  # one red pixel
    content = b"\xff\xd8\xff\xe0" + (len(small) + 2).to_bytes(2, "big") + small + plain[20:]
    assert (kept(content)[:20], corners(reopened(kept(content)))) == (plain[:20], "rgby")


NOTES = [
    (b"tEXt", b"Author\0name"),
    (b"zTXt", b"Author\0\0x\x9cKKM\x05\0\x01\xef\x01\x0e"),
    (b"iTXt", b"Author\0\0\0\0\0name"),
    (b"tIME", b"\x07\xe2\x04\x02\x08\x1e\0"),
    (b"eXIf", exif().tobytes()[6:]),
    (b"iCCP", b"name\0\0nothing"),
    (b"prVt", b"anything"),
]


@pytest.mark.parametrize("note", NOTES)
def test_png_holds_nothing_but_the_picture(note):
    plain = encoded(quadrants(), "PNG")
    chunk = png_of(note).removeprefix(png_of())
    assert kept(plain[:33] + chunk + plain[33:], name="截图.png") == plain


def test_what_stands_behind_a_png_is_left_out():
    plain = encoded(quadrants(), "PNG")
    assert kept(plain + MAKER.encode(), name="截图.png") == plain


BARE = [
    ("JPEG", "RGB", {}), ("JPEG", "L", {}), ("JPEG", "RGB", {"progressive": True}),
    ("JPEG", "RGB", {"dpi": (300, 300)}), ("PNG", "RGB", {}), ("PNG", "RGBA", {}),
    ("PNG", "LA", {}), ("PNG", "L", {"dpi": (300, 300)}), ("PNG", "P", {"transparency": 3}),
    ("PNG", "1", {}), ("PNG", "I;16", {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "mode", "options"), BARE)
def test_small_picture_without_metadata_is_kept_byte_for_byte(kind, mode, options):
    image = quadrants().convert("L" if mode == "I;16" else "RGB").convert(mode)
    content = encoded(image, kind, **options)
    file, found = accepted(content, f"照片.{kind.lower()}")
    assert shrink_photo(file, found, PHOTO) == (file, found)
    assert file.read() == content


@pytest.mark.parametrize(
    ("size", "kept_size"),
    [
        ((4032, 3024), (2000, 1500)),
        ((3024, 4032), (1500, 2000)),
        ((2001, 1000), (2000, 1000)),
        ((2000, 2000), (2000, 2000)),
        ((9000, 3), (2000, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_photograph_is_kept_within_two_thousand_pixels(kind, size, kept_size):
    image = reopened(kept(encoded(Image.new("RGB", size), kind), name=f"照片.{kind.lower()}"))
    assert (image.size, image.format) == (kept_size, kind)


@pytest.mark.parametrize("size", [(2480, 3508), (3508, 2480)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_sealed_page_at_300_dpi_is_kept_byte_for_byte(kind, size):
    content = encoded(Image.new("L", size, "white"), kind)
    assert kept(content, SCAN, f"盖章.{kind.lower()}") == content


def test_sealed_page_at_600_dpi_is_kept_at_300():
    image = reopened(kept(encoded(Image.new("L", (4960, 7016), "white")), SCAN))
    assert (image.size, image.mode) == ((2480, 3508), "L")


def test_sealed_page_keeps_the_full_resolution_of_its_colours():
    content = encoded(Image.new("RGB", (3600, 20), "red"))
    samplings = [
        [layer[1:3] for layer in reopened(kept(content, measure)).layer]
        for measure in (SCAN, PHOTO)
    ]
    assert samplings == [[(1, 1)] * 3, [(2, 2), (1, 1), (1, 1)]]


def test_photograph_that_is_small_enough_keeps_its_quality():
    shades = Image.merge("RGB", [Image.radial_gradient("L"), *[Image.linear_gradient("L")] * 2])
    for quality in (60, 97):
        before = encoded(shades, quality=quality, subsampling="4:4:4", comment=b"x")
        image = reopened(kept(before))
        assert image.quantization == reopened(before).quantization
        _, worst = ImageChops.difference(image, reopened(before)).convert("L").getextrema()
        assert worst <= 4


def test_photograph_made_smaller_is_written_plainly_at_quality_85():
    noise = Image.merge("RGB", [Image.effect_noise((300, 200), 40)] * 3)
    image = reopened(kept(encoded(noise, quality=100, progressive=True), SMALL))
    assert image.quantization == reopened(encoded(noise, quality=85)).quantization
    assert "progressive" not in image.info


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("measure", [PHOTO, SCAN, SMALL])
def test_same_photograph_always_becomes_the_same_file_which_stays_as_it_is(mode, measure):
    content = encoded(quadrants(mode=mode), exif=exif(6), icc_profile=srgb_profile())
    once = kept(content, measure)
    assert once != content
    assert (kept(content, measure), kept(once, measure)) == (once, once)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P")]
)
@pytest.mark.parametrize("measure", [PHOTO, SMALL])
def test_colours_of_a_profile_become_those_of_every_screen(kind, mode, measure):
    image = quadrants().convert(mode)
    content = encoded(image, kind, icc_profile=swapped_profile())
    after = reopened(kept(content, measure, f"照片.{kind.lower()}"))
    assert (corners(after), after.info.get("icc_profile")) == ("grby", None)
    assert corners(thumbnail(content, f"照片.{kind.lower()}")) == "grby"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_grey_picture_with_a_profile_stays_grey(kind):
    grey = Image.linear_gradient("L")
    image = reopened(
        kept(encoded(grey, kind, icc_profile=srgb_profile()), name=f"a.{kind.lower()}")
    )
    assert image.mode == "L"
    assert ImageChops.difference(image, grey).getextrema()[1] <= 6


def test_profile_that_makes_no_sense_is_taken_for_none():
    image = reopened(kept(encoded(quadrants(), icc_profile=b"no profile at all" * 9)))
    assert (corners(image), "icc_profile" in image.info) == ("rgby", False)


@pytest.mark.parametrize("profile", [None, srgb_profile()])
def test_print_shop_picture_becomes_one_for_the_screen(profile):
    image = reopened(kept(encoded(quadrants(mode="CMYK"), icc_profile=profile)))
    assert (image.mode, corners(image)) == ("RGB", "rgby")


def test_sixteen_bits_of_grey_become_eight_without_being_cut_to_white():
    grey = Image.new("I;16", (9, 9), 0x8000)
    content = encoded(grey, "PNG", exif=exif())
    image = reopened(kept(content, name="扫描.png"))
    assert (image.mode, image.getpixel((4, 4))) == ("L", 128)
    assert thumbnail(content, "扫描.png").getpixel((4, 4)) == (128, 128, 128)


@pytest.mark.parametrize(
    ("mode", "options", "smaller"),
    [("P", {"transparency": 0}, "RGBA"), ("RGBA", {}, "RGBA"), ("LA", {}, "LA"), ("1", {}, "L")],
)
def test_png_stays_png_and_transparent_places_stay_transparent(mode, options, smaller):
    image = quadrants().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    content = encoded(image.convert(mode), "PNG", exif=exif(), **options)
    before, after = reopened(content), reopened(kept(content, name="图.png"))
    assert (after.mode, after.format) == (mode, "PNG")
    assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()
    shrunk = reopened(kept(content, SMALL, "图.png"))
    assert (shrunk.mode, shrunk.format, shrunk.size) == (smaller, "PNG", (40, 27))


def test_animation_is_kept_as_its_first_picture():
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    content = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])
    image = reopened(kept(content, name="动图.png"))
    assert (image.n_frames, image.getpixel((1, 1))) == (1, (255, 0, 0))


def test_other_files_pass_unread():
    file, found = accepted(pdf(), "会议记录.pdf")
    assert shrink_photo(file, found, PHOTO) == (file, found)


def test_upload_on_disk_is_left_open_for_who_opened_it():
    content = photo((400, 300))
    with TemporaryUploadedFile("照片.jpg", "image/jpeg", len(content), None) as file:
        file.write(content)
        found = inspect_upload(file, kinds=DOCUMENTS, max_bytes=LIMIT)
        picture, _ = shrink_photo(file, found, PHOTO)
        assert (picture is file, file.closed, picture.closed) == (False, False, False)


DAMAGED = "文件已损坏或没有传完整。请重新扫描或导出后再上传。"
PIXELS = zlib.compress(b"\0" * (9 * (1 + 9 * 3)))
NOTED = (b"tEXt", b"Author\0name")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            png_of(png_head(9, 9), NOTED, (b"IDAT", PIXELS[:-9]), (b"IEND", b"")), id="half"
        ),
        pytest.param(
            png_of(png_head(9, 9), NOTED, (b"IDAT", b"x" * 99), (b"IEND", b"")), id="noise"
        ),
        pytest.param(png_of(png_head(9, 9), NOTED, (b"IEND", b"")), id="no pixels"),
        pytest.param(png_of(png_head(0, 9), (b"IDAT", PIXELS), (b"IEND", b"")), id="no width"),
        pytest.param(
            png_of(
                png_head(9, 9, colours=3),
                NOTED,
                (b"IDAT", zlib.compress(b"\0" * 90)),
                (b"IEND", b""),
            ),
            id="no palette",
        ),
    ],
)
def test_picture_that_cannot_be_unpacked_is_refused(content):
    assert refusal(content) == [f"“照片.png”：{DAMAGED}"]


def test_jpeg_that_nothing_here_can_decode_is_refused():
    content = bytearray(photo())
    content[content.index(b"\xff\xc0") + 4] = 12  # bits a colour, which nothing here can decode
    assert refusal(bytes(content), "照片.jpg") == [f"“照片.jpg”：{DAMAGED}"]


def test_jpeg_of_endless_scans_is_refused_unread():
    content = encoded(Image.new("L", (64, 64)), progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    sound = content.count(b"\xff\xda")
    few = content[:-2] + scan * (JPEG_SCANS - sound) + content[-2:]
    many = content[:-2] + scan * (JPEG_SCANS - sound + 1) + content[-2:]
    assert kept(few) == few
    assert refusal(many, "照片.jpg") == [f"“照片.jpg”：{DAMAGED}"]


class TestThumbnails:
    @pytest.mark.parametrize(
        ("size", "small"),
        [((4000, 3000), (240, 180)), ((300, 400), (180, 240)), ((120, 80), (120, 80)),
         ((2400, 4), (240, 1))],
    )  # fmt: skip
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_thumbnail_is_small_and_never_larger_than_the_picture(self, kind, size, small):
        image = thumbnail(encoded(Image.new("RGB", size), kind), f"照片.{kind.lower()}")
        assert (image.size, image.format, image.mode) == (small, "JPEG", "RGB")
        assert sorted(image.info) == ["jfif", "jfif_density", "jfif_unit", "jfif_version"]

    @pytest.mark.parametrize("size", [(120, 80), (1200, 800)])
    @pytest.mark.parametrize(("mode", "options"), [("RGBA", {}), ("P", {"transparency": 0})])
    def test_transparent_picture_stands_on_white(self, mode, options, size):
        nothing = Image.new(mode, size, 0)
        image = thumbnail(encoded(nothing, "PNG", **options), "徽标.png")
        assert image.getpixel((50, 50)) == (255, 255, 255)

    def test_picture_that_cannot_be_unpacked_is_refused(self):
        file = BytesIO(png_of(png_head(9, 9), (b"IDAT", PIXELS[:-9]), (b"IEND", b"")))
        with pytest.raises(Refused) as refused:
            make_thumbnail(file, FileKind.PNG, name="照片.png")
        assert list(refused.value.reasons) == [f"“照片.png”：{DAMAGED}"]
