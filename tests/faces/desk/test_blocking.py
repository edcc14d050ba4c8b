"""Blocking an unwanted sender on the desk, and letting them in again."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import BlockedSender
from permanence.service.tickets.models import Ticket
from tests.cast import World, post

LIST = "/desk/blocked?desk=messaging"


def get_offer(world: World) -> Ticket:
    """A request of somebody who belongs to no customer."""
    world.letter(sender="deals@cheap.example", subject="Cheap toner", text="Only today.")
    digest_letters(at=world.at)
    with house():
        return Ticket.objects.latest("pk")


def test_one_act_puts_it_away_and_one_lets_the_sender_in_again(world: World) -> None:
    ticket = get_offer(world)
    client = world.log_in(world.sam)
    here = f"/desk/tickets/{ticket.reference}"
    assert f'action="{here}/unwanted"' in client.get(here).content.decode()

    answer = post(client, f"{here}/unwanted")

    assert answer["Location"] == LIST
    world.letter(sender="deals@cheap.example", subject="Cheaper still", text="Last call.")
    digest_letters(at=world.at)
    listed = client.get(LIST).content.decode()
    assert "deals@cheap.example" in listed
    assert "Cheaper still" in listed
    assert "put this away as unwanted" in client.get(here).content.decode()

    with house():
        number = BlockedSender.objects.get().pk
    page = client.get(post(client, f"/desk/blocked/{number}/end")["Location"]).content.decode()

    assert "1 message waits in the quarantine" in page
    assert "Nobody is blocked." in page
    assert "Cheaper still" in client.get("/desk/quarantine").content.decode()


def test_what_a_customer_writes_is_offered_no_such_act_and_refuses_it(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    here = f"/desk/tickets/{ticket.reference}"

    assert "/unwanted" not in client.get(here).content.decode()
    page = client.get(post(client, f"{here}/unwanted")["Location"]).content.decode()

    assert "what customers write is never put away" in page


def test_who_only_reads_and_who_works_elsewhere_change_nothing(world: World) -> None:
    ticket = get_offer(world)
    here = f"/desk/tickets/{ticket.reference}"
    assert post(world.log_in(world.ivo), f"{here}/unwanted").status_code == 403
    assert post(world.log_in(world.noor), f"{here}/unwanted").status_code == 404
    post(world.log_in(world.sam), f"{here}/unwanted")
    with house():
        number = BlockedSender.objects.get().pk

    assert post(world.log_in(world.ivo), f"/desk/blocked/{number}/end").status_code == 403
    assert post(world.log_in(world.noor), f"/desk/blocked/{number}/end").status_code == 404
