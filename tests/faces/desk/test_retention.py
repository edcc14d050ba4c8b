"""For how long things are kept, and what is held, on the desk."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import house
from permanence.overview.privacy.models import Hold, ScheduleVersion
from permanence.service.tickets.models import Entry
from permanence.world.accounts.models import Specialist
from tests.cast import World, post


@pytest.fixture
def manager(world: World) -> Specialist:
    """Somebody who may write schedules and place holds on the messaging desk."""
    return world.hire("Mara Lind", "manager")


def test_a_schedule_is_written_with_its_reasons_and_shown(
    world: World, manager: Specialist
) -> None:
    client = world.log_in(manager)
    assert "everything is kept" in client.get("/desk/retention").content.decode()

    answers = {"files_months": "24", "files_reason": "Contract, clause 9"}
    assert post(client, "/desk/retention/edit", answers).status_code == 302

    page = client.get("/desk/retention").content.decode()
    assert "Version 1, written by Mara Lind" in page
    assert "Contract, clause 9" in page
    with house():
        assert ScheduleVersion.objects.get().schedule.months("files") == 24
    wrong = post(client, "/desk/retention/edit", {"files_months": "24"})
    assert wrong.status_code == 422
    assert "Say why it goes" in wrong.content.decode()


def test_a_file_under_a_hold_says_so_and_a_secret_in_it_needs_a_yes(
    world: World, manager: Specialist
) -> None:
    ticket = world.ticket(text="the password is hunter2!x")
    client = world.log_in(manager)
    address = f"/desk/tickets/{ticket.reference}"
    assert "under a legal hold" not in client.get(address).content.decode()
    placed = post(client, f"/desk/holds/new?ticket={ticket.pk}", {"reason": "A claim"})
    assert placed.status_code == 302

    page = client.get(f"{address}?open=keeping").content.decode()
    assert "under a legal hold" in page
    assert "A claim" in page
    with house():
        entry = Entry.objects.get(ticket=ticket, direction="in")
    redact = f"/desk/entries/{entry.pk}/redact"
    answers = {"pieces": "hunter2!x", "why": "secret"}
    refused = post(world.log_in(world.sam), redact, answers)
    assert refused.status_code == 409
    assert "A legal hold keeps this" in refused.content.decode()
    agreed = post(client, redact, answers | {"agreed": "on"})
    assert "Black out for good" in agreed.content.decode()


def test_a_hold_stands_on_the_page_of_its_customer_until_it_is_released(
    world: World, manager: Specialist
) -> None:
    client, number = world.log_in(manager), world.brightwater.pk
    post(client, f"/desk/holds/new?organisation={number}", {"reason": "A claim"})
    post(client, f"/desk/holds/new?contact={world.ada.pk}", {"reason": "Another"})

    assert "A claim" in client.get(f"/desk/customers/{number}").content.decode()
    person = client.get(f"/desk/contacts/{world.ada.pk}").content.decode()
    assert "A claim" in person
    assert "Another" in person
    assert "Brightwater Insurance" in client.get("/desk/holds").content.decode()
    with house():
        hold = Hold.objects.get(organisation_id=number)
    assert post(client, f"/desk/holds/{hold.pk}/release", {}).status_code == 422
    released = post(client, f"/desk/holds/{hold.pk}/release", {"reason": "Settled"})
    assert released.status_code == 302
    assert "Released by Mara Lind" in client.get("/desk/holds").content.decode()


def test_who_may_not_hold_sees_holds_and_no_way_to_change_them(
    world: World, manager: Specialist
) -> None:
    ticket = world.ticket()
    post(world.log_in(manager), f"/desk/holds/new?ticket={ticket.pk}", {"reason": "A claim"})

    page = world.log_in(world.ivo).get("/desk/holds").content.decode()

    assert "A claim" in page
    assert "/release" not in page


def test_a_person_is_handed_out_and_erased_by_who_may(world: World, manager: Specialist) -> None:
    client, page = world.log_in(manager), f"/desk/contacts/{world.bea.pk}"
    assert f"{page}/erasure" in client.get(page).content.decode()
    handed = client.get(f"{page}/export.json")
    assert handed.json()["person"][0]["email"] == world.bea.email
    shown = client.get(f"{page}/erasure").content.decode()
    assert "What stays, and why" in shown

    assert post(client, f"{page}/erasure", {"reason": "By letter"}).status_code == 422
    done = post(client, f"{page}/erasure", {"reason": "By letter", "sure": "on"})

    assert done.status_code == 302
    assert "Bea Marlow" not in client.get(page).content.decode()


def test_who_has_an_open_request_is_not_erased(world: World, manager: Specialist) -> None:
    world.ticket(world.bea)
    client, page = world.log_in(manager), f"/desk/contacts/{world.bea.pk}/erasure"

    refused = post(client, page, {"reason": "By letter", "sure": "on"})

    assert refused.status_code == 409
    assert "end them first" in refused.content.decode()
