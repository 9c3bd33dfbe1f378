"""One team's title as pages: what each role sees, every step, every refusal."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Title, TitleState, VetoItem
from pioneer.services import titles
from pioneer.views.title_steps import PAGES
from tests.factories.pioneer import act_by, make_filed, make_in_review
from tests.factories.titles import (
    give_title,
    make_assessed,
    make_cultivated,
    plaque_at_once,
    put_on_trial,
    take_away,
)
from tests.pioneer.county_sheets import filed_sheet, line
from tests.pioneer.title_addresses import url, words

TODAY = shanghai_day(timezone.now())
FILERS = ["lijiaxiang", "lijiaxiang2"]
READERS = ["jingsaiban", "zonggonghui"]
OTHERS = ["meishan", "kaohe", "guanli", "shenji"]


@pytest.fixture
def application(cast):
    plaque_at_once()
    return make_cultivated(cast)


@pytest.fixture
def clerk(signed_in, cast):
    return signed_in("jingjibu")


def naming(**typed):
    ticked = [f"{pk}" for pk in VetoItem.objects.values_list("pk", flat=True)]
    return {"plaque_number": "2018-001", "named_on": "2018.12.20", "cleared": ticked} | typed


def steps_offered(page):
    return re.findall(r'href="/pioneer/titles/[0-9-]+/(\w+)/"', page.text)


def errors_of(page):
    found = re.search(r'<div class="error-summary".*?</ul>', page.text, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", each)) for each in
            re.findall(r"<li>(.*?)</li>", found[0])]  # fmt: skip


@pytest.mark.parametrize("who", [*FILERS, *READERS, "jingjibu"])
def test_own_union_and_the_county_read_the_page_and_only_the_clerk_is_offered_steps(
    signed_in, cast, application, who
):
    page = signed_in(who).get(url(application))
    assert page.status_code == 200
    assert steps_offered(page) == (["name"] if who == "jingjibu" else [])


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("action", ["", *PAGES])
def test_others_find_nothing_and_every_attempt_is_on_record(
    signed_in, cast, application, who, action
):
    client, methods = signed_in(who), ["get", "post"] if action else ["get"]
    answers = [getattr(client, method)(url(application, action)).status_code for method in methods]
    assert answers == [404] * len(methods)
    tried = AuditEvent.objects.filter(
        action="denied", actor=cast[who], target=reference(application)
    )
    assert tried.count() == len(methods)


def reference(application):
    return application.filing.reference


@pytest.mark.parametrize("who", [*FILERS, *READERS])
@pytest.mark.parametrize("action", PAGES)
def test_readers_take_no_step(signed_in, application, who, action):
    client = signed_in(who)
    for answer in (client.get(url(application, action)), client.post(url(application, action))):
        assert (answer.status_code, titles.NOT_CLERK in answer.text) == (409, True)
    assert Title.objects.count() == 0


def test_form_that_is_not_in_cultivation_has_no_title(signed_in, clerk, cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    answer = clerk.get(f"/pioneer/titles/{filing.reference}/")
    assert (answer.status_code, titles.NOT_IN_CULTIVATION in answer.text) == (409, True)
    assert "称号</a>" not in clerk.get(f"/filings/{filing.reference}/").text


def test_other_annexes_have_no_title(clerk, cast):
    sheet = filed_sheet(cast["lijiaxiang"], [line()])
    assert clerk.get(f"/pioneer/titles/{sheet.reference}/").status_code == 404


@pytest.mark.parametrize("who", [*FILERS, *READERS, "jingjibu"])
def test_case_page_leads_to_the_title(signed_in, application, who):
    case = signed_in(who).get(f"/filings/{reference(application)}/").text
    assert f'href="{url(application)}">称号</a>' in case


def test_application_cannot_be_made_void_under_a_plaque(clerk, cast, application):
    give_title(application, cast)
    answer = clerk.get(f"/filings/{reference(application)}/void/")
    told = "这个班组已命名授牌（牌匾编号 2018-001），请先办理摘牌，再作废申报表。"
    assert (answer.status_code, told in answer.text) == (409, True)
    take_away(application, cast)
    services.void(application.filing, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
    case = clerk.get(f"/filings/{reference(application)}/").text
    assert f'href="{url(application)}">称号</a>' in case
    page = clerk.get(url(application))
    assert steps_offered(page) == ["plaque", "correct"]
    assert "申报已作废" in words(page)


def test_clerk_takes_a_title_through_its_whole_life(clerk, application):
    until = TODAY + timedelta(days=9)
    steps = [
        ("name", naming(), "已命名授牌：牌匾编号 2018-001。"),
        ("rectify", {"until": f"{until:%Y%m%d}", "reason": "监督电话无人接听"},
         "已责成限期整改，填报单位会看到期限和原因。"),
        ("keep", {"reason": "复查合格，予以保持"}, "整改合格，称号予以保持。"),
        ("remove", {"kind": "natural", "reason": "班组已经撤并"}, "已摘牌，称号终止，记录保留。"),
        ("plaque", {"returned_on": "2019年1月5日"}, "已登记牌匾收回。"),
    ]  # fmt: skip
    for action, typed, told in steps:
        assert clerk.get(url(application, action)).status_code == 200
        answer = clerk.post(url(application, action), typed, follow=True)
        assert (answer.redirect_chain, told in answer.text) == ([(url(application), 302)], True)
    assert list(Title.objects.get().events.values_list("label", "reason")) == [
        ("命名授牌", "牌匾编号 2018-001，2018年12月20日"),
        ("限期整改", f"{show_date(until)}前：监督电话无人接听"),
        ("整改合格，保持称号", "复查合格，予以保持"),
        ("摘牌", "自然摘牌：班组已经撤并"),
        ("登记牌匾收回", "牌匾 2019年1月5日收回"),
    ]
    text = words(answer)
    assert [part in text for part in (
        "称号 牌匾编号 2018-001", "摘牌方式 自然摘牌 牌匾收回 2019年1月5日", titles.NEVER_AGAIN,
        "已核查，无下列情形：没有建立工会组织；年内", "复查合格，予以保持",
    )] == [True] * 5  # fmt: skip


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        ([], ["name"]),
        ([give_title], ["rectify", "remove", "correct"]),
        ([give_title, put_on_trial], ["keep", "remove", "correct"]),
        ([give_title, take_away], ["plaque", "correct"]),
    ],
)
def test_steps_that_lead_on_are_offered_and_the_others_are_refused(
    clerk, cast, application, make, offered
):
    for step in make:
        step(application, cast)
    assert steps_offered(clerk.get(url(application))) == offered
    answers = {action: clerk.get(url(application, action)).status_code for action in PAGES}
    assert answers == {action: 200 if action in offered else 409 for action in PAGES}


def test_nothing_leads_on_once_the_plaque_is_back(clerk, cast, application):
    take_away(give_title(application, cast), cast)
    titles.record_plaque_returned(application, returned_on=TODAY, act=act_by(cast["jingjibu"]))
    assert steps_offered(clerk.get(url(application))) == ["correct"]
    answer = clerk.get(url(application, "name"))
    assert (answer.status_code, titles.NEVER_AGAIN in answer.text) == (409, True)


def test_naming_page_begins_with_the_next_number_and_today(clerk, cast, application):
    other = make_cultivated(cast, team="细纱乙班")
    give_title(other, cast, "2018-041")
    text = clerk.get(url(application, "name")).text
    assert re.findall(r'name="(plaque_number|named_on)" value="([^"]+)"', text) == [
        ("plaque_number", "2018-042"), ("named_on", show_date(TODAY)),
    ]  # fmt: skip
    assert len(re.findall(r'type="checkbox" name="cleared"', text)) == VetoItem.objects.count()
    assert re.findall(r'name="cleared"[^>]*checked', text) == []


def test_what_bars_the_naming_is_told_on_the_page(clerk, cast):
    application = make_cultivated(cast)
    page = clerk.get(url(application))
    assert steps_offered(page) == []
    text = words(page)
    assert f"命名授牌 {titles.NOT_PASSED}" in text
    assert "尚未命名（现行规定：考核合格后授牌）" in text
    answer = clerk.get(url(application, "name"))
    assert (answer.status_code, titles.NOT_PASSED in answer.text) == (409, True)
    posted = clerk.post(url(application, "name"), naming())
    assert (posted.status_code, errors_of(posted)) == (422, [titles.NOT_PASSED])


def test_passed_team_is_named_from_its_page(clerk, cast):
    application = make_assessed(cast).application
    assert clerk.post(url(application, "name"), naming()).status_code == 302
    assert "考核结果 100 分 合格 ，" in words(clerk.get(url(application)))


UNTICKED = [f"请核查一票否决情形“{text}”，没有的请勾选。" for text in (
    "没有建立工会组织", "年内发生重大安全责任事故", "年内发生重大质量责任事故",
    "存在严重职业危害未整改", "年内发生有责任的群体性事件",
)]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ({"plaque_number": "", "named_on": ""}, [titles.NO_PLAQUE, titles.NO_DAY]),
        ({"cleared": []}, UNTICKED),
        ({"named_on": "去年冬天"}, ["命名日期：命名日期请填写到日，例如 2018 年 4 月 2 日。"]),
        ({"named_on": "2099-01-01"}, ["命名日期：命名日期不能晚于今天，请核对。"]),
        ({"named_on": "2018-01-01"},
         ["命名日期不能早于申报活动的发文日期（2018年2月28日），请核对。"]),
        ({"plaque_number": "号" * 41},
         ["牌匾编号：牌匾编号最多 40 个字，现有 41 个字，请精简。"]),
        ({"cleared": ["x"]},
         ["一票否决情形（逐项核查，没有的请勾选）：核查情形刚有调整，请按现在的清单逐项核查。"]),
    ],
)  # fmt: skip
def test_naming_that_cannot_be_is_told_and_keeps_what_was_typed(
    clerk, application, typed, sentences
):
    sent = naming(**typed) | {"token": "press"}
    answer = clerk.post(url(application, "name"), sent)
    assert (answer.status_code, errors_of(answer)) == (422, sentences)
    kept = {name: re.search(rf'name="{name}"(?: value="([^"]*)")?', answer.text)[1] or ""
            for name in ("plaque_number", "named_on", "token")}  # fmt: skip
    assert kept == {name: sent[name] for name in kept}
    ticked = re.findall(r'name="cleared" value="(\d+)"[^>]*checked', answer.text)
    assert ticked == [pk for pk in sent["cleared"] if pk != "x"]
    assert Title.objects.count() == 0


@pytest.mark.parametrize(
    ("action", "typed", "sentences"),
    [
        ("rectify", {}, [titles.NO_DAY, "请写明原因（至少 5 个字）。"]),
        ("rectify", {"until": "下月", "reason": "监督电话无人接听"},
         ["整改期限：整改期限请填写到日，例如 2018 年 4 月 2 日。"]),
        ("rectify", {"until": "2018-12-25", "reason": "监督电话无人接听"},
         [titles.PAST_DEADLINE]),
        ("remove", {}, [titles.NO_KIND, "请写明原因（至少 5 个字）。"]),
        ("remove", {"kind": "x", "reason": "班组已经撤并"},
         ["摘牌方式：没有这种摘牌方式，请重新选择。"]),
        ("remove", {"kind": "ordered", "reason": "长" * 401},
         ["原因：原因最多 400 个字，现有 401 个字，请精简。"]),
        ("remove", {"kind": "ordered", "reason": "整改不合格", "returned_on": "2018-12-19"},
         ["牌匾收回日期不能早于命名日期（2018年12月20日），请核对。"]),
        ("keep", {"reason": "复查合格，予以保持"},
         ["这个称号现在的状态是“已命名”，不能整改合格，保持称号。请刷新页面查看最新情况。"]),
        ("plaque", {"returned_on": "2018-12-30"},
         ["这个称号现在的状态是“已命名”，不能登记牌匾收回。请刷新页面查看最新情况。"]),
        ("name", {}, None),
    ],
)  # fmt: skip
def test_step_that_cannot_be_is_told_and_keeps_what_was_typed(
    clerk, cast, application, action, typed, sentences
):
    give_title(application, cast)
    answer = clerk.post(url(application, action), typed)
    if sentences is None:
        sentences = ["这个称号现在的状态是“已命名”，不能命名授牌。请刷新页面查看最新情况。"]
    assert (answer.status_code, errors_of(answer)) == (422, sentences)
    if "reason" in typed:
        kept = re.search(r'<textarea name="reason"[^>]*>\s*([^<]*)</textarea>', answer.text)[1]
        assert kept == typed["reason"]
    title = Title.objects.get()
    assert (title.state, title.events.count()) == (TitleState.NAMED, 1)


def test_same_press_twice_is_one_step_and_leads_to_the_same_page(clerk, application):
    sent = naming(token="press")
    answers = [clerk.post(url(application, "name"), sent) for _ in range(2)]
    assert [(each.status_code, each.url) for each in answers] == [(302, url(application))] * 2
    assert Title.objects.get().events.count() == 1


def test_plaque_of_a_colleague_is_refused_and_the_next_number_is_shown(clerk, cast, application):
    give_title(make_cultivated(cast, team="细纱乙班"), cast)
    answer = clerk.post(url(application, "name"), naming())
    assert errors_of(answer) == ["牌匾编号“2018-001”已经用过，请核对。"]
    assert "下一个没有用过的编号：2018-002" in answer.text


def test_item_reworded_since_the_page_was_opened_is_asked_again(clerk, application):
    first = VetoItem.objects.first()
    sent = naming()
    VetoItem.objects.filter(pk=first.pk).update(is_active=False)
    VetoItem.objects.create(text="欠缴工会经费", position=9)
    answer = clerk.post(url(application, "name"), sent)
    assert answer.status_code == 422
    answer = clerk.post(url(application, "name"), sent | {"cleared": sent["cleared"][1:]})
    assert errors_of(answer) == ["请核查一票否决情形“欠缴工会经费”，没有的请勾选。"]


def test_result_is_the_countys_until_its_release(signed_in, cast):
    application = make_assessed(cast, released=False).application
    texts = {who: words(signed_in(who).get(url(application))) for who in ("lijiaxiang", "jingjibu")}
    assert ("考核结果 尚未公布" in texts["lijiaxiang"], "100 分" in texts["lijiaxiang"]) == (
        True, False,
    )  # fmt: skip
    assert "考核结果 100 分 合格（未公布）" in texts["jingjibu"]


def test_form_of_annex_3_is_led_to_once_the_reader_may_open_it(signed_in, cast):
    assessment = make_assessed(cast)
    link = f'href="{assessment.filing.get_absolute_url()}">考核评价表</a>'
    pages = [signed_in(who).get(url(assessment.application)).text for who in ("lijiaxiang",
             "jingjibu")]  # fmt: skip
    assert [link in page for page in pages] == [True, True]
    Filing.objects.filter(pk=assessment.filing.pk).update(
        state="draft", first_filed_at=None, version=0, due_on=None, is_late=False
    )
    pages = [signed_in(who).get(url(assessment.application)).text for who in ("lijiaxiang",
             "jingjibu")]  # fmt: skip
    assert [link in page for page in pages] == [True, False]


@pytest.mark.parametrize("action", PAGES)
def test_garbled_reference_is_not_found(clerk, application, action):
    for found in ("2018-1-330522102-9999", "x", "%20"):
        assert clerk.get(f"/pioneer/titles/{found}/{action}/").status_code == 404


def test_form_filed_only_is_refused_by_every_step(clerk, cast):
    filing = make_filed(cast["lijiaxiang"])
    for action in PAGES:
        answer = clerk.post(f"/pioneer/titles/{filing.reference}/{action}/", naming())
        assert (answer.status_code, titles.NOT_IN_CULTIVATION in answer.text) == (409, True)


def seen_on(page):
    return re.search(r'name="seen" value="([^"]+)"', page.text)[1]


def test_clerk_corrects_a_mistyped_plaque(clerk, cast, application):
    give_title(application, cast, "2018-012")
    page = clerk.get(url(application, "correct"))
    begins = re.findall(r'name="(plaque_number|named_on)" value="([^"]+)"', page.text)
    assert begins == [("plaque_number", "2018-012"), ("named_on", "2018年12月20日")]
    typed = {"plaque_number": "2018-021", "named_on": "2018.12.20", "seen": seen_on(page)}
    refused = clerk.post(url(application, "correct"), typed)
    assert (refused.status_code, errors_of(refused)) == (422, ["请写明更正原因（至少 5 个字）。"])
    assert 'value="2018-021"' in refused.text
    typed["reason"] = "录入时写错了编号"
    answer = clerk.post(url(application, "correct"), typed, follow=True)
    assert "已更正：牌匾编号 2018-021，2018年12月20日命名。" in answer.text
    assert "牌匾编号“2018-012”改为“2018-021”。原因：录入时写错了编号" in words(answer)


def test_correction_is_not_made_over_a_colleagues(clerk, signed_in, cast, application):
    give_title(application, cast, "2018-012")
    seen = seen_on(clerk.get(url(application, "correct")))
    typed = {"plaque_number": "2018-021", "named_on": "20181220", "reason": "录入时写错了编号"}
    signed_in("jingjibu2").post(url(application, "correct"), typed | {"seen": seen})
    late = typed | {"plaque_number": "2018-012", "named_on": "20181221", "seen": seen}
    answer = clerk.post(url(application, "correct"), late)
    assert (answer.status_code, errors_of(answer)) == (422, [titles.CORRECTED_SINCE])
    assert "牌匾编号 2018-021，" in words(answer)
    again = clerk.post(url(application, "correct"), late | {"seen": seen_on(answer)})
    assert again.status_code == 302
