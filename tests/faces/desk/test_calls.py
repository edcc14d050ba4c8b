"""Bringing in what is said on the phone or sent by fax."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.world.accounts.models import Contact
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, read, words

PAGE = "/desk/calls?desk=messaging"


def told(**changes: Any) -> dict[str, Any]:
    """Return a form as somebody fills it in."""
    return {
        "key": str(uuid4()),
        "channel": "call",
        "began_at": "",
        "check": "none",
        "subject": "No fax goes out",
        "text": "Nothing has gone out since this morning.",
        "kind": "",
        "language": "en",
        "answer": "",
    } | changes


def test_a_caller_is_found_by_number_name_address_or_an_earlier_reference(world: World) -> None:
    client = world.log_in(world.sam)
    earlier = world.ticket()
    with house():
        Contact.objects.filter(pk=world.ada.pk).update(phone="+44 20 7946 0123")

    for asked in ("020 7946 0123", world.ada.name.split()[1], world.ada.email, earlier.reference):
        page = client.get(PAGE, {"who": asked}).content.decode()
        assert world.ada.email in page, asked
    assert earlier.subject in client.get(PAGE, {"who": earlier.reference}).content.decode()
    assert "Nobody is known by that" in words(client.get(PAGE, {"who": "zzz-nobody"}))


def test_the_clock_runs_from_the_first_sight_of_the_page(world: World) -> None:
    client = world.log_in(world.sam)
    began = client.get(PAGE).context["began"]
    world.pass_time(minutes=4)
    found = client.get(PAGE, {"who": world.ada.email, "began": began}).context["found"]

    page = client.get(found[0]["url"])
    typed = page.context["form"]["began_at"].value()
    sent = post(client, found[0]["url"], told(began_at=typed))

    with house():
        ticket = Ticket.objects.get(channel="call")
        assert sent.headers["Location"] == address(ticket)
        assert ticket.opened_at == world.at.replace(second=0, microsecond=0) - timedelta(minutes=4)
        starts = Commitment.objects.filter(ticket=ticket).values_list("start_at", flat=True)
        assert set(starts) == {ticket.opened_at}
        assert ticket.contact_id == world.ada.pk
        (mail,) = Message.objects.filter(owner=f"ticket:{ticket.pk}")
    assert mail.recipients == [world.ada.email]
    shown = words(client.get(address(ticket)))
    assert "Read the reference out" in shown
    assert "took a call of" in shown
    assert "nothing may be disclosed" in shown


def test_somebody_new_is_written_down_and_what_was_answered_at_once_meets_the_promise(
    world: World,
) -> None:
    client = world.log_in(world.sam)
    newcomer = {
        "name": "Uma Okafor",
        "email": "Uma@brightwater.example",
        "phone": "+44 1632 960123",
    }

    answered = {"answer": "Restarted the line together.", "check": "called-back"}
    sent = post(client, f"{PAGE}&new=1", told(**newcomer, **answered))

    assert sent.status_code == 302
    with house():
        ticket = Ticket.objects.select_related("contact").get(channel="call")
        assert ticket.contact.email == "uma@brightwater.example"
        assert ticket.contact.phone == "+44 1632 960123"
        assert ticket.organisation_id == world.brightwater.pk
        calls = Entry.objects.filter(ticket=ticket, kind="call").order_by("pk")
        kinds = list(calls.values_list("direction"))
        response = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
    assert kinds == [("in",), ("out",)]
    assert response.met_at


def test_a_call_about_an_open_request_is_added_to_it(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = world.ticket()
    chosen = client.get(PAGE, {"contact": world.ada.pk}).content.decode()
    link = re.search(rf'href="([^"]+ticket={ticket.reference})"', chosen)
    assert link
    place = link[1].replace("&amp;", "&")

    fields = told(text="It is worse now.")
    del fields["subject"], fields["kind"]
    sent = post(client, place, fields)

    assert sent.headers["Location"] == address(ticket)
    assert "It is worse now." in words(client.get(address(ticket)))
    with house():
        assert not Ticket.objects.exclude(pk=ticket.pk).exists()


def test_sending_twice_makes_one_request(world: World) -> None:
    client = world.log_in(world.sam)
    fields = told()
    places = {
        post(client, f"{PAGE}&contact={world.ada.pk}", fields).headers["Location"] for _ in range(2)
    }
    assert len(places) == 1
    with house():
        assert Ticket.objects.filter(channel="call").count() == 1
        assert Entry.objects.filter(kind="call").count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(world: World) -> None:
    client = world.log_in(world.sam)
    later = (world.at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    place = f"{PAGE}&contact={world.ada.pk}"

    refused = post(client, place, told(began_at=later))
    assert refused.status_code == 409
    assert "cannot have begun later than now" in words(refused)
    assert "Nothing has gone out since this morning." in refused.content.decode()
    unnamed = post(client, f"{PAGE}&new=1", told(name="", email="nonsense"))
    assert unnamed.status_code == 422
    assert "Nothing has gone out since this morning." in unnamed.content.decode()
    with house():
        assert not Ticket.objects.exists()


def test_who_only_reads_takes_no_calls(world: World) -> None:
    client = world.log_in(world.ivo)
    assert client.get(PAGE).status_code == 403
    assert post(client, f"{PAGE}&contact={world.ada.pk}", told()).status_code == 403
    assert "New request" not in words(client.get("/desk/tickets?desk=messaging"))


def test_nobody_takes_a_call_on_a_request_of_another_desk(world: World) -> None:
    client = world.log_in(world.sam)
    foreign = world.ticket(world.claire, desk=world.content)
    assert client.get(PAGE, {"ticket": foreign.reference}).status_code == 404
    found = client.get(PAGE, {"who": foreign.reference}).content.decode()
    assert foreign.subject not in found
    assert read(foreign).state == "new"


def test_since_when_the_page_is_open_cannot_be_in_the_future(world: World) -> None:
    client = world.log_in(world.sam)
    later = (world.at + timedelta(days=1)).isoformat()
    for asked in (later, "nonsense", "2026-01-01"):
        page = client.get(PAGE, {"began": asked, "who": world.ada.email})
        query = parse_qs(urlsplit(page.context["found"][0]["url"]).query)
        taken = datetime.fromisoformat(query["began"][0])
        assert taken - world.at < timedelta(minutes=1)
