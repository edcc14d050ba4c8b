"""Mail that leaves, as the desk follows it."""

from __future__ import annotations

from email import message_from_bytes

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from tests.cast import World, post


def fail(world: World) -> Message:
    """A confirmation that the way out refused for good."""
    world.ticket()
    with house():
        Message.objects.update(failed_at=world.at, answer="550 mailbox unknown")
        return Message.objects.get()


def test_mail_is_listed_with_what_became_of_it(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    page = client.get("/desk/outgoing").content.decode()

    assert "ada.lindqvist@brightwater.example" in page
    assert "Confirmation" in page
    assert "waiting" in page
    assert "outgoing-mail" in page
    assert "No mail" in client.get("/desk/outgoing?kind=failed").content.decode()
    assert ticket.reference in client.get("/desk/outgoing?kind=waiting").content.decode()
    assert client.get("/desk/outgoing?kind=secret").status_code == 404


def test_a_mail_is_shown_as_its_reader_sees_it(world: World) -> None:
    ticket = world.ticket()
    with house():
        mail = Message.objects.get()
    client = world.log_in(world.sam)

    page = client.get(f"/desk/outgoing/{mail.pk}").content.decode()
    html = client.get(f"/desk/outgoing/{mail.pk}/html")
    raw = client.get(f"/desk/outgoing/{mail.pk}/raw")

    assert f'href="/desk/tickets/{ticket.reference}"' in page
    assert "<iframe" in page
    assert "sandbox" in html["Content-Security-Policy"]
    assert message_from_bytes(raw.content)["Message-ID"] == mail.message_id


def test_a_failed_mail_is_tried_again(world: World) -> None:
    mail = fail(world)
    client = world.log_in(world.sam)
    assert "550 mailbox unknown" in client.get("/desk/outgoing?kind=failed").content.decode()

    assert post(client, f"/desk/outgoing/{mail.pk}/retry").status_code == 302
    again = post(client, f"/desk/outgoing/{mail.pk}/retry")

    assert again.status_code == 409
    with house():
        assert Message.objects.get().failed_at is None


def test_an_auditor_reads_mail_and_sends_none(world: World) -> None:
    mail = fail(world)
    client = world.log_in(world.ivo)

    assert "Try again now" not in client.get(f"/desk/outgoing/{mail.pk}").content.decode()
    assert post(client, f"/desk/outgoing/{mail.pk}/retry").status_code == 403


def test_mail_of_another_desk_is_not_there(world: World) -> None:
    mail = fail(world)
    client = world.log_in(world.noor)

    for part in ("", "/html", "/raw"):
        assert client.get(f"/desk/outgoing/{mail.pk}{part}").status_code == 404
    assert "brightwater" not in client.get("/desk/outgoing").content.decode()


def test_where_mail_really_leaves_no_key_of_a_customer_is_shown(
    world: World, settings: object
) -> None:
    world.ticket()
    with house():
        mail = Message.objects.get()
    assert "/enter/" in mail.text
    key = mail.text.partition("/enter/")[2].split()[0]
    settings.SMTP_URL = "smtp://mail.example.com"  # type: ignore[attr-defined]
    client = world.log_in(world.sam)

    for part in ("", "/html", "/raw"):
        assert key[:40] not in client.get(f"/desk/outgoing/{mail.pk}{part}").content.decode()
