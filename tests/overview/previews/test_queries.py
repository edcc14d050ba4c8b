"""What a new version would change is foreseen, and nothing is changed by asking."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.overview.previews.command import preview_file
from permanence.overview.previews.queries import Preview, preview_policy
from permanence.promises.contracts.rules import TargetRow
from permanence.promises.policies.actions import load_policy
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.terms.rules import Faults
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.models import Commitment, Ticket
from tests.cast import POLICIES, World, add_contract

TEXT = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
# Untriaged requests run on severity 2: under an hour to the first answer.
FASTER = TEXT.replace('under = "1 hour"', 'under = "45 minutes"')
SLOWER = TEXT.replace('under = "1 hour"', 'under = "5 hours"')


def look(text: str, world: World, *, effective_at: datetime | None = None) -> Preview:
    with house():
        return preview_policy(text, file="new.toml", at=world.at, effective_at=effective_at)


def dues(ticket: Ticket) -> dict[str, datetime | None]:
    """Return when each promise that stands on a ticket is due."""
    with house():
        standing = Commitment.objects.filter(ticket=ticket, replaced_at=None)
        return {one.promise: one.due_at for one in standing}


def test_a_better_version_makes_open_tickets_due_earlier(world: World) -> None:
    ticket = world.ticket()

    effect = look(FASTER, world).tickets

    assert (effect.open, effect.judged, effect.earlier, effect.kept) == (1, 1, 1, 0)
    (move,) = [one for one in effect.moves if one.moved.promise == "response"]
    assert move.reference == ticket.reference
    assert move.moved.due_at == world.at + timedelta(hours=1)
    assert move.moved.would_be_due == world.at + timedelta(minutes=45)
    assert not move.moved.is_late_at_once


def test_a_worse_version_leaves_open_tickets_as_they_are(world: World) -> None:
    world.ticket()

    preview = look(SLOWER, world)

    assert {one.favour for one in preview.promises if one.favour != "same"} == {"worse"}
    assert (preview.tickets.earlier, preview.tickets.later, preview.tickets.kept) == (0, 0, 1)
    assert preview.tickets.moves == ()


def test_what_is_foreseen_is_what_comes(world: World) -> None:
    ticket = world.ticket()
    foreseen = {
        one.moved.promise: one.moved.would_be_due for one in look(FASTER, world).tickets.moves
    }

    with house():
        load_policy(FASTER, file="new.toml", at=world.at)
        promise_again(Ticket.objects.get(pk=ticket.pk), at=world.at)

    assert foreseen
    assert dues(ticket) | foreseen == dues(ticket)


def test_what_is_due_before_the_version_holds_stays_as_it_is(world: World) -> None:
    world.ticket()

    effect = look(FASTER, world, effective_at=world.at + timedelta(hours=3)).tickets

    assert "response" not in {one.moved.promise for one in effect.moves}


def test_what_would_be_late_from_the_first_moment_is_told(world: World) -> None:
    world.ticket()

    effect = look(FASTER, world, effective_at=world.at + timedelta(minutes=50)).tickets

    assert effect.late_at_once == 1


def test_a_contract_that_stands_over_the_policy_keeps_its_tickets(world: World) -> None:
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="M-1",
            at=world.at - timedelta(days=5),
            starts=date(2026, 1, 1),
            targets=(TargetRow("response", "under", "4 hours", "always", "guarantee"),),
        )
    world.ticket()

    effect = look(FASTER, world).tickets

    assert "response" not in {one.moved.promise for one in effect.moves}


def test_nothing_is_changed_by_looking(world: World) -> None:
    ticket = world.ticket()
    before = dues(ticket)
    with house():
        acts = Act.objects.count()

    look(FASTER, world)

    assert dues(ticket) == before
    with house():
        assert Act.objects.count() == acts
        assert PolicyVersion.objects.filter(desk=world.messaging).count() == 1


def test_many_tickets_are_read_at_the_price_of_one(world: World) -> None:
    def count_queries() -> int:
        with house(), CaptureQueriesContext(connection) as caught:
            preview_policy(FASTER, file="new.toml", at=world.at)
        return len(caught)

    world.ticket()
    one = count_queries()
    for _ in range(5):
        world.ticket()

    assert count_queries() == one


def test_a_faulty_document_is_named_by_its_lines(world: World) -> None:
    with pytest.raises(Faults):
        look(TEXT.replace('promise = "response"', 'promise = "respons"', 1), world)


def test_versions_that_would_still_replace_it_are_told(world: World) -> None:
    with house():
        load_policy(SLOWER, file="s", at=world.at, effective_at=world.at + timedelta(days=9))

    preview = look(FASTER, world)

    assert [one.number for one in preview.coming] == [2]
    assert preview.before
    assert preview.before.number == 1


def test_the_command_prints_a_line_for_each_change(world: World, tmp_path: Path) -> None:
    world.ticket()
    file, out = tmp_path / "new.toml", io.StringIO()
    file.write_text(FASTER, encoding="utf-8")

    status = preview_file(str(file), out, io.StringIO(), at=world.at)

    lines: list[dict[str, Any]] = [json.loads(line) for line in out.getvalue().splitlines()]
    assert status == 0
    assert lines[0] == {
        "kind": "version",
        "desk": "messaging",
        "replaces": 1,
        "effective": "2026-03-02T15:00:00Z",
        "coming": [],
    }
    promise = next(line for line in lines if line["kind"] == "promise")
    assert (promise["promise"], promise["severity"], promise["favour"]) == ("response", 2, "better")
    assert (promise["before"]["time"], promise["after"]["time"]) == (
        "under 1 hour",
        "under 45 minutes",
    )
    tickets = next(line for line in lines if line["kind"] == "tickets")
    assert (tickets["open"], tickets["earlier"], tickets["kept"]) == (1, 1, 0)
    assert {line["kind"] for line in lines} >= {"clause", "ticket"}


def test_the_command_names_faults_and_ends_with_2(world: World, tmp_path: Path) -> None:
    file, err = tmp_path / "new.toml", io.StringIO()
    file.write_text("[desk]\n", encoding="utf-8")

    status = preview_file(str(file), io.StringIO(), err, at=world.at)

    assert status == 2
    assert f"{file}:1: " in err.getvalue()
