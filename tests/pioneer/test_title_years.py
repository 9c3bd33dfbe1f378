"""The same team in several years, as its page and the naming page tell of it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing.models import Campaign, Filing, FormType
from changxing_union.filing.services import begin_campaign
from pioneer.models import APPLICATION_KIND, RemovalKind
from pioneer.services import titles
from tests.factories.pioneer import act_by
from tests.factories.titles import give_title, make_cultivated, plaque_at_once, put_on_trial
from tests.pioneer.title_addresses import url, words


@pytest.fixture
def application(cast):
    plaque_at_once()
    return make_cultivated(cast)


@pytest.fixture
def clerk(signed_in, cast):
    return signed_in("jingjibu")


def next_year(cast, **options):
    """The same team in cultivation once more, in the campaign of 2019."""
    last = Campaign.objects.get(year=2018)
    campaign = Campaign.objects.create(
        year=2019, theme="测试主题", title="测试通知", document_number="测试〔2019〕1号",
        opened_on=date(2019, 3, 1),
    )  # fmt: skip
    begin_campaign(campaign)
    # The factories file in 2018, where one team has one form: it is moved and renamed afterwards.
    new = FormType.objects.get(campaign=campaign, kind=APPLICATION_KIND)
    filing = make_cultivated(cast, team="细纱二班", **options).filing
    application = filing.pioneer_application
    application.team_name = "细纱甲班"
    application.save(update_fields=["team_name"])
    key = Filing.objects.filter(campaign=last).order_by("pk").first().unique_key
    Filing.objects.filter(pk=filing.pk).update(
        campaign=campaign, form_type=new, unique_key=key, reference="2019-1-330522102-0001",
        subject=filing.subject.replace("二", "甲"),
    )  # fmt: skip
    return Filing.objects.get(pk=filing.pk).pioneer_application


@pytest.fixture
def two_years(cast, application):
    """A team named in 2018, and again in cultivation in 2019."""
    give_title(application, cast)
    return application, next_year(cast)


@pytest.mark.parametrize("who", ["lijiaxiang", "jingjibu", "jingsaiban"])
def test_page_shows_the_same_team_in_other_years(signed_in, two_years, who):
    old, new = two_years
    client = signed_in(who)
    text = words(client.get(url(new)))
    history = text[text.index("该班组历年情况") :]
    assert "2018 2018-1-330522102-0001 列入培育 已命名 2018-001 2018-12-20 — " in history
    text = words(client.get(url(old)))
    assert "2019 2019-1-330522102-0001 列入培育 培育中 — — — " in text
    assert f'href="{url(new)}"' in client.get(url(old)).text


def test_page_says_when_there_are_no_other_years(clerk, cast, application):
    make_cultivated(cast, team="细纱乙班")
    assert "没有查到该班组其他年度的申报。" in clerk.get(url(application)).text


def test_naming_page_tells_of_the_title_the_team_has(clerk, cast, two_years):
    old, new = two_years
    told = "该班组 2018 年已有称号（牌匾编号 2018-001，已命名），请核对是否需要再次命名。"
    assert told in words(clerk.get(url(new, "name")))
    titles.remove_title(
        old, kind=RemovalKind.NATURAL, returned_on=None, reason="班组已经撤并",
        act=act_by(cast["jingjibu"]),
    )  # fmt: skip
    assert told not in words(clerk.get(url(new, "name")))


def test_other_unions_years_of_a_team_are_not_shown_to_a_union(signed_in, cast, two_years):
    old, new = two_years
    meishan = cast["meishan"].held_roles[0].organization
    Filing.objects.filter(pk=old.pk).update(organization=meishan)
    own, county = (words(signed_in(who).get(url(new))) for who in ("lijiaxiang", "jingjibu"))
    assert ("2018-001" in own, "2018-001" in county) == (False, True)


def test_draft_of_the_same_team_is_no_history(clerk, cast, two_years):
    old, new = two_years
    Filing.objects.filter(pk=old.pk).update(
        state="draft", first_filed_at=None, version=0, due_on=None, is_late=False
    )
    assert "没有查到该班组其他年度的申报。" in clerk.get(url(new)).text


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_page_asks_the_same_number_of_queries_however_long_its_history(clerk, cast, two_years):
    old, _new = two_years
    clerk.get("/")  # the first page of a session also stores it
    before = queries_of(clerk, url(old))
    put_on_trial(old, cast)
    titles.keep_title(old, reason="复查合格，予以保持", act=act_by(cast["jingjibu"]))
    assert queries_of(clerk, url(old)) == before
    assert before == 13
