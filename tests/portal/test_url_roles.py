"""Every address × every role × GET and POST, written out: nothing is open by accident."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from changxing_union.imports.models import ImportJob
from changxing_union.organizations.models import AuditEvent
from changxing_union.records.kinds import kind_called
from changxing_union.records.models import Record
from techservice.models import Volunteer
from tests.factories.imports import make_finished_import
from tests.factories.organizations import CAST
from tests.factories.pioneer import make_draft, make_filed, make_in_review
from tests.factories.records import make_proven
from tests.factories.responses import content_of
from tests.factories.teams import make_team, make_volunteer

ROLES = ["anonymous", *CAST]
FILERS = {"lijiaxiang", "lijiaxiang2"}
COUNTY = {"jingjibu", "jingjibu2", "jingsaiban", "zonggonghui"}
CLERKS = {"jingjibu", "jingjibu2"}
BUSINESS = FILERS | COUNTY | {"meishan"}
ASSESSORS = {"kaohe", "kaohe2"}
TEAM_READERS = BUSINESS | {"fuwudui"}
UNIONS_REGISTERS = ("outreach",)
UNIONS_REGISTERS = ("outreach", "sessions", "certifications", "inspections", "inspectors")
COUNTY_REGISTERS = ("bases", "teachers", "courses")

# What a stranger to the portal gets: the login page, by redirect or with what was posted in it.
LOGIN = {"anonymous": (302, 401)}


def everyone(get, post, **others):
    """The same answer for all who are signed in, with exceptions; strangers must sign in."""
    table = dict.fromkeys(ROLES, (get, post)) | LOGIN
    return table | others


def only(roles, get, post, *, otherwise=(404, 404)):
    """An answer for ``roles``; for everyone else signed in there is nothing here."""
    return {role: (get, post) if role in roles else otherwise for role in ROLES} | LOGIN


def step(owners, get, post):
    """A step of a filed form: its owners take it, other readers are told why not, others 404."""
    readers = FILERS | COUNTY
    table = {role: (409, 409) if role in readers else (404, 404) for role in ROLES}
    return table | dict.fromkeys(owners, (get, post)) | LOGIN


def button(owners, post):
    """A step without a page: a GET leads readers back to the case."""
    table = step(owners, 302, post)
    return {
        role: (302, answers[1]) if role in FILERS | COUNTY else answers
        for role, answers in table.items()
    }


SERVICE_STEPS = (
    "dispatch", "take", "visit", "complete", "evaluate", "archive", "reassign", "pause", "resume",
    "reopen", "transfer",
)  # fmt: skip

# URL pattern → role → statuses of GET and POST. `{filed}` and the like are filled in below; every
# request meets the same filings, so a POST here is one that changes nothing (see STAYS).
PUBLIC = dict.fromkeys(ROLES, (200, 405))
TABLE = {
    "": PUBLIC,
    "filings/blank/<int:annex>/": PUBLIC,
    "login/": dict.fromkeys(ROLES, (302, 200)) | {"anonymous": (200, 200)},
    "logout/": dict.fromkeys(ROLES, (405, 200)),
    "password/": everyone(200, 200),
    "desk/": everyone(200, 405),
    "audit/": only({"shenji"}, 200, 405, otherwise=(404, 405)),
    "accounts/unlock/": only({"guanli"}, 405, 302, otherwise=(405, 404)),
    "filings/": only(BUSINESS | ASSESSORS, 200, 405, otherwise=(404, 405)),
    "filings/new/": only(FILERS | {"meishan"}, 200, 405, otherwise=(409, 405)),
    "filings/export/<int:annex>/": only(BUSINESS | ASSESSORS, 200, 405, otherwise=(404, 405)),
    "filings/<str:reference>/": only(FILERS | COUNTY, 200, 405, otherwise=(404, 405)),
    # Their union is led to the case: 上报 is behind it.
    "filings/<str:reference>/edit/": step(FILERS, 302, 409),
    "filings/<str:reference>/preview/": {
        role: (answers[0], 401 if role == "anonymous" else 405)
        for role, answers in step(FILERS, 302, 409).items()
    },
    "filings/<str:reference>/delete/": {
        role: (302 if role == "anonymous" else 405, answers[1])
        for role, answers in step(set(), 405, 409).items()
    },
    "filings/<str:reference>/print/": only(FILERS | COUNTY, 200, 405, otherwise=(404, 405)),
    "filings/<str:reference>/attachments/<int:pk>/": only(
        FILERS | COUNTY, 200, 405, otherwise=(404, 405)
    ),
    "filings/<str:reference>/attachments/<int:pk>/thumbnail/": only(
        FILERS | COUNTY, 200, 405, otherwise=(404, 405)
    ),
    "filings/<str:reference>/copies/<int:number>/": {
        role: (302 if role == "anonymous" else 405, answers[1])
        for role, answers in step(CLERKS, 405, 302).items()
    },
    "filings/<str:reference>/file/": button(set(), 409),
    "filings/<str:reference>/refile/": button(set(), 409),
    "filings/<str:reference>/withdraw/": button(set(), 409),
    "filings/<str:reference>/accept/": button(set(), 409),
    "filings/<str:reference>/approve/": button(set(), 409),
    # Annex 1 has no 变更: what was decided is not edited again.
    "filings/<str:reference>/change/": only(set(), 404, 404),
    "filings/<str:reference>/return/": step(CLERKS, 200, 422),
    "filings/<str:reference>/decline/": step(CLERKS, 200, 422),
    "filings/<str:reference>/void/": step(CLERKS, 200, 422),
    "filings/<str:reference>/sign/": step({"jingsaiban"}, 200, 422),
    "pioneer/summary/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    "pioneer/summary/open/": {
        role: (302 if role == "anonymous" else 405, 401 if role == "anonymous" else 404)
        for role in ROLES
    },
    "pioneer/summary/import/": only(FILERS | {"meishan"}, 200, 422, otherwise=(409, 409)),
    "pioneer/summary/import/template/": only(FILERS | {"meishan"}, 200, 405, otherwise=(409, 405)),
    # The import in this test is finished: its pages lead to the form, its buttons do nothing more.
    "pioneer/summary/import/<int:pk>/": only(FILERS, 302, 405, otherwise=(404, 405)),
    "pioneer/summary/import/<int:pk>/mapping/": only(FILERS, 302, 302),
    **{
        f"pioneer/summary/import/<int:pk>/{page}/": only(FILERS, 405, 302, otherwise=(405, 404))
        for page in ("sheet", "splits", "commit", "retry")
    },
    "pioneer/summary/import/<int:pk>/cancel/": only(FILERS, 405, 409, otherwise=(405, 404)),
    "pioneer/summary/duplicates/": only(CLERKS, 200, 405, otherwise=(404, 405)),
    # Posted without saying what: there is no such pair, not even for 经办.
    "pioneer/summary/duplicates/decide/": only(set(), 405, 404, otherwise=(405, 404)),
    "pioneer/summary/checks/": only(COUNTY, 200, 405, otherwise=(404, 405)),
    "pioneer/summary/checks/merge/": only(set(), 405, 404, otherwise=(405, 404)),
    "pioneer/summary/checks/apart/": only(set(), 405, 404, otherwise=(405, 404)),
    "pioneer/titles/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    "pioneer/titles/export/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    # The form in this test is not in cultivation yet: its readers are told so.
    "pioneer/titles/<str:reference>/": only(FILERS | COUNTY, 409, 405, otherwise=(404, 405)),
    **{
        f"pioneer/titles/<str:reference>/{action}/": step(set(), 409, 409)
        for action in ("name", "rectify", "keep", "remove", "plaque", "correct")
    },
    # The filing of this test is no 考核评价表, so that nobody has a score sheet of it; those who
    # have one are in tests/pioneer/test_score_addresses.py.
    "pioneer/scoring/": only(ASSESSORS, 200, 405, otherwise=(404, 405)),
    "pioneer/scoring/<str:reference>/": only(set(), 404, 405, otherwise=(404, 405)),
    "pioneer/scoring/<str:reference>/<str:hand>/": only(set(), 404, 404),
    "pioneer/scoring/<str:reference>/recuse/": only(set(), 404, 404),
    "pioneer/scoring/<str:reference>/joint/open/": only(set(), 405, 404, otherwise=(405, 404)),
    "pioneer/scoring/<str:reference>/joint/return/": only(set(), 405, 404, otherwise=(405, 404)),
    # Whoever reads scores reads the rules; what an administrator posts here is incomplete.
    "pioneer/rubric/": only(BUSINESS | ASSESSORS, 200, 409) | {"guanli": (200, 422)},
    # Posted without saying which team.
    "pioneer/assessments/open/": only(set(), 405, 404, otherwise=(405, 404)),
    "techservice/requests/new/": only(FILERS | {"meishan"}, 200, 200, otherwise=(409, 409)),
    "pioneer/applications/new/": only(FILERS | {"meishan"}, 200, 200, otherwise=(409, 409)),
    # An application of annex 1 has no 测评问卷; nor does any code but that of an opened one.
    "pioneer/assessments/<str:reference>/survey/": only(set(), 404, 405, otherwise=(404, 405)),
    "pioneer/assessments/<str:reference>/survey/poster/": only(
        set(), 404, 405, otherwise=(404, 405)
    ),
    **{
        f"pioneer/assessments/<str:reference>/survey/{page}/": only(
            set(), 405, 404, otherwise=(405, 404)
        )
        for page in ("schedule", "close", "paper", "fill")
    },
    "pioneer/surveys/<str:token>/": dict.fromkeys(ROLES, (404, 404)),
    "pioneer/surveys/<str:token>/thanks/": dict.fromkeys(ROLES, (404, 405)),
    "pioneer/assessments/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    # Nothing is chosen: back to the board.
    "pioneer/assessments/release/": only(CLERKS, 405, 302, otherwise=(405, 404)),
    # The filing in this test is no annex 3; who reads what of one, test_assessment_result tells.
    "pioneer/assessments/<str:reference>/": only(set(), 404, 405, otherwise=(404, 405)),
    **{
        f"pioneer/assessments/<str:reference>/{page}/": only(set(), 405, 404, otherwise=(405, 404))
        for page in (
            "assign",
            "relieve",
            "conclude",
            "reopen",
            "release",
            "object",
            "review",
            "conclude-review",
        )
    },
    "techservice/services/": only(TEAM_READERS, 200, 405, otherwise=(404, 405)),
    "techservice/services/export/": only(TEAM_READERS, 200, 405, otherwise=(404, 405)),
    "techservice/board/": only(COUNTY, 200, 405, otherwise=(404, 405)),
    "techservice/board/export/": only(COUNTY, 200, 405, otherwise=(404, 405)),
    # The filing in this test is no annex 5: who reads and does what with one,
    # tests/techservice/test_service_addresses.py tells.
    "techservice/services/<str:reference>/": only(set(), 404, 405, otherwise=(404, 405)),
    **{
        f"techservice/services/<str:reference>/{action}/": only(set(), 404, 404)
        for action in SERVICE_STEPS
    },
    "techservice/services/<str:reference>/link/": only(set(), 405, 404, otherwise=(405, 404)),
    "techservice/services/<str:reference>/photos/<int:pk>/": only(
        set(), 404, 405, otherwise=(404, 405)
    ),
    "techservice/services/<str:reference>/photos/<int:pk>/thumbnail/": only(
        set(), 404, 405, otherwise=(404, 405)
    ),
    # No such link was ever issued.
    "techservice/evaluations/<str:reference>/<str:token>/": dict.fromkeys(ROLES, (410, 410)),
    # A team with one member; what is posted to change it is incomplete.
    "techservice/teams/": only(TEAM_READERS, 200, 405, otherwise=(404, 405)),
    "techservice/teams/export/": only(TEAM_READERS, 200, 405, otherwise=(404, 405)),
    "techservice/teams/<int:pk>/": only(TEAM_READERS, 200, 405, otherwise=(404, 405)),
    **{
        f"techservice/teams/{page}/": only(TEAM_READERS, 409, 409)
        | dict.fromkeys(CLERKS, (200, 422))
        for page in (
            "new",
            "<int:pk>/edit",
            "<int:pk>/deactivate",
            "<int:pk>/members/new",
            "<int:pk>/members/<int:person>/edit",
            "<int:pk>/members/<int:person>/leave",
        )
    },
    "techservice/teams/<int:pk>/restore/": only(TEAM_READERS, 409, 409)
    | dict.fromkeys(CLERKS, (409, 422)),
    "techservice/supervisors/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    "techservice/supervisors/export/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    "techservice/supervisors/new/": only(FILERS | {"meishan"}, 200, 200, otherwise=(409, 409)),
    # Nobody is chosen: back to the register.
    "techservice/supervisors/appoint/": only(CLERKS, 302, 302),
    # The filing in this test is no annex 4; who reads what of one, test_supervisor_pages tells.
    "techservice/supervisors/<str:reference>/": only(set(), 404, 405, otherwise=(404, 405)),
    **{
        f"techservice/supervisors/<str:reference>/{page}/": only(set(), 404, 404)
        for page in ("renew", "dismiss", "resign", "correct", "report", "reports/<int:report>")
    },
    "techservice/supervisors/import/": only(FILERS | {"meishan"}, 200, 422, otherwise=(409, 409)),
    "techservice/supervisors/import/template/": only(
        FILERS | {"meishan"}, 200, 405, otherwise=(409, 405)
    ),
    # The import in this test is one of annex 2.
    "techservice/supervisors/import/<int:pk>/": only(set(), 404, 405, otherwise=(404, 405)),
    "techservice/supervisors/import/<int:pk>/mapping/": only(set(), 404, 404),
    **{
        f"techservice/supervisors/import/<int:pk>/{page}/": only(
            set(), 405, 404, otherwise=(405, 404)
        )
        for page in ("sheet", "splits", "commit", "retry", "cancel")
    },
    "techservice/records/": only(BUSINESS, 200, 405, otherwise=(404, 405)),
    "admin/login/": everyone(404, 404),
    "admin/password_change/": everyone(302, 302),
    "admin/": dict.fromkeys(ROLES, (302, 302)) | {"guanli": (200, 200)} | LOGIN,
}


# Registers: whoever keeps the record of this test, who else reads it, and what a POST without any
# content is told.
def register(prefix, *, keepers, readers):
    others = (404, 405)
    reads = only(readers, 200, 405, otherwise=others)
    corrects = {role: (409, 409) if role in readers else (404, 404) for role in ROLES}
    corrects |= dict.fromkeys(keepers, (200, 422)) | LOGIN
    attaches = {role: (405, 409 if role in readers else 404) for role in ROLES}
    attaches |= dict.fromkeys(keepers, (405, 302)) | LOGIN
    record = f"{prefix}<int:pk>/"
    return {
        prefix: only(BUSINESS, 200, 405, otherwise=others),
        f"{prefix}export/": only(BUSINESS, 200, 405, otherwise=others),
        record: reads,
        f"{record}edit/": corrects,
        f"{record}void/": corrects,
        f"{record}files/": attaches,
        f"{record}files/<int:number>/": reads,
        f"{record}files/<int:number>/thumbnail/": reads,
        f"{record}files/<int:number>/remove/": attaches,
    }


def enters(roles):
    """The page on which a line is entered; who only reads is told who does."""
    table = {role: (409, 409) if role in BUSINESS else (404, 404) for role in ROLES}
    return table | dict.fromkeys(roles, (200, 422)) | LOGIN


for name in UNIONS_REGISTERS:
    prefix = f"techservice/records/{name}/"
    TABLE |= register(prefix, keepers=FILERS, readers=FILERS | COUNTY)
    TABLE[f"{prefix}new/"] = enters(FILERS | CLERKS | {"meishan"})
for name in COUNTY_REGISTERS:
    prefix = f"techservice/records/{name}/"
    TABLE |= register(prefix, keepers=CLERKS, readers=BUSINESS)
    TABLE[f"{prefix}new/"] = enters(CLERKS)

# What is posted: nothing that would be carried out.
STAYS = {
    "filings/<str:reference>/sign/": {"opinion_county-text": ""},
    "filings/<str:reference>/return/": {"reason": ""},
    "filings/<str:reference>/decline/": {"reason": ""},
    "filings/<str:reference>/void/": {"reason": ""},
    "pioneer/rubric/": {"reason": ""},
    "login/": {"username": "", "password": ""},
}
ADMIN_DETAILS = "admin/"


def patterns(resolver=None, prefix=""):
    """Every pattern of the project; what lies below the admin is represented by its index."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if path == ADMIN_DETAILS or isinstance(entry, URLPattern):
            found.append(path)
        else:
            found += patterns(entry, path)
    return found


