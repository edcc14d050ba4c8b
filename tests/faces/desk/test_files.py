"""Files and mails as they came, handed out without a right of their own."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Attachment, Entry
from permanence.service.tickets.rules.opening import Part
from tests.cast import World

PAGE = Part("évil\n.html", "text/html", b"<script>alert(1)</script>")


def test_a_file_is_a_download_that_no_browser_opens(world: World) -> None:
    ticket = world.ticket(parts=[PAGE])
    with house():
        file = Attachment.objects.get(entry__ticket=ticket)

    answer = world.log_in(world.sam).get(f"/desk/attachments/{file.pk}")

    assert answer.content == PAGE.content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_file_of_another_desk_is_not_there(world: World) -> None:
    world.ticket(world.claire, desk=world.content, parts=[PAGE])
    with house():
        file = Attachment.objects.get()

    assert world.log_in(world.sam).get(f"/desk/attachments/{file.pk}").status_code == 404
    assert world.log_in(world.sam).get("/desk/attachments/999999999").status_code == 404


def test_the_html_of_a_mail_stands_alone_without_any_right(world: World) -> None:
    ticket = world.ticket(html="<p>Since <b>noon</b></p>")
    world.ticket()
    with house():
        entry = Entry.objects.get(ticket=ticket, direction="in")
        plain = Entry.objects.exclude(ticket=ticket).get(direction="in")
    client = world.log_in(world.sam)

    answer = client.get(f"/desk/entries/{entry.pk}/html")

    assert "<p>Since <b>noon</b></p>" in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert client.get(f"/desk/entries/{plain.pk}/html").status_code == 404
    assert (
        f"/desk/entries/{entry.pk}/html"
        in client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    )


def test_a_mail_is_had_exactly_as_it_came(world: World) -> None:
    letter = world.letter()
    digest_letters(at=world.at)

    answer = world.log_in(world.ivo).get(f"/desk/letters/{letter.pk}/raw")

    with house():
        assert answer.content == bytes(Letter.objects.get(pk=letter.pk).raw or b"")
    assert answer["Content-Type"] == "message/rfc822"
    assert world.log_in(world.noor).get(f"/desk/letters/{letter.pk}/raw").status_code == 404
