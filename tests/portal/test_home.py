"""The public home page: the notice, its dates with weekdays, and nobody's telephone number."""

import html
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from changxing_union.filing.models import Campaign, Deadline, Holiday, Reading
from changxing_union.kernel.dates import shanghai_day
from changxing_union.portal.notice import Block, notice_blocks

TILE = re.compile(r'<li class="deadline[^"]*">(.*?)</li>', re.DOTALL)


def words(text):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def tiles(client):
    return [words(tile) for tile in TILE.findall(client.get("/").text)]


def move_all_deadlines(days):
    """Every deadline so many days from today, on a calendar without rest days."""
    due_on = shanghai_day(timezone.now()) + timedelta(days=days)
    Deadline.objects.update(due_on=due_on)
    Reading.objects.filter(code="O-05").update(value="stay")


def test_dates_are_shown_with_weekday_and_both_where_one_was_moved(client, campaign):
    annexes = {tile.split(" ")[0]: tile.split(" ", 1)[1] for tile in tiles(client)}
    moved = "2018年4月16日（星期一） 已截止 通知为 2018年4月15日（星期日），遇休息日顺延"
    grassroots = "基层工会：2018年4月10日（星期二）前报乡镇（产业）工会 下载空白表（PDF）"
    autumn = "2018年11月26日（星期一） 已截止 通知为 2018年11月25日（星期日），遇休息日顺延"
    assert annexes == {
        "附件1": f"工人先锋号申报表 {moved} {grassroots}",
        "附件2": f"参赛企业汇总表 {moved} 下载空白表（PDF）",
        "附件3": f"考核评价表 {autumn} 下载空白表（PDF）",
        "附件4": f"义务监督员登记表 {moved} 下载空白表（PDF）",
        "附件5": f"技术服务项目登记表 {moved} 下载空白表（PDF）",
    }


def test_one_date_is_shown_where_none_was_moved(client, campaign):
    Reading.objects.filter(code="O-05").update(value="stay")
    assert tiles(client)[1] == (
        "附件2 参赛企业汇总表 2018年4月15日（星期日） 已截止 下载空白表（PDF）"
    )


def test_rest_days_are_the_calendars(client, campaign):
    Holiday.objects.create(day="2018-04-16", name="测试放假")
    assert "2018年4月17日（星期二）" in tiles(client)[1]


@pytest.mark.parametrize(
    ("days", "said"), [(12, "还有 12 天"), (1, "还有 1 天"), (0, "今天截止"), (-1, "已截止")]
)
def test_days_left_are_counted(client, campaign, days, said):
    move_all_deadlines(days)
    assert {re.search(r"还有 \d+ 天|今天截止|已截止", tile)[0] for tile in tiles(client)} == {said}


def test_notice_is_readable_as_issued(client, campaign):
    page = client.get("/").text
    text = words(page)
    assert "长总工〔2018〕4号" in text
    assert "2018年2月28日（星期三）印发" in text
    assert "各乡镇（街道、园区）（总）工会（委），县直、产（行）业工会（委）：" in text
    article = words(page[page.index('class="notice-text"') :])
    paragraphs = [line.strip() for line in campaign.notice_text.splitlines() if line.strip()]
    assert [line for line in paragraphs if words(line) not in article] == []
    headings = re.findall(r"<h3>([^<]+)</h3>", page)
    assert headings == ["一、指导思想", "二、主要目标", "三、活动内容", "四、工作要求"]


def test_five_annexes_are_listed_by_their_titles(client, campaign):
    annexes = re.search(r'<ol class="notice-annexes">(.*?)</ol>', client.get("/").text, re.DOTALL)
    titles = [words(title) for title in re.findall(r"<li>(.*?)</li>", annexes[1])]
    assert titles == list(campaign.form_types.values_list("list_title", flat=True))
    assert len(titles) == 5


def test_nobodys_numbers_are_on_the_page(client, campaign):
    campaign.contact_card = "经济工作部：0572-0000000，示例 QQ 10001"
    campaign.save()
    text = words(client.get("/").text)
    assert re.findall(r"1[3-9]\d{9}|0572|\d{7,}", text) == []


def test_extension_counts_for_the_union_it_was_granted_to(signed_in, cast, campaign):
    union = cast["lijiaxiang"].held_roles[0].organization
    form_type = campaign.form_types.get(annex=1)
    form_type.extensions.create(organization=union, until=date(2018, 5, 2), reason="测试")
    own, other = (signed_in(name).get("/").text for name in ("lijiaxiang", "meishan"))
    assert ("2018年5月2日" in own, "已准予延期" in own) == (True, True)
    assert ("2018年5月2日" in other, "已准予延期" in other) == (False, False)


def test_contact_card_is_for_those_who_signed_in(signed_in, cast, campaign):
    campaign.contact_card = "经济工作部：0572-0000000"
    campaign.save()
    assert "经济工作部：0572-0000000" in signed_in("lijiaxiang").get("/").text


def test_home_without_a_campaign_says_so(client, db):
    assert "现在没有进行中的申报活动。" in client.get("/").text


def test_closed_campaign_is_not_shown(client, campaign):
    Campaign.objects.update(is_open=False)
    assert "现在没有进行中的申报活动。" in client.get("/").text


def test_campaign_without_deadlines_does_not_break_the_page(client, campaign):
    Deadline.objects.all().delete()
    assert (client.get("/").status_code, tiles(client)) == (200, [])


def test_home_asks_the_same_number_of_queries_however_many_forms(
    client, campaign, django_assert_num_queries
):
    with django_assert_num_queries(9):
        client.get("/")


def test_blocks_tell_headings_from_paragraphs():
    assert notice_blocks(
        "一、指导思想\n\n　　主要是……\n（一）聚焦效益品质，实施“三大工程”。\n"
    ) == [
        Block("h2", "一、指导思想"),
        Block("p", "主要是……"),
        Block("h3", "（一）聚焦效益品质，实施“三大工程”。"),
    ]
