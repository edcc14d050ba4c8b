"""The chain of an incident: whole as it was written, and broken by whatever is done to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.service.incidents.rules.chain import (
    ERASED,
    Link,
    Telling,
    plain_facts,
    prove_chain,
    seal_events,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FACTS = st.dictionaries(
    st.sampled_from(["title", "from", "to", "number"]),
    st.one_of(st.text("aé '\"{}:", max_size=6), st.integers(0, 9), st.none()),
    max_size=3,
)
HISTORIES = st.lists(
    st.tuples(st.sampled_from(["note", "resolved"]), FACTS), min_size=2, max_size=9
)


def write_history(history: list[tuple[str, dict[str, object]]], incident: int = 7) -> list[Link]:
    """Return a chain of these events, a second apart, each sealed on its own."""
    links: list[Link] = []
    for number, (kind, facts) in enumerate(history):
        telling = Telling("specialist:1", "Sam Okoro", plain_facts(facts))
        links += seal_events(
            incident,
            [(kind, telling)],
            at=NOON + timedelta(seconds=number),
            after=end_of(links),
            salts=[f"salt {number}"],
        )
    return links


def end_of(links: list[Link]) -> tuple[int, str]:
    """Return where a chain ends."""
    return (links[-1].number, links[-1].hash) if links else (0, "")


@given(HISTORIES)
def test_a_chain_that_nobody_touched_proves(history: list[tuple[str, dict[str, object]]]) -> None:
    links = write_history(history)
    witnesses = {link.number: link.hash for link in links}

    proof = prove_chain(7, links, end=end_of(links), witnesses=witnesses)

    assert proof.holds
    assert (proof.length, proof.hash) == end_of(links)


@given(HISTORIES, st.data())
def test_every_tampering_is_found_at_its_first_event(
    history: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    links = write_history(history)
    end = end_of(links)
    place = data.draw(st.integers(0, len(links) - 1))
    link = links[place]
    assert link.telling is not None
    way = data.draw(st.sampled_from(["fact", "name", "time", "kind", "drop", "insert", "swap"]))

    if way == "fact":
        telling = replace(link.telling, facts={**link.telling.facts, "title": "another one"})
        links[place] = replace(link, telling=telling)
    elif way == "name":
        links[place] = replace(link, telling=replace(link.telling, actor_name="Somebody"))
    elif way == "time":
        links[place] = replace(link, at=link.at - timedelta(microseconds=1))
    elif way == "kind":
        links[place] = replace(link, kind="confirmed")
    elif way == "drop":
        del links[place]
    elif way == "insert":
        links.insert(place, replace(link, salt="other"))
    else:
        other = (place + 1) % len(links)
        links[place], links[other] = (
            replace(links[other], number=link.number),
            replace(link, number=links[other].number),
        )
    proof = prove_chain(7, links, end=end)

    assert not proof.holds
    assert proof.broken is not None
    assert proof.broken <= place + 2


@given(HISTORIES, st.data())
def test_a_record_sealed_anew_from_some_event_on_is_found_by_its_witnesses(
    history: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    links = write_history(history)
    witnesses = {link.number: link.hash for link in links}
    place = data.draw(st.integers(0, len(links) - 1))
    forged = write_history([*history[:place], ("note", {"title": "forged"}), *history[place + 1 :]])

    proof = prove_chain(7, forged, end=end_of(forged), witnesses=witnesses)

    assert proof.broken == place + 1 or forged == links


@given(HISTORIES, st.data())
def test_what_was_erased_by_the_rules_leaves_the_chain_whole(
    history: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(history) - 1))
    links = write_history([*history, (ERASED, {"number": place + 1, "reason": "a name"})])

    emptied = [*links]
    emptied[place] = replace(links[place], telling=None, salt=None)

    proof = prove_chain(7, emptied, end=end_of(links))
    assert proof.holds
    assert proof.erased == (place + 1,)


def test_what_was_emptied_without_saying_so_is_broken() -> None:
    links = write_history([("note", {"title": "one"}), ("note", {"title": "two"})])
    links[0] = replace(links[0], telling=None, salt=None)

    proof = prove_chain(7, links, end=end_of(links))

    assert (proof.broken, proof.why) == (1, "emptied")


def test_a_record_without_its_end_is_broken() -> None:
    links = write_history([("note", {}), ("note", {}), ("closed", {})])

    proof = prove_chain(7, links[:2], end=end_of(links))

    assert (proof.broken, proof.why) == (3, "missing")


def test_a_chain_proves_for_its_own_incident_only() -> None:
    links = write_history([("note", {})])

    assert prove_chain(8, links, end=end_of(links)).broken == 1