def address(pattern, filing):
    """The pattern with a real filing's values in it, or those of an import or a record."""
    if pattern.startswith("techservice/records/"):
        return "/" + of_a_record(pattern)
    if "import/" in pattern:
        job = ImportJob.objects.filter(organization=filing.organization).first()
        return "/" + pattern.replace("<int:pk>", str(job.pk if job else 0))
    if pattern.startswith("techservice/teams/"):
        member = Volunteer.objects.get()
        filled = pattern.replace("<int:pk>", f"{member.team_id}")
        return "/" + filled.replace("<int:person>", f"{member.pk}")
    filled = pattern.replace("<str:reference>", filing.reference).replace("<int:annex>", "1")
    filled = filled.replace("<int:pk>", str(filing.attachments.get().pk))
    filled = filled.replace("<str:hand>", "own").replace("<int:report>", "1")
    return "/" + filled.replace("<int:number>", "1")


def of_a_record(pattern):
    """The pattern with the one record of its register in it, and that one's photograph."""
    if "<int:pk>" not in pattern:
        return pattern
    name = pattern.split("/")[2]
    (record,) = [each for each in Record.objects.all() if kind_called(each.kind).url_name == name]
    # What 移除 is asked for is not there, so that the rows after it find the photograph.
    number = 0 if pattern.endswith("remove/") else record.files.get().pk
    return pattern.replace("<int:pk>", str(record.pk)).replace("<int:number>", str(number))


