"""The life of a filing, read from the table and walked through the services."""

from functools import partial

import pytest

from changxing_union.filing import services
from changxing_union.filing.annexes import registered_annexes
from changxing_union.filing.models import Filing, State
from changxing_union.filing.transitions import Actor
from changxing_union.kernel.refusals import Refused
from pioneer.services.results import RELEASE
from tests.factories.filing import STATES, make_in_state
from tests.factories.pioneer import act_by

REASON = "材料不全，请核对。"

SERVICES = {
    "file": lambda filing, act: services.file(filing, act=act),
    "refile": lambda filing, act: services.file(filing, act=act),
    "withdraw": lambda filing, act: services.withdraw(filing, act=act),
    "accept": lambda filing, act: services.accept(filing, act=act),
    "return": lambda filing, act: services.return_to_filer(
        filing, act=act, reason=REASON, flags={}
    ),
    "sign": lambda filing, act: services.sign(
        filing, code="opinion_county", text="同意列入培育。", signer="测试签署人",
        signed_on=act.at.date(), seal="sealed", act=act,
    ),
    "approve": lambda filing, act: services.approve(filing, act=act),
    "decline": lambda filing, act: services.decline(filing, act=act, reason=REASON),
    "void": lambda filing, act: services.void(filing, act=act, reason=REASON),
}  # fmt: skip
WHO = {
    "file": "lijiaxiang", "refile": "lijiaxiang", "withdraw": "lijiaxiang", "sign": "jingsaiban",
    "accept": "jingjibu", "return": "jingjibu", "approve": "jingjibu", "decline": "jingjibu",
    "void": "jingjibu",
}  # fmt: skip
# (state, action) → the state reached. All other pairs are refused.
ALLOWED = {
    ("draft", "file"): "filed",
    ("withdrawn", "file"): "filed",
    ("withdrawn", "void"): "void",
    ("filed", "withdraw"): "draft",
    ("filed", "accept"): "in_review",
    ("filed", "void"): "void",
    ("in_review", "return"): "returned",
    ("in_review", "sign"): "in_review",
    ("in_review", "decline"): "declined",
    ("in_review", "void"): "void",
    ("signed", "return"): "returned",
    ("signed", "sign"): "in_review",
    ("signed", "approve"): "approved",
    ("signed", "decline"): "declined",
    ("signed", "void"): "void",
    ("corrected", "refile"): "filed",
    ("returned", "void"): "void",
    ("corrected", "void"): "void",
    ("approved", "void"): "void",
}
LABELS = {
    "draft": "草稿（未上报）", "withdrawn": "草稿（未重新上报）", "filed": "已上报",
    "in_review": "审核中", "signed": "审核中", "returned": "退回修改", "corrected": "退回修改",
    "approved": "列入培育", "declined": "不予通过", "void": "作废",
}  # fmt: skip
VERBS = {
    "file": "上报", "refile": "上报", "withdraw": "撤回", "accept": "受理", "return": "退回修改",
    "sign": "签署意见", "approve": "通过", "decline": "不予通过", "void": "作废",
}  # fmt: skip
# Refused for what is missing rather than for the state.
UNREADY = {
    ("in_review", "approve"): (
        "“县劳动竞赛委员会办公室意见”尚未签署完整（意见、签名、日期），请等签署人签署后再审定。",
    ),
    ("returned", "file"): (
        "退回意见要求修改“工种”，请修改或核对后勾选“已处理”。",
        "退回意见要求修改“何时何地受过何种奖励、称号”，请修改或核对后勾选“已处理”。",
    ),
}
UNREADY["returned", "refile"] = UNREADY["returned", "file"]
# 上报 and 重新上报 are one service; the never-filed draft has a sentence of its own.
ELSEWHERE = {
    ("draft", "refile"): "",
    ("withdrawn", "refile"): "",
    ("corrected", "file"): "",
    ("draft", "void"): "",
}


FILER, CLERK, SIGNATORY = Actor.FILER, Actor.COUNTY_CLERK, Actor.SIGNATORY
DECIDED_UPON = {
    "file": FILER, "withdraw": FILER, "accept": CLERK, "return": CLERK, "refile": FILER,
    "sign": SIGNATORY, "approve": CLERK, "decline": CLERK, "void": CLERK,
}  # fmt: skip
# Annex → action → whose it is; a form that the county decides upon, and one that it receives.
ACTORS = {
    1: DECIDED_UPON,
    2: {
        "file": FILER, "withdraw": FILER, "accept": CLERK, "return": CLERK, "refile": FILER,
        "change": FILER, "void": CLERK,
    },
    3: {
        "file": FILER, "withdraw": FILER, "accept": CLERK, "return": CLERK, "refile": FILER,
        "void": CLERK, "release": CLERK,
    },
    4: DECIDED_UPON,
    5: {
        "file": FILER, "withdraw": FILER, "accept": CLERK, "return": CLERK, "refile": FILER,
        "decline": CLERK, "void": CLERK,
    },
}  # fmt: skip
UNKNOWN_STATES = {
    1: set(), 2: {State.IN_REVIEW, State.DECLINED}, 3: {State.DECLINED}, 4: set(),
    5: {State.IN_REVIEW},
}  # fmt: skip
LIVES = {annex.number: annex.life for annex in registered_annexes()}
# What ends the scoring of annex 3 has no button of its own on the case page.
LIVES[3] = (*LIVES[3], RELEASE)


