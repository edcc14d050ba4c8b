"""Records with two writers, steps of a plan, tasks, and whom a summons calls first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.lib.comparing import compare_texts
from permanence.service.incidents.rules.records import (
    PARTS,
    PLAN,
    SCOPE,
    compare_bodies,
    join_bodies,
    read_body,
    steps_of,
)
from permanence.service.incidents.rules.summoning import Expert, Wanted, loosen, rank_experts
from permanence.service.incidents.rules.tasks import TaskCard, move_place, remind_first

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
texts = st.text(alphabet="ab\n", max_size=12)
bodies = st.fixed_dictionaries(dict.fromkeys(PARTS[SCOPE], texts))


def scope(**parts: str) -> dict[str, str]:
    return read_body(SCOPE, parts)


def test_two_who_write_different_parts_both_have_theirs() -> None:
    base = scope(seen="Mail stands still", unknown="Why")

    joined = join_bodies(
        SCOPE,
        base,
        scope(seen="Mail stands still", unknown="Why", touched="Outbound mail"),
        scope(seen="Mail and fax stand still", unknown="Why"),
    )

    assert joined.conflicts == ()
    assert joined.body == scope(
        seen="Mail and fax stand still", unknown="Why", touched="Outbound mail"
    )


def test_where_both_wrote_one_part_it_is_named_and_what_was_typed_is_kept() -> None:
    joined = join_bodies(SCOPE, scope(seen="A"), scope(seen="B"), scope(seen="C"))

    assert joined.conflicts == ("seen",)
    assert joined.body["seen"] == "C"


@given(bodies, bodies, bodies)
def test_nothing_that_somebody_wrote_goes_without_being_named(
    base: dict[str, str], standing: dict[str, str], typed: dict[str, str]
) -> None:
    joined = join_bodies(SCOPE, base, standing, typed)

    for part in PARTS[SCOPE]:
        if standing[part] != base[part] and joined.body[part] != standing[part]:
            assert part in joined.conflicts
        if typed[part] != base[part]:
            assert joined.body[part] == typed[part]


@given(bodies, bodies)
def test_who_begins_from_what_stands_always_gets_what_they_typed(
    standing: dict[str, str], typed: dict[str, str]
) -> None:
    joined = join_bodies(SCOPE, standing, standing, typed)

    assert (joined.body, joined.conflicts) == (typed, ())


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_a_comparison_holds_both_texts_whole(before: list[str], after: list[str]) -> None:
    lines = compare_texts("\n".join(before), "\n".join(after))

    assert [one.text for one in lines if one.kind != "new"] == before
    assert [one.text for one in lines if one.kind != "gone"] == after


def test_versions_differ_only_where_they_do() -> None:
    found = compare_bodies(SCOPE, scope(seen="A", touched="B"), scope(seen="A", touched="B\nC"))

    assert list(found) == ["touched"]
    assert [(one.kind, one.text) for one in found["touched"]] == [("same", "B"), ("new", "C")]


def test_what_a_browser_sends_is_read_alike_everywhere() -> None:
    assert read_body(PLAN, {"steps": "1. Stop\r\n2. Start  \r\n", "other": "x"}) == {
        "goal": "",
        "steps": "1. Stop\n2. Start",
        "fallback": "",
        "needs": "",
    }


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", ()),
        ("Stop the relay\n\nStart the other", ("Stop the relay", "Start the other")),
        ("1. Stop\n2) Start\n- Look", ("Stop", "Start", "Look")),
        ("- Look\n- Look", ("Look",)),
        ("3 relays are left", ("3 relays are left",)),
    ],
)
def test_each_line_of_a_plan_is_a_step(text: str, steps: tuple[str, ...]) -> None:
    assert steps_of(text) == steps


def test_a_task_is_reminded_of_when_it_is_due_and_never_in_the_past() -> None:
    assert remind_first(None, at=NOON) is None
    assert remind_first(NOON - timedelta(hours=1), at=NOON) == NOON
    assert remind_first(NOON + timedelta(hours=1), at=NOON) == NOON + timedelta(hours=1)


def test_a_task_moves_by_one_place_and_stops_at_the_end() -> None:
    assert move_place([4, 7, 9], 7, up=True) == (7, 4)
    assert move_place([4, 7, 9], 7, up=False) == (7, 9)
    assert move_place([4, 7, 9], 4, up=True) is None
    assert move_place([4, 7, 9], 9, up=False) is None


def test_a_card_says_in_what_it_differs() -> None:
    card = TaskCard("Stop the relay", "investigation", 3, NOON)

    assert card.differs_from(card) == ()
    assert card.differs_from(TaskCard("Stop it", "investigation", None, NOON)) == ("title", "owner")


def test_who_is_called_first() -> None:
    staff = [
        Expert(1, "Ada", 3, ("en",), ("relay",), is_out=True, rotas=("night",), is_first=True),
        Expert(2, "Ben", 3, ("en", "fr"), ("relay",)),
        Expert(3, "Cleo", 2, ("en", "fr"), ("relay",)),
        Expert(4, "Dov", 2, ("fr",), ("relay",), is_away=True),
        Expert(5, "Eva", 3, ("fr",), ("relay",), rotas=("day",)),
        Expert(6, "Fay", 3, ("fr",), ("relay",), rotas=("day",), is_first=True),
        Expert(7, "Gus", 1, ("fr",), ("fax",), rotas=("day",), is_first=True),
    ]

    def called(**wanted: object) -> list[str]:
        return [one.name for one in rank_experts(staff, Wanted(**wanted))]  # type: ignore[arg-type]

    assert called(skill="relay") == ["Fay", "Eva", "Cleo", "Ben", "Dov", "Ada"]
    assert called(skill="relay", language="fr", level=3) == ["Fay", "Eva", "Ben"]
    assert called(on_call=True, language="fr") == ["Gus", "Fay", "Eva"]
    assert called(skill="fax", level=2) == []


def test_less_is_asked_for_until_somebody_brings_it() -> None:
    wanted = Wanted(skill="relay", language="fr", level=3)

    assert loosen(wanted) == (
        wanted,
        Wanted(language="fr", level=3),
        Wanted(level=3),
        Wanted(),
    )
    assert loosen(Wanted()) == (Wanted(),)
