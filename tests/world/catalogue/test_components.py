"""The catalogue of a desk's service: what a failure touches, and that nothing needs itself."""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Collection, Mapping

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.db import house
from permanence.promises.policies.actions import load_policy
from permanence.world.catalogue.actions import (
    ComponentNeeded,
    ComponentsInCircle,
    ComponentTaken,
    ComponentUnnamed,
    add_component,
    archive_component,
    change_component,
    restore_component,
    set_needs,
)
from permanence.world.catalogue.models import Component, Dependency
from permanence.world.catalogue.queries import components_of, needs_of, touched_components
from permanence.world.catalogue.rules import ComponentCard, find_circle, walk_tree
from tests.cast import POLICIES, World

LENA = Actor("specialist:1", "Lena Brandt")
LANGUAGES = ("en", "fr", "de", "it", "es")
GRAPHS = st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6), max_size=3), max_size=7)


def reach(start: int, needs: Mapping[int, Collection[int]]) -> set[int]:
    """Return all that a part needs, directly and further down."""
    found: set[int] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += needs.get(one, ())
    return found


@given(GRAPHS)
def test_a_circle_is_found_just_where_something_needs_itself(
    needs: dict[int, set[int]],
) -> None:
    circle = find_circle(needs)

    assert bool(circle) == any(start in reach(start, needs) for start in needs)
    if circle:
        assert circle[0] == circle[-1]
        assert all(below in needs[above] for above, below in itertools.pairwise(circle))


@given(GRAPHS)
def test_the_tree_shows_every_part_and_what_is_below_it_once(needs: dict[int, set[int]]) -> None:
    upward = {above: {one for one in below if one > above} for above, below in needs.items()}

    lines = list(walk_tree(upward, order=range(7)))

    assert {key for _, key, _ in lines} == set(range(7))
    first = [key for _, key, came in lines if not came]
    assert sorted(first) == list(range(7))


def card(key: str, kind: str = "component", *, is_public: bool = True) -> ComponentCard:
    return ComponentCard(key, {"en": key.title(), "fr": f"Le {key}"}, kind, is_public=is_public)


def named(world: World, key: str) -> Component:
    return Component.objects.get(desk=world.messaging, key=key)


def keys_touched(world: World, *keys: str) -> dict[str, tuple[str, ...]]:
    """Return what a failure touches on the messaging desk, by keys."""
    known = {row.pk: row.key for row in Component.objects.filter(desk=world.messaging)}
    broken = [number for number, key in known.items() if key in keys]
    return {
        known[number]: tuple(known[one] for one in path)
        for number, path in touched_components(broken).items()
    }


def test_a_failure_touches_all_that_stands_on_it_by_the_way_that_leads_there(
    world: World,
) -> None:
    with house():
        touched = keys_touched(world, "fax-lines")

    assert touched == {
        "fax-lines": ("fax-lines",),
        "inbound-fax": ("fax-lines", "inbound-fax"),
        "outbound-fax": ("fax-lines", "outbound-fax"),
        "fax-broadcast": ("fax-lines", "fax-broadcast"),
        "fax-to-mail": ("fax-lines", "inbound-fax", "fax-to-mail"),
        "bulk-messaging": ("fax-lines", "fax-broadcast", "bulk-messaging"),
    }


def test_what_is_broken_itself_is_its_own_reason(world: World) -> None:
    with house():
        touched = keys_touched(world, "fax-lines", "inbound-fax")

    assert touched["inbound-fax"] == ("inbound-fax",)
    assert touched["fax-to-mail"] == ("inbound-fax", "fax-to-mail")


def naive_ways(broken: Collection[int], needs: Mapping[int, Collection[int]]) -> dict[int, int]:
    """Return how far each part that fails stands above what is broken: breadth first."""
    far = dict.fromkeys(broken, 0)
    waiting = deque(broken)
    while waiting:
        below = waiting.popleft()
        for above, wanted in needs.items():
            if below in wanted and above not in far:
                far[above] = far[below] + 1
                waiting.append(above)
    return far


def draw_net(
    world: World, dice: random.Random, *, name: str
) -> tuple[list[int], dict[int, set[int]]]:
    """Write down a random net of components without circles."""
    rows = Component.objects.bulk_create(
        Component(desk=world.messaging, key=f"{name}-{n}", names={"en": str(n)}, kind="component")
        for n in range(dice.randint(1, 14))
    )
    numbers = [row.pk for row in rows]
    needs: dict[int, set[int]] = {one: set() for one in numbers}
    for place, above in enumerate(numbers):
        for below in numbers[place + 1 :]:
            if dice.random() < 0.3:
                needs[above].add(below)
    Dependency.objects.bulk_create(
        Dependency(component_id=above, needs_id=below)
        for above, wanted in needs.items()
        for below in wanted
    )
    return numbers, needs


def test_the_closure_is_what_walking_step_by_step_finds(world: World) -> None:
    dice = random.Random(6)
    with house():
        for run in range(25):
            numbers, needs = draw_net(world, dice, name=f"net-{run}")
            broken = dice.sample(numbers, dice.randint(1, min(3, len(numbers))))

            touched = touched_components(broken)

            far = naive_ways(broken, needs)
            assert {one: len(path) - 1 for one, path in touched.items()} == far
            for one, path in touched.items():
                assert path[0] in broken
                assert path[-1] == one
                assert all(below in needs[above] for below, above in itertools.pairwise(path))