def client_of(role, signed_in):
    return Client() if role == "anonymous" else signed_in(role)


def status(client, method, url, data=None):
    response = getattr(client, method)(url, data or {})
    content_of(response)
    return response.status_code


def test_every_address_is_in_the_table():
    assert sorted(patterns()) == sorted(TABLE)


def test_every_role_is_in_every_row():
    assert [pattern for pattern, row in TABLE.items() if set(row) != set(ROLES)] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_every_role_as_agreed(signed_in, cast, role):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    make_finished_import(cast["lijiaxiang"])
    make_volunteer(cast["jingjibu"], make_team(cast["jingjibu"]), user=cast["fuwudui"])
    for name in UNIONS_REGISTERS:
        make_proven(cast["lijiaxiang"], f"techservice:{name}")
    for name in COUNTY_REGISTERS:
        make_proven(cast["jingjibu"], f"techservice:{name}")
    client, found = client_of(role, signed_in), {}
    for pattern in sorted(TABLE, key="logout/".__eq__):  # signing out comes last
        url = address(pattern, filing)
        if pattern == "filings/<str:reference>/print/":
            url += "?copy=1"
        get = status(client, "get", url)
        found[pattern] = (get, status(client, "post", url, STAYS.get(pattern)))
    assert found == {pattern: row[role] for pattern, row in TABLE.items()}
    filing.refresh_from_db()
    assert filing.state == "in_review"


