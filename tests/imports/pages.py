"""Reading the pages of an import, and pressing their buttons."""

import re
from html import unescape

from changxing_union.imports.models import ImportJob
from tests.factories.files import upload
from tests.factories.workbooks import workbook
from tests.imports.conftest import TWO_TEAMS, again

START = "/roster/import/"
STRANGE = [["单位名称", "班组名称", "参赛人数", "备用"], ["长兴测试一厂", "甲班", 12, "测试甲"]]
JOINED = [["单位班组名称", "参赛人数", "组长"], ["长兴测试一厂细纱甲班", 12, "测试甲"]]
PASTED = "\n".join("\t".join(map(str, line)) for line in TWO_TEAMS)


def table_file(lines=TWO_TEAMS, name="名册.xlsx"):
    return upload(name, workbook(lines))


def send(client, **typed):
    """Press 上传并核对; returns the answer and the newest import."""
    response = client.post(START, typed)
    return response, ImportJob.objects.order_by("-pk").first()


def page_of(job, below=""):
    return f"{START}{job.pk}/{below}"


def words(response):
    """The page as read aloud: tags and runs of blanks dropped."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text)))


def sentences(response, name):
    """What stands in the message slot of the control ``name``."""
    slot = re.search(rf'id="msg-{name}"[^>]*>(.*?)</div>', response.text, re.DOTALL)
    return [unescape(each) for each in re.findall(r"<p>(.*?)</p>", slot[1])]


def commit(client, job, **typed):
    response = client.post(page_of(job, "commit/"), typed)
    assert (response.status_code, response.url) == (302, page_of(job))
    return again(job)
