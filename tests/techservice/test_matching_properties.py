"""Which team suits a need: what must hold for any need and any teams."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from techservice.matching import Need, ServingTeam, comparable, suggest

# Few characters, so that words occur in texts and in each other; and some that fold.
words = st.text(alphabet="电焊工数控车床ＡaB㎡", min_size=1, max_size=4)
several = st.lists(words, max_size=5).map(tuple)
needs = st.builds(
    Need,
    text=st.lists(words, max_size=8).map("，".join),
    trades=st.lists(words, max_size=3).map(tuple),
)
numbers = st.integers(min_value=0, max_value=6)
teams = st.lists(
    st.builds(ServingTeam, st.just(0), st.just("示例"), several, several, numbers, numbers),
    max_size=6,
).map(lambda made: [replace(team, key=key) for key, team in enumerate(made)])


def keys_of(need, those):
    return [each.team.key for each in suggest(need, those)]


@given(need=needs, those=teams)
def test_every_team_is_suggested_once(need, those):
    assert sorted(keys_of(need, those)) == [team.key for team in those]


@given(need=needs, those=teams, data=st.data())
def test_order_of_two_does_not_depend_on_a_third(need, those, data):
    fewer = data.draw(st.lists(st.sampled_from(those), unique_by=id)) if those else []
    kept = sorted(fewer, key=lambda team: team.key)
    whole = [key for key in keys_of(need, those) if key in {team.key for team in kept}]
    assert keys_of(need, kept) == whole


@given(need=needs, those=teams)
def test_points_come_first_then_load_then_the_order_given(need, those):
    found = suggest(need, those)
    places = [(-each.points, each.team.load, each.team.key) for each in found]
    assert places == sorted(places)


@given(need=needs, those=teams.filter(bool), data=st.data(), more=st.integers(1, 5))
def test_more_orders_never_move_a_team_up(need, those, data, more):
    key = data.draw(st.sampled_from(range(len(those))))
    busier = [
        replace(team, open_orders=team.open_orders + more) if team.key == key else team
        for team in those
    ]
    assert keys_of(need, busier).index(key) >= keys_of(need, those).index(key)


@given(need=needs, those=teams)
def test_words_are_the_teams_and_really_in_the_need(need, those):
    texts = [comparable(text) for text in (need.text, *need.trades)]
    for each in suggest(need, those):
        assert set(each.words) <= {*each.team.trade_words, *each.team.skills}
        assert all(any(comparable(word) in text for text in texts) for word in each.words)


@given(need=needs, those=teams)
def test_team_has_points_where_it_has_words_and_says_them(need, those):
    for each in suggest(need, those):
        assert (each.points > 0) == bool(each.words)
        assert all(f"“{word}”" in each.sentence for word in each.words[:1])


@given(need=needs, those=teams)
def test_no_team_without_a_word_comes_before_one_with_words(need, those):
    has_words = [bool(each.words) for each in suggest(need, those)]
    assert has_words == sorted(has_words, reverse=True)


@given(need=needs, those=teams, extra=words)
def test_trade_demanded_besides_never_takes_points(need, those, extra):
    before = {each.team.key: each.points for each in suggest(need, those)}
    wider = replace(need, trades=(*need.trades, extra))
    assert all(each.points >= before[each.team.key] for each in suggest(wider, those))