# These are of annex 5 only, which the filing here is none of: what a neighbour finds of one,
# tests/techservice/test_service_addresses.py and test_evaluation_links.py tell.
ELSEWHERE = ("techservice/services/", "techservice/evaluations/")
OF_A_FILING = [
    pattern
    for pattern in TABLE
    if "<str:reference>" in pattern and not pattern.startswith(ELSEWHERE)
]


@pytest.mark.parametrize("make", [make_draft, make_filed])
def test_neighbour_finds_nothing_of_a_filing_and_every_attempt_is_on_record(signed_in, cast, make):
    filing = make(cast["lijiaxiang"])
    filing = getattr(filing, "filing", filing)
    client, attempts = signed_in("meishan"), []
    for pattern in OF_A_FILING:
        if make is make_draft and "<int:pk>" in pattern:
            continue
        url = "/" + pattern.replace("<str:reference>", filing.reference)
        url = url.replace("<int:number>", "1").replace("<str:hand>", "own")
        url = url.replace("<int:report>", "1")
        if "<int:pk>" in url:
            url = url.replace("<int:pk>", str(filing.attachments.get().pk))
        for method in ("get", "post"):
            answer = status(client, method, url)
            assert answer in {404, 405}, (method, url)
            if answer == 404:
                attempts.append((method.upper(), url))
    told = AuditEvent.objects.filter(action="denied").order_by("id")
    assert [(each.detail["method"], each.detail["path"]) for each in told] == attempts
    assert {(each.actor, each.target) for each in told} == {(cast["meishan"], filing.reference)}
    open_to_get = {"edit", "preview", "print", "file", "withdraw", "accept", "return", "refile",
                   "sign", "approve", "decline", "void"}  # fmt: skip
    tried = {url.split("/")[3] for method, url in attempts if method == "GET"}
    assert open_to_get <= tried


