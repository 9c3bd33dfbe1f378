"""Files at the items of annex 3, attached as people do and found on pages as people see them."""

import re

from django.core.files.base import ContentFile
from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.models import Slot
from tests.factories.files import upload
from tests.factories.pictures import encoded, photo, quadrants
from tests.factories.pioneer import act_by

ITEMS = ["A1", "B1", "B2", "B3", "C1", "C2", "C3", "C4", "C5", "C6"]


def address(filing, page="edit"):
    return f"/filings/{filing.reference}/{page}/"


def png(number=0):
    """A small picture, another one for each number."""
    return encoded(quadrants((40 + number, 30)), "PNG")


def attach(filing, user, item, content=None, name="照片.jpg", slot=Slot.EVIDENCE):
    file = upload(name, photo() if content is None else content)
    return services.attach(filing, file, slot=slot, item=item, act=act_by(user))


def add_rows(filing, user, count):
    """``count`` pictures at once, ten to an item, as rows that share one stored file."""
    for number in range(count):
        filing.attachments.create(
            slot=Slot.EVIDENCE, item=ITEMS[-1 - number // 10 % 6],
            file=ContentFile(b"x", name="a"), original_name=f"{number}.jpg",
            content_type="image/jpeg", size=1, sha256=f"{number:064}",
            uploaded_by=user, uploaded_at=timezone.now(),
        )  # fmt: skip


def shown(response):
    """Item → the texts that stand for its files on a page, and those in the section 附件."""
    rows = re.split(r' id="item-(\w\d)"', response.text)
    return {
        code: re.findall(r'<img class="evidence-picture"[^>]* alt="([^"]*)"', row)
        for code, row in zip(rows[1::2], rows[2::2], strict=True)
    }
