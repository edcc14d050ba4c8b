"""Files are found by the text inside them, as long as they are kept."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.files.actions import drop_contents
from permanence.ground.files.models import Blob, Extract
from permanence.ground.lib.db import house
from permanence.overview.privacy.actions.redacting import Wish, redact_entry
from permanence.overview.worklists.queries import search_tickets
from permanence.overview.worklists.rules import read_terms
from permanence.service.tickets.actions.solving import Solving, keep_solution
from permanence.service.tickets.jobs import read_files
from permanence.service.tickets.models import Attachment, SearchRow
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.service.tickets.acting import SAM

LOG = Part("trace.log", "application/octet-stream", "relay 17: télécopies bloquées".encode())
PICTURE = Part("screen.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def found(world: World, words: str) -> list[int]:
    """The tickets of the messaging desk that a search finds."""
    with house():
        page = search_tickets(read_terms(words), desks=[world.messaging.pk])
        return [row["pk"] for row in page.rows]


def test_a_file_is_found_by_what_it_says(world: World) -> None:
    ticket = world.ticket(parts=[LOG, PICTURE], language="fr")
    world.ticket()
    assert found(world, "relay") == []

    assert read_files() == 2
    assert read_files() == 0

    for words in ("relay", "telecopie bloquer", '"relay 17"'):
        assert found(world, words) == [ticket.pk]
    assert found(world, "relay 554") == []


def test_the_same_content_is_read_once_and_found_wherever_it_is(world: World) -> None:
    tickets = [world.ticket(parts=[LOG]), world.ticket(world.stranger, parts=[LOG])]
    read_files()
    with house():
        Extract.objects.update(text="Words of the first reading.")
    tickets.append(world.ticket(parts=[LOG]))
    tickets.append(world.ticket(world.claire, parts=[LOG]))

    assert read_files() == 2

    assert found(world, "reading") == [tickets[3].pk, tickets[2].pk]
    assert found(world, "relay") == [tickets[1].pk, tickets[0].pk]


def test_many_short_files_are_read_at_the_price_of_one(world: World) -> None:
    def price(many: int) -> int:
        for number in range(many):
            world.ticket(parts=[replace(LOG, content=b"relay %d of %d" % (number, many))])
        with CaptureQueriesContext(connection) as taken:
            assert read_files() == many
        return len(taken)

    assert price(12) == price(1)
    assert len(found(world, "relay")) == 13


def test_the_words_of_a_file_go_with_its_content(world: World) -> None:
    ticket = world.ticket(parts=[LOG])
    read_files()
    assert found(world, "relay") == [ticket.pk]

    with house():
        blobs = list(Blob.objects.all())
        Attachment.objects.filter(blob__in=blobs).delete()
        drop_contents(blobs)

        assert not Extract.objects.exists()
        assert SearchRow.objects.exclude(file=0).count() == 0
    assert found(world, "relay") == []
    assert found(world, "554") == [ticket.pk]


def test_a_file_is_found_and_taken_out_by_words_that_it_packs(world: World) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", '<o xmlns:t="urn:t"><t:p>drapeline rosebud</t:p></o>')
    ticket = world.ticket(parts=[Part("plan.odt", "application/zip", packed.getvalue())])
    read_files()
    assert found(world, "rosebud") == [ticket.pk]

    with house():
        entry = ticket.entries.get(direction="in")
        redact_entry(entry, Wish("secret", pieces=("rosebud",)), by=SAM, at=world.at)

        assert not Attachment.objects.exists()
        assert not Extract.objects.exists()
    assert found(world, "drapeline") == []


def test_a_ticket_is_found_by_what_caused_and_solved_it(world: World) -> None:
    ticket = world.ticket(language="fr")
    with house():
        solving = Solving("fault", "Le pilote était périmé.", "Réinstallé le pilote de télécopie.")
        keep_solution(ticket, solving, by=SAM, at=world.at)
        assert found(world, "périmée telecopies") == [ticket.pk]

        keep_solution(ticket, Solving("fault", "", "Le routeur."), by=SAM, at=world.at)

    assert found(world, "périmée") == []
    assert found(world, "routeur fax") == [ticket.pk]
