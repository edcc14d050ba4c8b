"""Climbing a ladder by phone: who now, which number, what to say, and who is next at once."""

from __future__ import annotations

import re

from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions.escalating import Plea, escalate_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.phoning import spell_reference
from tests.cast import World, post


def climb_for(ticket: Ticket, world: World) -> str:
    with house():
        plea = Plea("Nobody calls back.", "mail", "commitments")
        escalation = escalate_ticket(ticket, plea, said_at=world.at, at=world.at)
        return f"/desk/climbs/{escalation.climb_id}/call"


def press(client: Client, sheet: str, result: str, said: str = "") -> None:
    page = client.get(sheet).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page))
    position, number = hidden["position"], hidden["number"]
    told = {"position": position, "number": number, "result": result, "said": said}
    assert post(client, sheet, told).status_code == 302


def test_the_sheet_leads_up_the_ladder_until_somebody_takes_it(world: World) -> None:
    ticket = world.ticket()
    sheet = climb_for(ticket, world)
    sam = world.log_in(world.sam)

    page = sam.get(sheet).content.decode()
    assert "Phone now: Senior manager, EMEA and APAC" in page
    assert 'href="tel:+442079460202"' in page
    assert spell_reference(ticket.reference) in page
    assert "The commitments are not kept" in page
    press(sam, sheet, "no-answer")
    assert 'href="tel:+33639980202"' in sam.get(sheet).content.decode()
    press(sam, sheet, "declined", "She is abroad.")
    page = sam.get(sheet).content.decode()
    assert "Phone now: Director" in page
    assert "She is abroad." in page
    press(sam, sheet, "taken")

    page = sam.get(sheet).content.decode()
    assert "Taken over by Director" in page
    assert "Phone now:" not in page
    file = sam.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "phoned Senior manager, EMEA and APAC, +44 20 7946 0202: No answer" in file


def test_the_words_are_in_the_language_that_is_chosen(world: World) -> None:
    ticket = world.ticket(world.claire, language="fr")
    sheet = climb_for(ticket, world)
    sam = world.log_in(world.sam)

    assert 'lang="en"' in sam.get(sheet).content.decode()
    page = sam.get(sheet, {"speak": "fr"}).content.decode()

    assert "Responsable principal, EMEA et APAC" in page


def test_nothing_is_kept_of_a_number_that_is_not_on_the_ladder(world: World) -> None:
    ticket = world.ticket()
    sheet = climb_for(ticket, world)
    sam = world.log_in(world.sam)

    post(sam, sheet, {"position": "99", "number": "+44 20 7946 0999", "result": "taken"})
    post(sam, sheet, {"position": "1", "number": "+44 20 7946 0202", "result": "perhaps"})

    with house():
        assert Climb.objects.get().ended_at is None


def test_who_may_not_answer_or_not_know_sees_no_sheet(world: World) -> None:
    sheet = climb_for(world.ticket(), world)

    assert world.log_in(world.ivo).get(sheet).status_code == 403
    assert world.log_in(world.noor).get(sheet).status_code in {403, 404}
    assert world.log_in(world.sam).get("/desk/climbs/999999/call").status_code == 404
