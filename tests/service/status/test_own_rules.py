"""What of a desk's state concerns one customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.service.status.rules.conditions import Condition
from permanence.service.status.rules.own import (
    Touch,
    mark_touched,
    narrow_to,
    overall_of,
    unpublished,
)
from permanence.service.status.rules.standing import (
    ComponentShown,
    IncidentShown,
    Shown,
    UpdateShown,
    WindowShown,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# 1 lines < 2 gateway < 3 service; 4 stands alone.
ABOVE = {1: frozenset({2, 3}), 2: frozenset({3})}


def component(number: int, condition: str = "operational", **told: object) -> ComponentShown:
    facts: dict[str, object] = {
        "number": number,
        "key": f"c{number}",
        "names": {"en": f"C{number}"},
        "kind": "component",
        "condition": Condition(condition),
        "since": NOON if condition != "operational" else None,
        "changes": (),
        "is_maintained": False,
        "days": (),
    }
    return ComponentShown(**facts | told)  # type: ignore[arg-type]


def incident(number: int, *components: ComponentShown, ended: datetime | None = None) -> object:
    update = UpdateShown(number, "investigating", NOON, {"en": "We look."}, is_corrected=False)
    conditions = {one.number: "down" for one in components}
    return IncidentShown(
        number, {"en": "Late"}, NOON, ended, (update,), number + 1000, list(components), conditions
    )


def window(number: int, *components: ComponentShown) -> WindowShown:
    return WindowShown(
        number, {"en": "Work"}, {}, "UTC", NOON, NOON + HOUR, None, "planned", NOON, 1,
        list(components),
    )  # fmt: skip


def page(*components: ComponentShown, current: object = (), coming: object = ()) -> Shown:
    return Shown(components, current, (), coming, (), ())  # type: ignore[arg-type]


def test_only_own_components_stand_on_the_page_and_what_touches_them() -> None:
    lines, gateway, service, other = (component(one) for one in (1, 2, 3, 4))
    shown = page(
        lines, gateway, service, other,
        current=(incident(7, lines, other), incident(8, other)),
        coming=(window(5, gateway), window(6, other)),
    )  # fmt: skip

    own = narrow_to(shown, {3}, above=ABOVE)

    assert [one.number for one in own.components] == [3]
    assert [one.number for one in own.current] == [7]
    assert [one.number for one in own.current[0].components] == [3]
    assert own.current[0].conditions == {3: "degraded"}
    assert [one.number for one in own.coming] == [5]
    assert [one.number for one in own.coming[0].components] == [3]


def test_what_needs_something_disturbed_is_disturbed_and_nothing_graver_is_hidden() -> None:
    lines, service = component(1, "down"), component(3)
    kept = narrow_to(page(lines, service, component(4)), {3, 4}, above=ABOVE).components
    own = narrow_to(page(lines, component(3, "partial")), {3}, above=ABOVE).components

    assert [str(one.condition) for one in kept] == ["degraded", "operational"]
    assert kept[0].since == NOON
    assert str(own[0].condition) == "partial"


def test_what_is_worked_on_by_plan_disturbs_nothing_above() -> None:
    lines = component(1, "down", is_maintained=True)

    kept = narrow_to(page(lines, component(3)), {3}, above=ABOVE).components

    assert str(kept[0].condition) == "operational"


def touch(number: int, *path: int, ended: datetime | None = None) -> Touch:
    return Touch(number, NOON, ended, Condition.PARTIAL, path)


def test_an_incident_of_theirs_counts_although_nothing_is_published_of_it() -> None:
    shown = narrow_to(page(component(1), component(3), component(4)), {1, 3, 4}, above=ABOVE)

    marked = mark_touched(shown, [touch(9, 1, 2, 3), touch(10, 4, ended=NOON)], above=ABOVE)

    conditions = {one.number: str(one.condition) for one in marked.components}
    assert conditions == {1: "partial", 3: "degraded", 4: "operational"}


def test_what_is_published_is_told_once() -> None:
    lines = component(1)
    shown = page(lines, current=(incident(7, lines),))

    assert unpublished([touch(1007, 1), touch(9, 1)], shown) == [touch(9, 1)]


def test_everything_does_not_work_while_an_incident_of_theirs_goes_on() -> None:
    assert overall_of("operational", [touch(9)]) == "degraded"
    assert overall_of("down", [touch(9)]) == "down"
    assert overall_of("operational", [touch(9, ended=NOON)]) == "operational"


NUMBERS = st.sets(st.integers(1, 6))


@given(own=NUMBERS, troubled=NUMBERS, needs=st.dictionaries(st.integers(1, 6), NUMBERS))
def test_a_page_never_names_what_is_not_ones_own(
    own: set[int], troubled: set[int], needs: dict[int, set[int]]
) -> None:
    rows = [component(one, "down" if one in troubled else "operational") for one in range(1, 7)]
    shown = page(*rows, current=(incident(1, *rows),), coming=(window(2, *rows[:2]),))

    told = narrow_to(shown, own, above=needs)

    named = {one.number for one in told.components}
    named |= {each.number for one in (*told.current, *told.coming) for each in one.components}
    assert named <= own
    for one in told.components:
        assert (one.condition != Condition.OPERATIONAL) or one.number not in troubled
