"""The pages of one record: entering, reading, correcting (also two at once), making void."""

import re
from dataclasses import replace

import pytest

from changxing_union.organizations.models import Membership, Organization, Role
from changxing_union.records import services
from changxing_union.records.models import Record
from tests.factories.files import upload
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by
from tests.factories.records import OUTREACH, make_outreach, values_of
from tests.factories.responses import readable

LIST = "/techservice/records/outreach/"


def page_of(record, page=""):
    return f"{LIST}{record.pk}/{page}"


def field(page, name):
    """What a field of the page holds."""
    found = re.search(rf'<(?:input|textarea|select)[^>]*name="{name}"[^>]*>(.*?)<', page, re.DOTALL)
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else found[1].strip()


def facts(page):
    """The cells of a record's page."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {label: re.sub(r"<[^>]+>", "", text) for label, text in pairs}


def test_form_begins_with_today_and_offers_earlier_entries(signed_in, cast, visit):
    make_outreach(cast["lijiaxiang"], host_name="长兴测试二小")
    page = readable(signed_in("lijiaxiang2").get(f"{LIST}new/"))
    assert re.fullmatch(r"20\d\d年\d{1,2}月\d{1,2}日", field(page, "happened_on"))
    offers = re.search(r'<datalist id="offers-host_name">(.*?)</datalist>', page, re.DOTALL)[1]
    assert re.findall(r'value="([^"]+)"', offers) == ["长兴测试二小", "长兴测试学校"]
    assert 'list="offers-host_name"' in page
    assert "登记单位：李家巷镇总工会。" in page


def test_neighbours_entries_are_not_offered(signed_in, visit):
    assert "长兴测试学校" not in readable(signed_in("meishan").get(f"{LIST}new/"))


def test_visit_is_entered_with_its_photographs(signed_in, cast):
    client = signed_in("lijiaxiang")
    files = [upload("现场.jpg", photo()), upload("现场.heic", b"\0\0\0\x18ftypheic" + b"0" * 50)]
    answer = client.post(f"{LIST}new/", OUTREACH | {"evidence": files, "token": "t1"})
    record = Record.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(record))
    page = readable(client.get(answer["Location"]))
    assert facts(page) == {
        "活动日期": "2018年4月2日", "活动类别": "进学校", "走进单位": "长兴测试学校",
        "活动主题": "弘扬劳模精神", "参加劳模": "测试劳模甲、测试劳模乙", "参加人数": "120",
        "活动成效": "学生反响热烈。",
    }  # fmt: skip
    assert [each.original_name for each in record.files.all()] == ["现场.jpg"]
    assert "已登记。" in page
    assert "附件已上传。" in page
    assert "暂不支持手机的 HEIC 照片。请用微信把照片发给自己" in page


def test_refused_entry_keeps_what_was_typed(signed_in, cast):
    typed = OUTREACH | {"category": "", "evidence": upload("现场.jpg", photo())}
    answer = signed_in("lijiaxiang").post(f"{LIST}new/", typed)
    page = readable(answer)
    assert (answer.status_code, Record.objects.count()) == (422, 0)
    assert field(page, "host_name") == "长兴测试学校"
    assert "请选择活动类别。" in page
    assert "照片没有随表保存，请改好后重新选择，或保存后在记录页面上传。" in page


def test_whoever_acts_for_several_says_for_whom(signed_in, cast):
    other = Organization.objects.get(code="330522112")
    Membership.objects.create(user=cast["lijiaxiang"], organization=other, role=Role.FILER)
    client = signed_in("lijiaxiang")
    assert "（请选择）" in readable(client.get(f"{LIST}new/"))
    client.post(f"{LIST}new/", OUTREACH | {"organization": other.pk})
    assert Record.objects.get().organization == other
    county = Organization.objects.get(code="330522")
    for bad in (county.pk, "x", "9" * 40, ""):
        answer = client.post(f"{LIST}new/", OUTREACH | {"organization": bad})
        assert (answer.status_code, Record.objects.count()) == (422, 1)


def test_county_reads_and_is_told_who_corrects(signed_in, visit):
    client = signed_in("jingjibu")
    page = readable(client.get(page_of(visit)))
    assert page_of(visit, "edit/") not in page
    for page in ("edit/", "void/"):
        for answer in (client.get(page_of(visit, page)), client.post(page_of(visit, page))):
            assert answer.status_code == 409
            assert "只有该单位可以修改或作废" in readable(answer)


def edited(client, record, **typed):
    """The page as it was drawn, with ``typed`` in it."""
    page = readable(client.get(page_of(record, "edit/")))
    return OUTREACH | {"seen": field(page, "seen"), "token": field(page, "token")} | typed


def test_correction_is_saved_and_told(signed_in, visit):
    client = signed_in("lijiaxiang2")
    typed = edited(client, visit, topic="讲劳模故事")
    answer = client.post(page_of(visit, "edit/"), typed)
    assert (answer.status_code, answer["Location"]) == (302, page_of(visit))
    page = readable(client.get(page_of(visit)))
    assert facts(page)["活动主题"] == "讲劳模故事"
    assert "活动主题：弘扬劳模精神 → 讲劳模故事" in page


def test_page_of_an_older_edition_shows_both_values_and_loses_nothing(signed_in, cast, kind, visit):
    client = signed_in("lijiaxiang")
    typed = edited(client, visit, topic="我的主题", outcome="我的成效")
    theirs = values_of(kind.kind, **(OUTREACH | {"topic": "同事的主题", "head_count": "99"}))
    services.change(kind, visit, values=theirs, act=act_by(cast["lijiaxiang2"]))
    answer = client.post(page_of(visit, "edit/"), typed)
    page = readable(answer)
    assert answer.status_code == 409
    assert "同事修改过这条记录，您的修改还没有保存。" in page
    shown = [field(page, name) for name in ("topic", "outcome", "head_count")]
    assert shown == ["我的主题", "我的成效", "99"]
    assert "测试lijiaxiang2已改为“同事的主题”；再次保存，将以您填写的为准。" in page
    assert "测试lijiaxiang2已改为“99”，已替您填入。" in page
    rows = re.findall(r"<tr>\s*<th scope=\"row\".*?</tr>", page, re.DOTALL)
    assert [re.sub(r'<p class="clash-by">.*?</p>|<[^>]+>', "", row).split() for row in rows] == [
        ["活动主题", "弘扬劳模精神", "同事的主题", "我的主题", "您填写的"],
        ["参加人数", "120", "99", "120", "现在登记的"],
    ]
    again = typed | {"seen": field(page, "seen"), "head_count": "99"}
    assert client.post(page_of(visit, "edit/"), again).status_code == 302
    visit.refresh_from_db()
    row = kind.row_of(visit)
    assert (row.topic, row.outcome, visit.head_count) == ("我的主题", "我的成效", 99)


@pytest.mark.parametrize("seen", ["x", "0", "9" * 60, "20180101000000000000"])
def test_edition_that_makes_no_sense_counts_as_an_old_one(signed_in, visit, seen):
    answer = signed_in("lijiaxiang").post(
        page_of(visit, "edit/"), OUTREACH | {"topic": "新主题", "seen": seen}
    )
    visit.refresh_from_db()
    assert (answer.status_code, visit.subject) == (409, "长兴测试学校：弘扬劳模精神")


def test_record_made_void_meanwhile_keeps_what_was_typed_on_the_page(signed_in, cast, kind, visit):
    client = signed_in("lijiaxiang")
    typed = edited(client, visit, topic="我的主题")
    services.void(kind, visit, reason="重复登记了一次", act=act_by(cast["lijiaxiang2"]))
    answer = client.post(page_of(visit, "edit/"), typed)
    page = readable(answer)
    assert (answer.status_code, field(page, "topic")) == (422, "我的主题")
    assert "这条记录已经作废，不能再修改。如需继续使用，请重新登记一条。" in page


def test_void_page_wants_a_reason_and_the_record_then_tells_it(signed_in, visit):
    client = signed_in("lijiaxiang")
    refused = client.post(page_of(visit, "void/"), {"reason": "错"})
    assert refused.status_code == 422
    assert "请写明作废原因（至少 5 个字），例如重复登记、登记有误。" in readable(refused)
    answer = client.post(page_of(visit, "void/"), {"reason": "重复登记了一次", "token": "v"})
    assert answer.status_code == 302
    page = readable(client.get(page_of(visit)))
    assert "这条记录已经作废，不计入台账。原因：重复登记了一次" in page
    assert page_of(visit, "edit/") not in page


def test_likely_double_is_pointed_out_and_may_stand(signed_in, cast, visit):
    double = make_outreach(cast["lijiaxiang2"])
    make_outreach(cast["lijiaxiang"], topic="同一天的另一场")
    make_outreach(cast["lijiaxiang"], happened_on="2018年4月3日")
    page = readable(signed_in("lijiaxiang").get(page_of(visit)))
    assert f'同一天还登记过“<a href="{page_of(double)}">长兴测试学校：弘扬劳模精神</a>”' in page
    assert page.count("请核对是否重复") == 1


def test_double_click_on_the_page_enters_one_line(signed_in, cast):
    client = signed_in("lijiaxiang")
    answers = [client.post(f"{LIST}new/", OUTREACH | {"token": "once"}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [page_of(Record.objects.get())] * 2


def test_token_of_a_stranger_is_refused_on_the_page(signed_in, cast, kind, visit):
    act = replace(act_by(cast["lijiaxiang"]), token="spent")
    services.void(kind, visit, reason="重复登记了一次", act=act)
    answer = signed_in("lijiaxiang").post(f"{LIST}new/", OUTREACH | {"token": "spent"})
    assert answer.status_code == 422
    assert "这个页面上的按钮已经用过" in readable(answer)
