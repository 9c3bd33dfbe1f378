"""The next year's campaign: one row in the admin, and everybody can file."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.models import BoxRule, Campaign, Filing, FormType, Holiday, Reading
from changxing_union.organizations.models import Organization
from tests.factories.pioneer import act_by, make_filed
from tests.factories.responses import content_of
from tests.pioneer.county_sheets import filed_sheet, line


@pytest.fixture
def guanli(signed_in):
    return signed_in("guanli")


def add_campaign(client, year):
    typed = {"year": year, "theme": "测试主题", "title": "测试通知", "opened_on": f"{year}-03-01",
             "document_number": f"测试〔{year}〕1号", "return_working_days": 5,
             "is_open": "on"}  # fmt: skip
    assert client.post("/admin/filing/campaign/add/", typed).status_code == 302
    return Campaign.objects.get(year=year)


def test_new_year_begins_with_the_forms_and_settings_of_the_last(guanli):
    campaign = add_campaign(guanli, 2019)
    last = Campaign.objects.get(year=2018)
    for model, of in ((FormType, "campaign"), (BoxRule, "form_type__campaign"),
                      (Reading, "campaign")):  # fmt: skip
        assert model.objects.filter(**{of: campaign}).count() == (
            model.objects.filter(**{of: last}).count()
        )
    form = campaign.form_types.get(annex=1)
    assert form.heading_title == "2019年长兴县创建“工人先锋号”示范培育申报表"
    assert form.kind == last.form_types.get(annex=1).kind
    deadlines = form.deadlines.values_list("tier", "due_on")
    assert {tier: f"{day}" for tier, day in deadlines} == {
        "grassroots": "2019-04-10", "union": "2019-04-15",
    }  # fmt: skip


def test_form_of_the_new_year_is_opened_filed_and_printed(guanli, signed_in):
    add_campaign(guanli, 2019)
    client = signed_in("lijiaxiang")
    union = Organization.objects.get(code="330522102")
    typed = {"organization": union.pk, "unit_name": "长兴测试纺织有限公司", "team_name": "甲班",
             "track": "team"}  # fmt: skip
    address = client.post("/pioneer/applications/new/", typed).url
    assert address == "/filings/2019-1-330522102-0001/edit/"
    assert client.get(address).status_code == 200
    assert content_of(client.get("/filings/blank/1/")).startswith(b"%PDF")


def test_first_year_of_all_begins_empty(guanli):
    assert add_campaign(guanli, 2017).form_types.count() == 0


def test_corrected_deadline_counts_for_who_has_filed(guanli, cast):
    filing = make_filed(cast["lijiaxiang"])
    assert Filing.objects.get(pk=filing.pk).is_late
    form = filing.form_type
    rows = {}
    for prefix in ("deadlines", "box_rules", "copy_rules"):
        known = list(getattr(form, prefix).all())
        rows |= {f"{prefix}-TOTAL_FORMS": len(known), f"{prefix}-INITIAL_FORMS": len(known)}
        for number, row in enumerate(known):
            for name in ("id", "form_type_id", "tier", "label", "number", "holder"):
                if hasattr(row, name):
                    column = "form_type" if name == "form_type_id" else name
                    rows[f"{prefix}-{number}-{column}"] = getattr(row, name)
            rows[f"{prefix}-{number}-due_on"] = "2099-04-15"
    texts = {name: getattr(form, name) for name in (
        "list_title", "heading_title", "short_title", "footer", "approved_label",
        "declined_label")}  # fmt: skip
    address = f"/admin/filing/formtype/{form.pk}/change/"
    assert guanli.post(address, {**texts, **rows, "scan_required": "on"}).status_code == 302
    assert not Filing.objects.get(pk=filing.pk).is_late
    boxes = form.box_rules.values_list("code", "stage")
    assert list(boxes)[-1] == ("opinion_county", "decision")


@pytest.mark.parametrize("act", ["add", "delete", "reading"])
def test_rest_day_or_reading_changed_counts_for_who_has_filed(guanli, cast, act):
    filing = make_filed(cast["lijiaxiang"])
    assert f"{Filing.objects.get(pk=filing.pk).due_on}" == "2018-04-16"
    if act == "reading":
        reading = Reading.objects.get(code="O-05")
        typed = {"campaign": reading.campaign_id, "code": "O-05", "passage": reading.passage,
                 "explanation": reading.explanation, "value": "stay"}  # fmt: skip
        guanli.post(f"/admin/filing/reading/{reading.pk}/change/", typed)
    else:
        guanli.post("/admin/filing/holiday/add/", {"day": "2018-04-16", "name": "测试休息日"})
    if act == "delete":
        assert f"{Filing.objects.get(pk=filing.pk).due_on}" == "2018-04-17"
        added = Holiday.objects.get(day="2018-04-16")
        guanli.post(f"/admin/filing/holiday/{added.pk}/delete/", {"post": "yes"})
    days = {"add": "2018-04-17", "delete": "2018-04-16", "reading": "2018-04-15"}
    assert f"{Filing.objects.get(pk=filing.pk).due_on}" == days[act]


def test_year_and_codes_that_references_are_made_of_stay(guanli):
    campaign, union = Campaign.objects.get(), Organization.objects.get(code="330522102")
    guanli.post(
        f"/admin/filing/campaign/{campaign.pk}/change/",
        {"year": 2020, "theme": "新主题", "title": campaign.title, "opened_on": "2018-03-01",
         "document_number": campaign.document_number, "return_working_days": 5, "is_open": "on"},
    )  # fmt: skip
    guanli.post(
        f"/admin/organizations/organization/{union.pk}/change/",
        {"code": "999", "name": "新名称总工会", "short_name": "新名称", "kind": union.kind,
         "sort_order": 1, "is_active": "on"},
    )  # fmt: skip
    campaign.refresh_from_db()
    union.refresh_from_db()
    assert (campaign.year, campaign.theme) == (2018, "新主题")
    assert (union.code, union.name) == ("330522102", "新名称总工会")


def test_desk_names_what_is_owed_of_the_newer_of_two_open_years(guanli, signed_in, cast):
    filed_sheet(cast["lijiaxiang"], [line()])
    client = signed_in("lijiaxiang")
    owed = [client.get("/desk/").context["missing"]]
    add_campaign(guanli, 2019)
    owed.append(client.get("/desk/").context["missing"])
    names = [[missing.name for missing in each] for each in owed]
    assert names == [[], ["附件2 参赛企业汇总表"]]


def test_sheet_of_a_year_gone_by_does_not_offer_an_import_into_the_next(guanli, signed_in, cast):
    filing = filed_sheet(cast["lijiaxiang"], [line()])
    send_back(filing, cast)
    client, address = signed_in("lijiaxiang"), f"{filing.get_absolute_url()}edit/"
    offered = ["导入 Excel / WPS 表格" in client.get(address).text]
    add_campaign(guanli, 2019)
    offered.append("导入 Excel / WPS 表格" in client.get(address).text)
    assert offered == [True, False]


def send_back(filing, cast):
    services.return_to_filer(filing, act=act_by(cast["jingjibu"]), reason="请补充班组。", flags={})
