"""The ladder at a ticket: climbed by hand, answered on the desk, and seen by everybody."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.escalation.actions import settle_due_rungs
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions import settle_due_marks
from permanence.service.tickets.models import Ticket
from tests.cast import World, post


def climb_on(world: World, **later: float) -> None:
    """Let time pass, and the watch look at every instant until then."""
    end = world.at + timedelta(**later)
    while world.at < end:
        at = world.pass_time(minutes=5)
        with house():
            settle_due_marks(at=at)
            settle_due_rungs(at=at)


def climb_of(ticket: Ticket) -> Climb:
    with house():
        return Climb.objects.filter(subject=ticket.pk).latest("pk")


def test_a_specialist_climbs_by_hand_and_whoever_is_called_reads_why(world: World) -> None:
    ticket = world.ticket()
    browser = world.log_in(world.sam)
    address = f"/desk/tickets/{ticket.reference}/climb"

    assert post(browser, address, {"reason": ""}).status_code == 422
    post(browser, address, {"reason": "Their payroll depends on it."})

    with house():
        mail = Message.objects.get(kind="climb")
    assert "Their payroll depends on it." in mail.text
    page = browser.get(f"/desk/tickets/{ticket.reference}?open=climbing").content.decode()
    assert "Sam Okoro has the ladder climbed" in page
    assert "waits for an answer" in page
    assert post(browser, address, {"reason": "Again."}).status_code == 409


def test_who_takes_it_over_on_the_desk_has_the_request(world: World) -> None:
    ticket = world.ticket()
    climb_on(world, minutes=15)
    address = f"/desk/tickets/{ticket.reference}/climbs/{climb_of(ticket).pk}"

    post(world.log_in(world.sam), address, {"act": "take", "back": "climbs"})

    climb = climb_of(ticket)
    assert (climb.taken_by, climb.held_specialist) == ("Sam Okoro", world.sam.pk)
    with house():
        assert Ticket.objects.get(pk=ticket.pk).assignee_id == world.sam.pk
    again = post(world.log_in(world.lena), address, {"act": "acknowledge"})
    assert again.status_code == 409
    assert "Sam Okoro" in again.content.decode()


def test_it_is_passed_to_a_colleague_or_declined_with_a_reason(world: World) -> None:
    ticket = world.ticket()
    climb_on(world, minutes=15)
    address = f"/desk/tickets/{ticket.reference}/climbs/{climb_of(ticket).pk}"
    browser = world.log_in(world.sam)

    assert post(browser, address, {"act": "decline"}).status_code == 409
    post(browser, address, {"act": "pass", "to": str(world.lena.pk)})

    with house():
        assert Message.objects.latest("pk").recipients == ["lena@desk.example.com"]
        assert Act.objects.get(act="climb.passed").facts["to"] == "Lena Vos"


def test_an_alarm_stands_on_every_page_of_supervisors_until_somebody_has_it(world: World) -> None:
    ticket = world.ticket()
    climb_on(world, minutes=100)
    supervisor, specialist = world.log_in(world.lena), world.log_in(world.sam)
    bar = "climbed the whole ladder and nobody answered"

    for page in ("/desk/tickets?desk=messaging", "/desk/policies?desk=messaging"):
        assert bar in supervisor.get(page).content.decode()
        assert bar not in specialist.get(page).content.decode()
    listed = specialist.get("/desk/climbs?desk=messaging").content.decode()
    assert "ALARM since" in listed
    address = f"/desk/tickets/{ticket.reference}/climbs/"
    with house():
        alarming = Climb.objects.filter(subject=ticket.pk, ended_at=None)
        numbers = list(alarming.values_list("pk", flat=True))
    for number in numbers:
        post(specialist, f"{address}{number}", {"act": "acknowledge"})

    assert bar not in supervisor.get("/desk/tickets?desk=messaging").content.decode()
    assert Climb.Outcome.TAKEN not in {climb_of(ticket).outcome}


def test_an_auditor_reads_the_ladder_and_answers_nothing(world: World) -> None:
    ticket = world.ticket()
    climb_on(world, minutes=15)
    browser = world.log_in(world.ivo)

    assert browser.get("/desk/climbs?desk=messaging").status_code == 200
    address = f"/desk/tickets/{ticket.reference}"
    assert post(browser, f"{address}/climb", {"reason": "x"}).status_code == 403
    number = climb_of(ticket).pk
    assert post(browser, f"{address}/climbs/{number}", {"act": "take"}).status_code == 403
