"""Scope assessment and resolution plan: their parts, their versions, and two writers at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from permanence.ground.lib.comparing import Line, compare_texts

SCOPE, PLAN = "scope", "plan"
PARTS: Final[dict[str, tuple[str, ...]]] = {
    SCOPE: ("seen", "touched", "untouched", "unknown"),
    PLAN: ("goal", "steps", "fallback", "needs"),
}
LONGEST_PART: Final = 20_000
BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")

Body = Mapping[str, str]


@dataclass(frozen=True)
class Joined:
    """Two drafts of one version put together; in `conflicts` both wrote something else."""

    body: dict[str, str]
    conflicts: tuple[str, ...]


def read_body(kind: str, told: Mapping[str, object]) -> dict[str, str]:
    """Return every part of a record, with ends of lines alike and nothing hanging at the end."""
    return {
        part: "\n".join(
            line.rstrip() for line in str(told.get(part, "")).replace("\r\n", "\n").split("\n")
        ).strip()
        for part in PARTS[kind]
    }


def join_bodies(kind: str, base: Body, standing: Body, typed: Body) -> Joined:
    """Return what somebody typed, begun from `base`, on top of what stands by now.

    A part that only one of both changed is theirs. Where both changed it to something else nothing
    is decided: the part is named, and the body holds what was typed.
    """
    body: dict[str, str] = {}
    conflicts: list[str] = []
    for part in PARTS[kind]:
        was, now, new = base.get(part, ""), standing.get(part, ""), typed.get(part, "")
        if new in {was, now}:
            body[part] = now
        else:
            body[part] = new
            if now != was:
                conflicts.append(part)
    return Joined(body, tuple(conflicts))


def compare_bodies(kind: str, before: Body, after: Body) -> dict[str, tuple[Line, ...]]:
    """Return the parts that differ between two versions, each line by line."""
    return {
        part: compare_texts(before.get(part, ""), after.get(part, ""))
        for part in PARTS[kind]
        if before.get(part, "") != after.get(part, "")
    }


def steps_of(text: str) -> tuple[str, ...]:
    """Return the steps of a plan, one a line, without their bullets or numbers."""
    steps = (BULLET.sub("", line).strip() for line in text.splitlines())
    return tuple(dict.fromkeys(step for step in steps if step))
