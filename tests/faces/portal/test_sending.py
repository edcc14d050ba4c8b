"""What was sent is committed before it is admitted, however often and however fast it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.intake.actions.forms import admit_forms
from permanence.service.intake.models import Form
from permanence.service.tickets.models import Entry, Ticket
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = {
    "name": "Nia Example",
    "email": "nia@elsewhere.example",
    "subject": "Faxes wait",
    "description": "Since noon nothing goes out.",
}


def test_an_impatient_person_who_clicks_four_times_makes_one_request(world: World) -> None:
    answers = {"key": str(uuid4()), **ANSWERS}

    def click(_: int) -> str:
        try:
            browser = Client()
            browser.post("/messaging/requests/new", answers)
            return read(browser.get("/messaging/requests/sent"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        pages = list(people.map(click, range(4)))

    with house():
        (ticket,) = Ticket.objects.all()
    assert all(ticket.reference in page for page in pages)


def test_a_form_whose_admission_failed_is_admitted_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket(world.ada)
    browser = follow_link(world.ada, world.messaging)
    browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("permanence.service.intake.actions.forms.bring_in", lambda *_, **__: 1 / 0)
        response = send(browser, f"/messaging/requests/{ticket.reference}", text="Still so.")
        assert response.status_code == 500

    with house():
        assert Form.objects.filter(admitted_at=None).count() == 1
        admit_forms(at=world.at)

    with house():
        assert Entry.objects.filter(ticket=ticket, text="Still so.").count() == 1


def test_a_whole_visit_by_signed_link(world: World) -> None:
    ticket = world.ticket(world.stranger)
    browser = follow_link(world.stranger, world.messaging, reference=ticket.reference)
    address = f"/messaging/requests/{ticket.reference}"

    send(browser, address, text="Noch immer.")
    page = read(browser.get(address))

    assert '<html lang="de"' in page
    assert "Noch immer." in page
    assert browser.get("/messaging/policy").status_code == 200
