"""Paper through ``/print/``, reopened: copies, holders, marks, and what is kept."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from changxing_union.filing import services
from changxing_union.filing.views.cases import versions
from tests.factories.pioneer import act_by, make_draft, make_filed, make_returned, type_into
from tests.factories.responses import content_of

HOLDERS = ["县总工会经济工作部", "乡镇（街道、园区）、产业（行业）工会", "基层工会"]
CHECK_CODE = re.compile(r"校验码([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2})")


def pages_of(client, address):
    """The text of every page, blanks and line breaks removed."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    reader = PdfReader(BytesIO(content_of(response)))
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


def kept():
    """The files of the print store; the same paper has the same file."""
    return set(Path(settings.MEDIA_ROOT).glob("prints/*/*.pdf"))


@pytest.fixture
def filed(cast):
    return make_filed(cast["lijiaxiang"])


def test_filed_form_prints_one_page_for_each_copy_with_holder_and_marks(signed_in, filed):
    pages = pages_of(signed_in("jingjibu"), f"/filings/{filed.reference}/print/")
    assert len(pages) == 3
    for number, (page, holder) in enumerate(zip(pages, HOLDERS, strict=True), start=1):
        assert f"第{number}份·{holder}" in page
        assert f"{filed.reference}·第1版" in page
        assert "长兴测试纺织有限公司" in page
        assert "草稿" not in page
    codes = [CHECK_CODE.findall(page) for page in pages]
    assert [len(found) for found in codes] == [1, 1, 1]
    assert codes[0] == codes[1] == codes[2]


def test_single_copy_is_one_page_with_its_holder(signed_in, filed):
    address = f"/filings/{filed.reference}/print/?copy=2"
    (page,) = pages_of(signed_in("lijiaxiang"), address)
    assert "第2份·乡镇（街道、园区）、产业（行业）工会" in page


@pytest.mark.parametrize("number", ["9", "0", "x", "-1", "²", "99999"])
def test_copy_that_does_not_exist_is_not_found(signed_in, filed, number):
    address = f"/filings/{filed.reference}/print/?copy={number}"
    assert signed_in("lijiaxiang").get(address).status_code == 404


def test_paper_of_a_filed_version_is_made_once_and_kept(signed_in, filed):
    address, before = f"/filings/{filed.reference}/print/?copy=1", kept()
    first = content_of(signed_in("jingjibu").get(address))
    (file,) = kept() - before
    made = file.stat().st_mtime_ns
    assert content_of(signed_in("lijiaxiang").get(address)) == first == file.read_bytes()
    assert (kept() - before, file.stat().st_mtime_ns) == ({file}, made)


def test_county_signature_makes_new_paper_with_the_code_of_the_version(signed_in, cast, filed):
    address = f"/filings/{filed.reference}/print/?copy=1"
    (before,) = pages_of(signed_in("jingjibu"), address)
    services.accept(filed, act=act_by(cast["jingjibu"]))
    services.sign(
        filed, code="opinion_county", text="同意列入培育。", signer="测试签署人",
        signed_on=filed.first_filed_at.date(), seal="sealed", act=act_by(cast["jingsaiban"]),
    )  # fmt: skip
    (after,) = pages_of(signed_in("jingjibu"), address)
    assert ("同意列入培育。" in before, "同意列入培育。" in after) == (False, True)
    assert CHECK_CODE.findall(before) == CHECK_CODE.findall(after)
    page = signed_in("jingjibu").get(filed.get_absolute_url()).text
    assert f"<strong>{CHECK_CODE.findall(before)[0]}</strong>" in page


def test_new_version_has_a_new_check_code(cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(filing, cast["lijiaxiang"], leader_trade="细纱挡车工", honours_text="县先进班组")
    filing = services.file(filing, act=act_by(cast["lijiaxiang"]))
    codes = [row["check_code"] for row in versions(filing)]
    assert len(set(codes)) == 2


def test_draft_says_on_paper_that_it_is_not_filed_and_is_not_kept(signed_in, cast):
    draft, before = make_draft(cast["lijiaxiang"]).filing, kept()
    address = f"/filings/{draft.reference}/print/?copy=1"
    (page,) = pages_of(signed_in("lijiaxiang"), address)
    assert "草稿（未上报）" in page
    assert kept() == before


def test_returned_form_is_marked_for_its_filer_and_as_filed_for_the_county(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    type_into(filing, cast["lijiaxiang"], leader_trade="粗纱工")
    address = f"/filings/{filing.reference}/print/?copy=1"
    (own,) = pages_of(signed_in("lijiaxiang"), address)
    (county,) = pages_of(signed_in("jingjibu"), address)
    assert ("退回修改中（未重新上报）" in own, "粗纱工" in own) == (True, True)
    assert ("未重新上报" in county, "粗纱工" in county, "挡车工" in county) == (False, False, True)


def test_void_is_written_on_the_paper(signed_in, cast, filed):
    services.void(filed, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
    (page,) = pages_of(signed_in("lijiaxiang"), f"/filings/{filed.reference}/print/?copy=3")
    assert "作废" in page


def test_rare_characters_reach_the_paper(signed_in, cast):
    draft = make_draft(cast["lijiaxiang"], team="㛃䶮𠅤班").filing
    type_into(draft, cast["lijiaxiang"], leader_name="阿依古丽•买买提")
    (page,) = pages_of(signed_in("lijiaxiang"), f"/filings/{draft.reference}/print/?copy=1")
    assert ("㛃䶮𠅤班" in page, "阿依古丽·买买提" in page) == (True, True)


def test_blank_form_is_printed_for_anyone_without_marks(client, campaign):
    (page,) = pages_of(client, "/filings/blank/1/")
    assert "2018年长兴县创建“工人先锋号”示范培育申报表" in page
    assert "1、此表由基层工会在4月10日前上报到县总工会经济部。" in page
    assert ("校验码" in page, "第1份" in page, "草稿" in page) == (False, False, False)


@pytest.mark.parametrize("annex", [0, 6, 10**20])
def test_blank_form_that_does_not_exist_is_not_found(client, campaign, annex):
    assert client.get(f"/filings/blank/{annex}/").status_code == 404


def test_blank_form_needs_an_open_campaign(client, campaign):
    campaign.is_open = False
    campaign.save()
    assert client.get("/filings/blank/1/").status_code == 404
