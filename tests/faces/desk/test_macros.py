"""Macros: several changes in one act, shown before they are done, and done as a whole."""

from __future__ import annotations

import re
from typing import Any

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Entry, Ticket
from permanence.world.wording.actions import save_answer, save_macro
from permanence.world.wording.models import Macro
from permanence.world.wording.rules import Steps, Wording
from tests.cast import World, post

LENA = Actor("specialist:1", "Lena Vos")
SOLVED = Wording("solved", "Solved", {"en": "Hello {{ contact.name }}, it is solved."})


def keep(world: World, title: str, **steps: Any) -> Macro:
    with house():
        if "answer" in steps:
            save_answer(world.messaging, SOLVED, by=LENA, at=world.at)
        return save_macro(world.messaging, title, Steps(**steps), by=LENA, at=world.at)


def address(ticket: Ticket, macro: Macro) -> str:
    return f"/desk/tickets/{ticket.reference}/macros/{macro.pk}"


def read(ticket: Ticket) -> Ticket:
    with house():
        return Ticket.objects.get(pk=ticket.pk)


def suggested(page: Any) -> dict[str, str]:
    """What the page would send when its button is pressed at once."""
    text = page.content.decode()
    found = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*(.*?)</textarea>', text, re.DOTALL))
    found |= dict(re.findall(r'name="(reason)" value="([^"]*)"', text))
    seen = re.search(r'name="seen" value="([^"]*)"', text)
    return found | {"seen": seen[1] if seen else ""}


def test_all_of_it_is_shown_and_then_done_in_one_act(world: World) -> None:
    ticket = world.ticket()
    macro = keep(
        world,
        "Finish",
        severity=3,
        level=2,
        team=world.experts.pk,
        is_taken=True,
        answer="solved",
        note="Seen before.",
        then="resolve",
    )
    client = world.log_in(world.sam)

    page = client.get(address(ticket, macro))
    shown = page.content.decode()
    assert "Severity: 2 → 3" in shown
    assert "Team: – → Experts" in shown
    assert "Assignee: – → Sam Okoro" in shown
    assert "State: New → Resolved" in shown
    assert suggested(page)["reply"] == "Hello Ada Lindqvist, it is solved."
    assert read(ticket).state == "new"

    done = post(client, address(ticket, macro), suggested(page))

    assert done.status_code == 302
    found = read(ticket)
    assert (found.state, found.severity, found.level) == ("resolved", 3, 2)
    assert (found.team_id, found.assignee_id) == (world.experts.pk, world.sam.pk)
    with house():
        assert Message.objects.filter(kind="answer", owner=f"ticket:{ticket.pk}").count() == 1
        assert Entry.objects.filter(ticket=ticket, is_public=False, text="Seen before.").exists()
        assert Act.objects.filter(act="ticket.macro").count() == 1
    assert "Sam Okoro carried out “Finish”" in client.get(done.url).content.decode()


def test_when_one_part_is_refused_nothing_is_done(world: World) -> None:
    ticket = world.ticket()
    macro = keep(world, "Too early", severity=3, level=1, note="A note.", then="resolve")
    client = world.log_in(world.sam)

    refused = post(client, address(ticket, macro), suggested(client.get(address(ticket, macro))))

    assert refused.status_code == 409
    assert "Answer the customer first" in refused.content.decode()
    found = read(ticket)
    assert (found.state, found.triaged_at) == ("new", None)
    with house():
        assert not Entry.objects.filter(ticket=ticket, is_public=False).exists()
        assert not Act.objects.filter(act="ticket.macro").exists()


def test_what_was_looked_at_is_what_is_done(world: World) -> None:
    ticket = world.ticket()
    macro = keep(world, "Experts", team=world.experts.pk)
    client = world.log_in(world.sam)
    seen = suggested(client.get(address(ticket, macro)))
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(team=world.first_line)

    stale = post(client, address(ticket, macro), seen)

    assert "The ticket has changed meanwhile" in stale.content.decode()
    assert "Team: First line → Experts" in stale.content.decode()
    assert read(ticket).team_id == world.first_line.pk
    assert post(client, address(ticket, macro), suggested(stale)).status_code == 302
    assert read(ticket).team_id == world.experts.pk


def test_a_pause_and_a_changed_judgement_ask_for_their_reason(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    post(client, f"/desk/tickets/{ticket.reference}/triage", {"severity": "2", "level": "1"})
    macro = keep(world, "Supplier", severity=3, then="waiting_third_party", reason="We ask them.")

    page = client.get(address(ticket, macro))
    wrong = post(client, address(ticket, macro), suggested(page) | {"reason": ""})
    done = post(client, address(ticket, macro), suggested(page))

    assert suggested(page)["reason"] == "We ask them."
    assert wrong.status_code == 422
    assert done.status_code == 302
    assert (read(ticket).state, read(ticket).severity) == ("waiting_third_party", 3)


def test_a_variable_without_a_value_is_not_sent(world: World) -> None:
    ticket = world.ticket()
    macro = keep(world, "Solved", answer="solved")
    client = world.log_in(world.sam)
    seen = suggested(client.get(address(ticket, macro)))

    refused = post(client, address(ticket, macro), seen | {"reply": "By {{ due }}."})

    assert refused.status_code == 409
    assert read(ticket).answered_at is None


def test_a_supervisor_writes_macros_and_nobody_else(world: World) -> None:
    lena, sam = world.log_in(world.lena), world.log_in(world.sam)

    empty = post(lena, "/desk/macros/new?desk=messaging", {"title": "Nothing"})
    kept = post(lena, "/desk/macros/new?desk=messaging", {"title": "Take it", "is_taken": "on"})

    assert empty.status_code == 409
    assert kept.status_code == 302
    assert "Take it" in sam.get("/desk/macros").content.decode()
    with house():
        macro = Macro.objects.get()
    assert sam.get(f"/desk/macros/{macro.pk}").status_code == 403
    assert post(lena, f"/desk/macros/{macro.pk}", {"act": "delete"}).status_code == 302
    assert "Take it" not in sam.get("/desk/macros").content.decode()


def test_another_desks_macro_is_not_there(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    macro = keep(world, "Take it", is_taken=True)

    assert world.log_in(world.noor).get(address(ticket, macro)).status_code == 404
    with house(), pytest.raises(Refusal, match="another macro"):
        save_macro(world.messaging, "Take it", Steps(is_taken=True), by=LENA, at=world.at)
