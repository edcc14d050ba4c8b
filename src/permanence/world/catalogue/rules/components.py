"""What a desk's service consists of, and what stands on what."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class ComponentKind(StrEnum):
    """How large a part of the service is meant: customers know platforms and applications."""

    PLATFORM = "platform"
    APPLICATION = "application"
    COMPONENT = "component"


@dataclass(frozen=True)
class ComponentCard:
    """What is said of a component; `names` in each language that somebody wrote it in."""

    key: str
    names: Mapping[str, str]
    kind: str
    is_public: bool = True


@dataclass(frozen=True)
class SeedComponent:
    """A component as a policy document brings it, with the keys of those that it needs."""

    card: ComponentCard
    needs: tuple[str, ...] = ()


def find_circle(needs: Mapping[Key, Collection[Key]]) -> tuple[Key, ...]:
    """Return parts that need each other in a circle, the first again at the end; () for none."""
    done: set[Key] = set()
    for start in needs:
        if start not in done and (circle := _walk_down(start, needs, done)):
            return circle
    return ()


def _walk_down(start: Key, needs: Mapping[Key, Collection[Key]], done: set[Key]) -> tuple[Key, ...]:
    """Walk from one part to all that it needs; what was walked already is `done`."""
    path = {start: iter(needs.get(start, ()))}
    while path:
        below = next(path[next(reversed(path))], None)
        if below is None:
            done.add(path.popitem()[0])
        elif below in path:
            walked = [*path, below]
            return tuple(walked[walked.index(below) :])
        elif below not in done:
            path[below] = iter(needs.get(below, ()))
    return ()


def walk_tree(
    needs: Mapping[Key, Collection[Key]], *, order: Collection[Key]
) -> Iterator[tuple[int, Key, bool]]:
    """Yield each component under what stands on it: its depth, itself, whether it came before.

    What several need stands under each of them, and what is below it only the first time.
    """
    needed = {one for below in needs.values() for one in below}
    seen: set[Key] = set()
    for top in order:
        if top not in needed:
            yield from _walk_branch(top, needs, order=order, depth=0, seen=seen)


def _walk_branch(
    key: Key,
    needs: Mapping[Key, Collection[Key]],
    *,
    order: Collection[Key],
    depth: int,
    seen: set[Key],
) -> Iterator[tuple[int, Key, bool]]:
    yield depth, key, key in seen
    if key in seen:
        return
    seen.add(key)
    below = needs.get(key, ())
    for one in order:
        if one in below:
            yield from _walk_branch(one, needs, order=order, depth=depth + 1, seen=seen)
