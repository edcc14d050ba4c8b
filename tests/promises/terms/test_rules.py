"""Documents with lines, words in several languages, and the clause that prevails."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.terms.rules import (
    Candidate,
    Clause,
    Faults,
    Offer,
    Stop,
    prevail,
    read_document,
    say,
    weigh_offers,
)
from permanence.promises.terms.rules.documents import spell_path
from permanence.world.calendars.rules import OpenTime, always_open

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

TEXT = """\
name = "a"
[desk.hours]
week.mon = [
  ["09:00", "12:00"],
]
"odd key" = { inner = 1 }
[[rung]]
key = "one"
  [[rung.contact]]
  mail = \"\"\"
several
lines\"\"\"
  [rung.extra]
  note = 1
[[rung]]
key = "two"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("desk",), 2),
        (("desk", "hours", "week", "mon"), 3),
        (("desk", "hours", "week", "mon", 0), 4),
        (("desk", "hours", "odd key", "inner"), 6),
        (("rung", 0), 7),
        (("rung", 0, "key"), 8),
        (("rung", 0, "contact", 0, "mail"), 10),
        (("rung", 0, "extra", "note"), 14),
        (("rung", 1, "key"), 16),
        (("rung", 1, "missing", "deep"), 15),
        (("nowhere",), 1),
    ],
)
def test_every_key_knows_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert read_document(TEXT).line_of(path) == line


def test_a_path_is_spelt_with_positions_from_one() -> None:
    assert spell_path(("rung", 0, "contact", 1, "mail")) == "rung[1].contact[2].mail"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("a = 1\n[b]\nc = = 2\n", 3, "b.c"),
        ("a = 1\na = 2\n", 2, "a"),
        ('[x]\ntext = "open\n', 2, "x.text"),
        ("", 0, ""),
    ],
)
def test_a_text_that_is_no_toml_is_blamed_at_its_line(text: str, line: int, key: str) -> None:
    if not line:
        assert read_document(text).values == {}
        return
    with pytest.raises(Faults) as caught:
        read_document(text, file="f.toml")

    [fault] = caught.value.faults
    assert (fault.file, fault.line, fault.key) == ("f.toml", line, key)


def test_a_missing_translation_is_visible() -> None:
    assert say({"en": "hello", "fr": "bonjour"}, "fr") == "bonjour"
    assert say({"en": "hello"}, "fr") == "[en] hello"
    assert say({"de": "hallo"}, "fr") == "[de] hallo"
    assert say({}, "fr") == ""


def offer(key: str, source: str, seconds: int, *, published: bool = True) -> Offer:
    clause = Clause(key, source, {"en": key}, published)
    return Offer(clause, "always", always_open(), OpenTime(seconds), "guarantee")


POLICY = offer("response", "policy:messaging:1", 3600)
CONTRACT = offer("faster", "contract:7", 1800)
SLOWER = offer("slower", "contract:8", 7200)


def read_cases() -> list[list[str]]:
    page = Path(__file__).parents[3] / "docs/rules/policies.md"
    rows = page.read_text(encoding="utf-8").partition("| case |")[2].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows]


def read_candidate(clause: str) -> Candidate:
    """Read "contract faster 30 min" or "contract stopped ever"."""
    kind, key, amount, *_ = clause.split()
    source = "policy:messaging:1" if kind == "operator" else f"{kind}:1"
    seconds = 60 if amount == "ever" else int(amount) * 60
    made = replace(
        offer(key, source, seconds, published=kind != "operator"),
        overrides="waived" in clause,
        paused_by=frozenset({"waiting_customer"}),
    )
    stops = [Stop("waiting_customer", NOON, None)] if amount == "ever" else []
    return weigh_offers([made], start=NOON, stops=stops)[0]


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case[0])
def test_the_clause_that_governs(case: list[str]) -> None:
    _, clauses, guarantee, winner, why = case
    candidates = [read_candidate(clause) for clause in clauses.split(", ")]

    verdict = prevail(candidates, most_favourable=guarantee == "yes")

    assert (verdict.winner.offer.clause.key, verdict.reason) == (winner, why)


def test_losers_keep_what_they_would_have_given_and_by_how_much() -> None:
    verdict = prevail(weigh_offers([POLICY, CONTRACT, SLOWER], start=NOON), most_favourable=True)

    kept = [(one.candidate.offer.clause.key, one.later_by) for one in verdict.losers]
    assert kept == [("response", timedelta(minutes=30)), ("slower", timedelta(minutes=90))]
    assert verdict.losers[0].candidate.due == NOON + timedelta(hours=1)


def test_a_clause_that_is_paused_for_good_is_infinitely_far() -> None:
    waits = replace(CONTRACT, paused_by=frozenset({"waiting_customer"}))
    stops = [Stop("waiting_customer", NOON, None), Stop("open", NOON, None)]
    stopped = weigh_offers([waits], start=NOON, stops=stops)
    running = weigh_offers([POLICY], start=NOON)

    verdict = prevail([*stopped, *running], most_favourable=True)

    assert stopped[0].due is None
    assert verdict.winner.offer is POLICY
    assert verdict.losers[0].later_by is None


def test_nothing_prevails_over_nothing() -> None:
    with pytest.raises(ValueError, match="no clause"):
        prevail([], most_favourable=True)


instants = st.none() | st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))
sources = st.sampled_from(["contract:1", "plan:extra", "policy:messaging:1"])
candidates = st.lists(
    st.builds(
        lambda key, source, published, due: Candidate(
            offer(str(key), source, 60, published=published), due
        ),
        st.integers(0, 99),
        sources,
        st.booleans(),
        instants,
    ),
    min_size=1,
    max_size=6,
)


def beats(one: Candidate, other: Candidate) -> bool:
    """Say plainly, without sorting, whether a clause goes before another of the same race."""
    if one.due != other.due:
        return other.due is None or (one.due is not None and one.due < other.due)
    ranks = ["contract", "plan", "policy"]
    mine, theirs = (ranks.index(each.offer.clause.source.split(":")[0]) for each in (one, other))
    if mine != theirs:
        return mine < theirs
    if one.offer.clause.published != other.offer.clause.published:
        return one.offer.clause.published
    return one.offer.clause.key < other.offer.clause.key


@given(candidates, st.booleans())
def test_no_clause_that_may_compete_beats_the_one_that_governs(
    found: list[Candidate], most_favourable: bool
) -> None:
    contracts = [one for one in found if one.offer.clause.source.startswith("contract")]
    race = found if most_favourable or not contracts else contracts

    verdict = prevail(found, most_favourable=most_favourable)

    assert verdict.winner in race
    assert not any(beats(one, verdict.winner) for one in race)
    assert len(verdict.losers) == len(found) - 1


@given(candidates, st.booleans())
def test_what_is_told_of_the_losers_adds_up(found: list[Candidate], most_favourable: bool) -> None:
    verdict = prevail(found, most_favourable=most_favourable)

    for loser in verdict.losers:
        if verdict.winner.due is None or loser.candidate.due is None:
            assert loser.later_by is None
        else:
            assert loser.later_by is not None
            assert verdict.winner.due + loser.later_by == loser.candidate.due


@given(candidates.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_in_which_clauses_are_found_changes_nothing(
    pair: tuple[list[Candidate], list[Candidate]],
) -> None:
    found, shuffled = pair

    first = prevail(found, most_favourable=True).winner
    second = prevail(shuffled, most_favourable=True).winner

    assert first == second
