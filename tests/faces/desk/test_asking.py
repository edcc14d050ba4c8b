"""Asking for files on a ticket's page."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.tickets.models import AskedFile, Attachment
from permanence.service.tickets.rules.opening import Part
from tests.cast import World, post
from tests.faces.desk.test_findings import drawer
from tests.faces.desk.test_ticket import address, read, words

ASKED = {"what": "log", "question": "The lines around noon."}


def test_a_specialist_asks_for_a_log_file_and_ties_what_came(world: World) -> None:
    ticket = world.ticket(parts=[Part("gateway.log", "text/plain", b"220 ready")])
    client = world.log_in(world.sam)

    assert post(client, address(ticket, "asked"), ASKED).status_code == 302

    assert read(ticket).state == "waiting_customer"
    assert "The lines around noon." in drawer(client, ticket, "asking")
    reminder = words(post(client, address(ticket, "put"), {"put": "?", "body": ""}))
    assert "Log file: The lines around noon." in reminder
    with house():
        row, came = AskedFile.objects.get(), Attachment.objects.get()
    settled = post(client, address(ticket, f"asked/{row.pk}"), {"attachment": str(came.pk)})
    assert settled.status_code == 302
    page = words(client.get(address(ticket)))
    assert "Sam Okoro asked the customer for: Log file" in page
    assert "Log file: came as gateway.log" in page


def test_who_only_reads_asks_for_nothing_and_another_desks_file_is_not_there(
    world: World,
) -> None:
    ticket, foreign = world.ticket(), world.ticket(world.claire, desk=world.content)
    sam, ivo = world.log_in(world.sam), world.log_in(world.ivo)

    assert post(ivo, address(ticket, "asked"), ASKED).status_code == 403
    assert post(sam, address(foreign, "asked"), ASKED).status_code == 404
    assert post(sam, address(ticket, "asked/1"), {"attachment": ""}).status_code == 404
    assert "No file was asked for." in drawer(ivo, ticket, "asking")