def test_a_net_with_very_many_ways_is_walked_at_once(world: World) -> None:
    with house():
        layers = [
            Component.objects.bulk_create(
                Component(
                    desk=world.messaging, key=f"l{layer}-{n}", names={"en": "x"}, kind="component"
                )
                for n in range(3)
            )
            for layer in range(25)
        ]
        Dependency.objects.bulk_create(
            Dependency(component=above, needs=below)
            for lower, upper in itertools.pairwise(layers)
            for above in upper
            for below in lower
        )

        touched = touched_components([layers[0][0].pk])

    assert len(touched) == 1 + 24 * 3


def test_the_database_itself_refuses_a_circle(world: World) -> None:
    with house():
        lines, platform = named(world, "fax-lines"), named(world, "fax-to-mail")

        with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
            Dependency.objects.create(component=lines, needs=platform)
        with pytest.raises(ComponentsInCircle):
            set_needs(lines, [platform.pk], by=LENA, at=world.at)

        assert needs_of([lines.pk]) == {lines.pk: ()}


def test_two_that_close_a_circle_in_one_statement_are_refused(world: World) -> None:
    with house():
        one, two = (add_component(world.messaging, card(key), by=LENA, at=world.at) for key in "ab")
        with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
            Dependency.objects.bulk_create(
                [Dependency(component=one, needs=two), Dependency(component=two, needs=one)]
            )


def test_the_database_refuses_what_another_desk_serves(world: World) -> None:
    with house():
        theirs = Component.objects.get(desk=world.content, key="delivery")
        with pytest.raises(IntegrityError, match="own desk"), transaction.atomic():
            Dependency.objects.create(component=named(world, "fax-lines"), needs=theirs)

        set_needs(named(world, "fax-lines"), [theirs.pk], by=LENA, at=world.at)
        assert needs_of([named(world, "fax-lines").pk]) == {named(world, "fax-lines").pk: ()}


def test_a_component_is_added_last_and_called_by_its_name_in_each_language(world: World) -> None:
    with house():
        made = add_component(world.messaging, card("sms", "application"), by=LENA, at=world.at)

        assert components_of(world.messaging)[-1] == made
        assert made.name_in("fr") == "Le sms"
        assert made.name_in("de", otherwise="en") == "Sms"
        with pytest.raises(ComponentTaken):
            add_component(world.messaging, card("sms"), by=LENA, at=world.at)
        for faulty in (ComponentCard("ok", {"en": " "}, "component"), card("Not a key")):
            with pytest.raises(ComponentUnnamed):
                add_component(world.messaging, faulty, by=LENA, at=world.at)


def test_renaming_is_journalled_and_the_key_stays(world: World) -> None:
    with house():
        lines = named(world, "fax-lines")
        change_component(
            lines,
            ComponentCard("other", {"en": "Trunks"}, "component", is_public=False),
            by=LENA,
            at=world.at,
        )

        lines.refresh_from_db()
        assert (lines.key, lines.name_in("en"), lines.is_public) == ("fax-lines", "Trunks", False)
        act = Act.objects.filter(subject=f"component:{lines.pk}").latest("pk")
        assert act.facts["changes"]["is_public"] == [True, False]


def test_nothing_that_stands_may_need_what_is_archived(world: World) -> None:
    with house():
        tracing, portal_ = named(world, "message-tracing"), named(world, "self-service")
        with pytest.raises(ComponentNeeded, match="Customer portal"):
            archive_component(tracing, by=LENA, at=world.at)

        archive_component(portal_, by=LENA, at=world.at)
        archive_component(tracing, by=LENA, at=world.at)
        assert "message-tracing" not in keys_touched(world, "message-store")
        with pytest.raises(ComponentNeeded, match="Message tracing"):
            restore_component(portal_, by=LENA, at=world.at)

        restore_component(tracing, by=LENA, at=world.at)
        restore_component(portal_, by=LENA, at=world.at)
        assert "self-service" in keys_touched(world, "message-store")


def test_a_later_document_brings_what_is_new_and_changes_nothing_that_stands(
    world: World,
) -> None:
    document = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
    more = document.replace(
        "[operator.levels]",
        "[[operator.catalogue.component]]\n"
        'key = "sms-gateway"\nkind = "component"\nneeds = ["mail-gateway"]\n'
        + "".join(f'{field}.{one} = "SMS"\n' for field in ("name", "text") for one in LANGUAGES)
        + "\n[operator.levels]",
        1,
    ).replace('name.en = "Fax lines"', 'name.en = "Lines"')
    with house():
        lines = named(world, "fax-lines")
        change_component(
            lines, ComponentCard("fax-lines", {"en": "Trunks"}, "component"), by=LENA, at=world.at
        )

        load_policy(more, file="messaging.toml", at=world.at, by=SYSTEM)

        assert named(world, "fax-lines").name_in("en") == "Trunks"
        assert keys_touched(world, "mail-gateway")["sms-gateway"] == ("mail-gateway", "sms-gateway")
