"""Asking third parties, as a specialist meets it on the pages."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.actions import add_note
from permanence.service.tickets.actions.enquiring import hear_enquiry
from permanence.service.tickets.models import Enquiry, Entry, Ticket
from permanence.service.tickets.rules.opening import Part, Report
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, words

SAM = Actor("specialist:1", "Sam Okoro")


def fill(ticket: Ticket, **told: Any) -> dict[str, Any]:
    return {
        "to": "Nordvolt Support <help@nordvolt.example>",
        "subject": "Error 554",
        "language": "en",
        "body": "Is the line broken?",
        **told,
    }


def mark_on(page: Any) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page.content.decode())
    return found[1] if found else ""


def ask(world: World, ticket: Ticket, **told: Any) -> Any:
    """Look at the mail, then send it."""
    client = world.log_in(world.sam)
    form = fill(ticket, **told)
    seen = mark_on(post(client, address(ticket, "forward"), form | {"act": "look"}))
    return post(client, address(ticket, "forward"), form | {"act": "send", "seen": seen})


def hear(world: World, enquiry: Enquiry, text: str) -> None:
    report = Report(
        desk=world.messaging.pk,
        channel="mail",
        received_at=world.at,
        contact=0,
        organisation=None,
        author_name="Nils of Nordvolt",
        author_address="nils@nordvolt.example",
        subject="Re: Error 554",
        text=text,
        language="en",
    )
    with house():
        hear_enquiry(enquiry.pk, report, at=world.at)


def enquiries() -> list[Enquiry]:
    with house():
        return list(Enquiry.objects.order_by("pk"))


def test_the_message_that_was_chosen_goes_along_and_notes_are_not_offered(world: World) -> None:
    log = Part("session.log", "text/plain", b"220 ready")
    ticket = world.ticket(parts=[log])
    with house():
        first = Entry.objects.get(ticket=ticket, direction="in")
        add_note(ticket, text="They owe us money.", by=SAM, at=world.at)
    client = world.log_in(world.sam)
    assert f"/forward?entry={first.pk}" in client.get(address(ticket)).content.decode()

    page = client.get(f"{address(ticket, 'forward')}?entry={first.pk}")

    html = page.content.decode()
    assert f'name="entries" value="{first.pk}" checked' in html
    assert re.search(r'name="attachments" value="\d+" checked', html)
    assert "They owe us money" not in html


def test_nothing_leaves_before_it_was_looked_at(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    form = fill(ticket)

    shown = post(client, address(ticket, "forward"), form | {"act": "look"})
    assert "This will be sent" in words(shown)
    assert "Is the line broken?" in words(shown)
    changed = form | {"body": "Something else.", "act": "send", "seen": mark_on(shown)}
    again = post(client, address(ticket, "forward"), changed)

    assert "This will be sent" in words(again)
    assert enquiries() == []
    sent = post(client, address(ticket, "forward"), changed | {"seen": mark_on(again)})
    assert sent.status_code == 302
    assert [one.who for one in enquiries()] == ["Nordvolt Support"]


def test_it_stands_in_the_timeline_in_one_place(world: World) -> None:
    ticket = world.ticket()
    ask(world, ticket)
    hear(world, enquiries()[0], "Yes, since noon.")

    page = world.log_in(world.sam).get(address(ticket))

    html = page.content.decode()
    assert html.count('class="item is-enquiry') == 1
    assert "A third party has answered" in words(page)
    assert "no customer reads this" in words(page)
    assert "Yes, since noon." in words(page)
    drawer = world.log_in(world.sam).get(f"{address(ticket)}?open=enquiries")
    assert "they have answered" in words(drawer)


def test_an_answer_to_the_customer_is_not_held_back_for_what_was_seen(world: World) -> None:
    ticket = world.ticket()
    ask(world, ticket)
    hear(world, enquiries()[0], "Yes, since noon.")
    client = world.log_in(world.lena)
    html = client.get(address(ticket)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', html)
    assert seen is not None

    sent = post(client, address(ticket, "reply"), {"body": "We know more.", "seen": seen[1]})

    assert sent.status_code == 302


def test_they_are_answered_and_the_enquiry_is_closed(world: World) -> None:
    ticket = world.ticket()
    ask(world, ticket)
    [enquiry] = enquiries()
    client = world.log_in(world.sam)
    own = address(ticket, f"enquiries/{enquiry.pk}")
    trace = SimpleUploadedFile("trace.txt", b"trace", content_type="text/plain")

    assert post(client, own, {"body": "And now?", "attachments": [trace]}).status_code == 302

    page = client.get(own)
    assert "And now?" in words(page)
    assert "trace.txt" in words(page)
    post(client, f"{own}/close")
    assert "Sam Okoro closed the enquiry with Nordvolt Support" in words(
        client.get(address(ticket))
    )
    with house():
        assert Message.objects.filter(kind="enquiry").count() == 2


def test_what_is_wrong_is_said_and_kept(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    nobody = post(client, address(ticket, "forward"), fill(ticket, to="nordvolt", act="look"))
    theirs = post(client, address(ticket, "forward"), fill(ticket, to=world.ada.email, act="look"))
    why = post(client, address(ticket, "forward"), fill(ticket, wait="on", act="look"))

    assert "“nordvolt” is no address." in words(nobody)
    assert "Is the line broken?" in words(nobody)
    assert "belongs to the customer" in words(theirs)
    assert "Say why the request waits" in words(why)


def test_the_request_waits_for_them_with_its_reason(world: World) -> None:
    ticket = world.ticket()

    ask(world, ticket, wait="on", reason="The operator looks for the fault.")

    with house():
        ticket.refresh_from_db()
    assert ticket.state == "waiting_third_party"
    page = world.log_in(world.sam).get(address(ticket, "forward"))
    assert "Let the request wait" not in words(page)


def test_another_desks_and_another_tickets_enquiries_are_not_found(world: World) -> None:
    ticket, other = world.ticket(), world.ticket(world.claire, desk=world.content)
    ask(world, ticket)
    [enquiry] = enquiries()

    assert world.log_in(world.noor).get(address(ticket, "forward")).status_code == 404
    assert world.log_in(world.sam).get(address(other, "forward")).status_code == 404
    elsewhere = address(world.ticket(), f"enquiries/{enquiry.pk}")
    assert world.log_in(world.sam).get(elsewhere).status_code == 404
    assert world.log_in(world.ivo).get(address(ticket, "forward")).status_code == 403
    assert post(world.log_in(world.ivo), f"{elsewhere}/close").status_code == 403


def test_the_customer_sees_nothing_of_it_on_the_portal(world: World) -> None:
    ticket = world.ticket()
    ask(world, ticket)
    hear(world, enquiries()[0], "Yes, since noon.")
    link = re.search(r"/messaging/enter/\S+", mail_to_customer())
    assert link is not None
    client = world.log_in(world.sam)
    client.logout()

    page = client.get(link[0], follow=True)

    assert page.status_code == 200
    assert "Faxes come back" in words(page)
    assert "nordvolt" not in page.content.decode().lower()
    assert "since noon." not in words(page).replace("Since noon every", "")


def mail_to_customer() -> str:
    with house():
        return Message.objects.get(kind="confirmation").text


def test_who_was_asked_before_is_offered_those_of_the_same_customer_first(world: World) -> None:
    first, second = world.ticket(world.ada), world.ticket(world.stranger)
    ask(world, first, to="Nordvolt Support <help@nordvolt.example>")
    ask(world, second, to="lines@carrier.example")
    later = world.ticket(world.ada)

    page = world.log_in(world.sam).get(address(later, "forward")).content.decode()

    offered = re.findall(r'<option value="([^"]+)"></option>', page)
    assert offered == [
        "&quot;Nordvolt Support&quot; &lt;help@nordvolt.example&gt;",
        "lines@carrier.example",
    ]


def test_what_goes_along_is_offered_in_plain_words(world: World) -> None:
    ticket = world.ticket()
    with house():
        Entry.objects.filter(ticket=ticket).update(text="See **this** [page](https://a.example).")

    assert "See this page." in words(world.log_in(world.sam).get(address(ticket, "forward")))
