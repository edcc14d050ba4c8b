"""The mail behind an entry: headers, source and download, for who may see the ticket."""

from __future__ import annotations

from django.conf import settings

from permanence.ground.journal.models import Access
from permanence.ground.lib.db import house
from permanence.service.intake.actions import digest_letters
from permanence.service.tickets.models import Entry, Ticket
from tests.cast import World, let_answers_leave, post
from tests.faces.desk.test_ticket import address, words


def received(world: World) -> Entry:
    world.letter()
    with house():
        digest_letters(at=world.at)
        return Entry.objects.select_related("ticket").get(direction="in")


def test_a_mail_that_came_shows_its_headers_and_can_be_saved(world: World) -> None:
    entry = received(world)
    client = world.log_in(world.sam)
    page = client.get(address(entry.ticket)).content.decode()
    assert f"/desk/entries/{entry.pk}/original" in page

    shown = words(client.get(f"/desk/entries/{entry.pk}/original"))
    saved = client.get(f"/desk/entries/{entry.pk}.eml")

    assert "Message-ID: &lt;letter-" in shown
    assert "Since noon every fax" in shown
    assert saved["Content-Type"] == "message/rfc822"
    assert saved.content.startswith(b"From: ada.lindqvist@brightwater.example")
    with house():
        assert Access.objects.get(what=f"original:{entry.pk}").reads == 2


def test_a_mail_that_went_shows_no_key_of_the_customers(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    post(client, address(ticket, "reply"), {"body": "We **look** into it."})
    let_answers_leave(world)
    with house():
        entry = Entry.objects.get(kind="mail", direction="out")
    settings.SMTP_URL, before = "smtp://mail.example.com", settings.SMTP_URL

    try:
        saved = client.get(f"/desk/entries/{entry.pk}.eml").content.decode()
    finally:
        settings.SMTP_URL = before

    assert "In-Reply-To:" in saved
    assert "/enter/=E2=80=A6" in saved.replace("=\r\n", "")


def test_what_is_no_mail_or_anothers_is_not_found(world: World) -> None:
    entry = received(world)
    client = world.log_in(world.sam)
    post(client, address(entry.ticket, "note"), {"body": "A note."})
    with house():
        note = Entry.objects.get(kind="note")

    for wrong, specialist in ((note, world.sam), (entry, world.noor)):
        browser = world.log_in(specialist)
        assert browser.get(f"/desk/entries/{wrong.pk}/original").status_code == 404
        assert browser.get(f"/desk/entries/{wrong.pk}.eml").status_code == 404


def test_the_page_of_a_note_offers_no_original(world: World) -> None:
    ticket: Ticket = world.ticket()

    assert "/original" not in world.log_in(world.sam).get(address(ticket)).content.decode()