def test_every_annex_has_its_life_in_this_test():
    assert set(LIVES) == set(ACTORS) == set(UNKNOWN_STATES)


@pytest.mark.parametrize("annex", LIVES)
class TestTable:
    def test_every_state_is_reached_from_the_draft(self, annex):
        reached = {State.DRAFT}
        for _ in LIVES[annex]:
            reached |= {step.target for step in LIVES[annex] if reached & set(step.sources)}
        assert reached == set(State) - UNKNOWN_STATES[annex]

    def test_every_state_leads_on_unless_it_is_an_end(self, annex):
        left = {source for step in LIVES[annex] for source in step.sources if step.target != source}
        ends = {State.DECLINED, State.VOID}
        assert set(State) - left - UNKNOWN_STATES[annex] == ends - UNKNOWN_STATES[annex]

    def test_every_action_is_named_once_and_has_its_actor(self, annex):
        found = [(step.action, step.actor) for step in LIVES[annex]]
        assert found == list(ACTORS[annex].items())

    def test_adverse_steps_need_a_reason(self, annex):
        adverse = {step.action for step in LIVES[annex] if step.needs_reason}
        assert adverse == {"return", "decline", "void"} & set(ACTORS[annex])

    def test_only_filing_makes_a_version(self, annex):
        makes = {step.action for step in LIVES[annex] if step.makes_version}
        assert makes == {"file", "refile"}


@pytest.mark.parametrize(("state", "action"), ALLOWED)
def test_allowed_step_is_taken_with_one_event(cast, state, action):
    filing = make_in_state(state, cast)
    events, version = filing.events.count(), filing.version
    moved = SERVICES[action](filing, act_by(cast[WHO[action]]))
    stored = Filing.objects.get(pk=filing.pk)
    assert moved.state == stored.state == ALLOWED[state, action]
    assert stored.version == moved.version == version + (action in {"file", "refile"})
    assert stored.events.count() == events + 1
    event = stored.events.last()
    assert (event.action, event.by) == (action, cast[WHO[action]])
    assert (event.from_state, event.to_state) == (filing.state, stored.state)
    assert (event.ip, event.version) == ("127.0.0.1", stored.version)


@pytest.mark.parametrize("state", STATES)
def test_steps_that_do_not_fit_the_state_are_refused(cast, state):
    filing = make_in_state(state, cast)
    before = Filing.objects.filter(pk=filing.pk).values().get(), filing.events.count()
    for action, take in SERVICES.items():
        if (state, action) in ALLOWED | ELSEWHERE:
            continue
        with pytest.raises(Refused) as refusal:
            take(filing, act_by(cast[WHO[action]]))
        sentence = (
            f"该申报现在的状态是“{LABELS[state]}”，不能{VERBS[action]}。请刷新页面查看最新情况。"
        )
        assert refusal.value.reasons == UNREADY.get((state, action), (sentence,))
    after = Filing.objects.filter(pk=filing.pk).values().get(), filing.events.count()
    assert after == before


def test_draft_that_was_never_filed_is_not_voided_but_deleted(cast):
    filing = make_in_state("draft", cast)
    with pytest.raises(Refused) as refusal:
        SERVICES["void"](filing, act_by(cast["jingjibu"]))
    assert refusal.value.reasons == ("该草稿从未上报，不需要作废；由填报单位自行删除即可。",)


def test_step_of_somebody_else_is_refused_whatever_the_state(cast):
    filing = make_in_state("in_review", cast)
    whose = {
        "lijiaxiang": "填报单位的填报员",
        "jingjibu": "县总工会经济工作部经办人员",
        "jingsaiban": "该意见栏签署单位的签署人",
    }
    for action, take in SERVICES.items():
        sentence = f"“{VERBS[action]}”由{whose[WHO[action]]}办理，您的账号没有这项权限。"
        strangers = ["meishan", "kaohe", "zonggonghui", "guanli", "shenji"]
        for name in [*strangers, *(name for name in whose if name != WHO[action])]:
            with pytest.raises(Refused) as refusal:
                take(filing, act_by(cast[name]))
            assert (name, refusal.value.reasons) == (name, (sentence,))


@pytest.mark.parametrize("action", ["return", "decline", "void"])
def test_reason_that_says_nothing_is_refused(cast, action):
    filing = make_in_state("in_review", cast)
    act = act_by(cast["jingjibu"])
    take = {"return": partial(services.return_to_filer, flags={}), "decline": services.decline,
            "void": services.void}[action]  # fmt: skip
    for reason in ("", "不行", "  四个字吧   "):
        with pytest.raises(Refused) as refusal:
            take(filing, act=act, reason=reason)
        sentence = f"请写明{VERBS[action]}的原因（至少 5 个字），以便对方知道如何处理。"
        assert refusal.value.reasons == (sentence,)
    assert Filing.objects.get(pk=filing.pk).state == "in_review"
