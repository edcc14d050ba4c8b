"""Requests and their incident, seen from both: proposed, joined, taken out, resolved together."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import house
from permanence.service.incidents.actions import confirm_suspicion, resolve_incident
from permanence.service.incidents.actions.joining import join_tickets
from permanence.service.incidents.actions.suspecting import hear_subjects
from permanence.service.incidents.models import Incident, Joining, Sign
from permanence.service.tickets.models import Ticket
from permanence.world.catalogue.models import Component
from tests.cast import World, post
from tests.service.incidents.leading import actor_of, declare

SUBJECT = "Fax lines are dead"


@pytest.fixture
def incident(world: World) -> Incident:
    """A suspicion of three customers' requests."""
    tickets = [
        world.ticket(one, subject=SUBJECT) for one in (world.ada, world.claire, world.stranger)
    ]
    with house():
        hear_subjects([f"ticket:{one.pk}" for one in tickets], at=world.at)
        return Incident.objects.get()


def joined() -> int:
    """Return how many requests belong to an incident."""
    with house():
        return Joining.objects.standing().count()


def test_the_page_says_what_spoke_for_it_and_which_requests_belong_to_it(
    world: World, incident: Incident
) -> None:
    page = world.log_in(world.lena).get(f"/desk/incidents/{incident.pk}").content.decode()

    assert "several customers" in page
    assert page.count(SUBJECT) >= 6
    assert "Maison Verdier" in page
    assert "counted by the suspicion" in page


def test_a_later_request_is_proposed_in_both_places_and_joins_in_one_click(
    world: World, incident: Incident
) -> None:
    later = world.ticket(world.bea, subject=SUBJECT)
    with house():
        hear_subjects([f"ticket:{later.pk}"], at=world.at)
    sam = world.log_in(world.sam)
    page = f"/desk/tickets/{later.reference}"
    room = sam.get(f"/desk/incidents/{incident.pk}").content.decode()
    drawer = sam.get(f"{page}?part=drawer&drawer=incident").content.decode()

    assert "These may belong to it" in room
    assert f"perhaps {incident.name}" in sam.get(page).content.decode()
    assert "speaks of the same component" in drawer

    assert post(sam, f"/desk/incidents/{incident.pk}/requests", {"act": "near"}).status_code == 302
    assert joined() == 4
    leave = {"act": "leave", "incident": str(incident.pk)}
    assert post(sam, f"{page}/incident", leave).status_code == 302
    assert joined() == 3
    assert post(sam, f"{page}/incident", leave | {"act": "join"}).status_code == 302
    assert joined() == 4
    assert "let it join the incident" in sam.get(page).content.decode()


def test_requests_join_by_their_references_and_leave_from_the_page(
    world: World, incident: Incident
) -> None:
    other = world.ticket(world.bea, subject="Nothing goes out")
    sam, address = world.log_in(world.sam), f"/desk/incidents/{incident.pk}/requests"

    wrong = post(sam, address, {"act": "join", "references": "1234567890"})
    right = post(sam, address, {"act": "join", "references": other.reference})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert joined() == 4
    assert post(sam, address, {"act": "leave", "ticket": str(other.pk)}).status_code == 302
    assert joined() == 3
    assert post(sam, address, {"act": "leave", "ticket": "x"}).status_code == 404
    assert post(sam, address, {"act": "else"}).status_code == 404


def test_who_does_not_work_on_the_desk_changes_nothing(world: World, incident: Incident) -> None:
    noor = world.log_in(world.noor)

    answer = post(noor, f"/desk/incidents/{incident.pk}/requests", {"act": "near"})

    assert answer.status_code == 404
    assert joined() == 3


def test_somebody_says_of_what_a_request_speaks(world: World, incident: Incident) -> None:
    ticket = world.ticket(world.bea, subject="It is slow")
    with house():
        store = Component.objects.get(key="message-store")
    told = {"act": "component", "component": str(store.pk)}
    address = f"/desk/tickets/{ticket.reference}/incident"

    assert post(world.log_in(world.sam), address, told).status_code == 302

    with house():
        assert Sign.objects.get(ticket=ticket).by_hand


def test_all_are_resolved_together_from_the_page_but_for_one(
    world: World, incident: Incident
) -> None:
    by = actor_of(world, "lena")
    with house():
        confirm_suspicion(incident, at=world.at, by=by)
        resolve_incident(incident, cause="A cable.", at=world.at, by=by)
        ada = Ticket.objects.get(contact=world.ada)
    lena, address = world.log_in(world.lena), f"/desk/incidents/{incident.pk}/requests"
    page = lena.get(f"/desk/incidents/{incident.pk}").content.decode()
    words = {"words-en": "It is over.", "words-fr": "C'est fini.", "words-de": "Es ist vorbei."}

    assert "Resolve them together" in page
    assert 'lang="de"' in page
    told = {"act": "end", **words, "kept": str(ada.pk)}
    assert post(lena, address, told).status_code == 422
    assert post(lena, address, told | {"reason": "Asks for more."}).status_code == 302
    with house():
        states = dict(Ticket.objects.values_list("contact__name", "state"))
    assert sorted(states.values()).count("resolved") == 2
    assert states["Ada Lindqvist"] != "resolved"
    assert "Asks for more." in lena.get(f"/desk/incidents/{incident.pk}").content.decode()


def test_a_breach_is_not_named_on_its_request_to_who_need_not_know_of_it(world: World) -> None:
    ticket, other = world.ticket(), world.ticket(world.bea)
    with house():
        breach = declare(world, kind="security")
        join_tickets(breach, [ticket.pk], at=world.at, by=actor_of(world))
        Ticket.objects.filter(pk=other.pk).update(incident_near=breach.pk)
    pages = [f"/desk/tickets/{one.reference}" for one in (ticket, other)]
    parts = [page + part for page in pages for part in ("", "?part=drawer&drawer=incident")]

    ivo, sam = world.log_in(world.ivo), world.log_in(world.sam)

    answers = [ivo.get(page) for page in parts]
    assert [one.status_code for one in answers] == [200] * 4
    assert not any(breach.name in one.content.decode() for one in answers)
    assert [breach.name in sam.get(page).content.decode() for page in pages] == [True, True]