def test_neighbours_reference_and_an_invented_one_look_alike(signed_in, cast):
    filing = make_draft(cast["lijiaxiang"]).filing
    client = signed_in("meishan")
    pages = []
    for reference in (filing.reference, "2018-1-330522102-9999"):
        page = client.get(f"/filings/{reference}/")
        text = page.text.replace(reference, "")
        pages.append((page.status_code, re.sub(r'(value|nonce)="[\w-]{22,64}"', "", text)))
    assert pages[0] == pages[1]
    assert pages[0][0] == 404


def test_strangers_post_is_carried_through_the_login_and_not_carried_out(cast):
    filing = make_draft(cast["lijiaxiang"]).filing
    response = Client().post(f"/filings/{filing.reference}/delete/")
    assert response.status_code == 401
    filing.refresh_from_db()
    assert filing.state == "draft"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_odd_methods_are_refused_everywhere(signed_in, cast, method):
    client = signed_in("guanli")
    assert [getattr(client, method)(url).status_code for url in ("/", "/desk/", "/admin/")] == [
        405, 405, 405,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("x" * 3000, 404),
        ("🙂𠅤", 404),
        ("2018-1-330522102-0001%20", 404),
        ("%00", 400),
        ("'--", 404),
    ],
)
def test_reference_that_makes_no_sense_is_not_found(signed_in, cast, reference, answer):
    make_draft(cast["lijiaxiang"])
    client = signed_in("lijiaxiang")
    for action in ("", "edit/", "print/", "file/", "attachments/1/"):
        assert client.get(f"/filings/{reference}/{action}").status_code == answer
