"""What an organisation's own people keep of it on the portal, each as far as their role goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.intake.actions.forms import admit_forms, send_matter
from permanence.service.intake.models import Form
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact
from permanence.world.accounts.queries import recognise_senders
from permanence.world.catalogue.actions import enter_installation, retire_installation
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.rules import InstallationCard
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

PLACE = "/messaging/organisation"
CARD = InstallationCard("Main", "Fax to mail", "production", "desk", "customer")
TYPED: dict[str, Any] = {
    "name": "Main",
    "product": "Fax to mail",
    "purpose": "production",
    "runs_at": "desk",
    "keeper": "customer",
}
INVITED: dict[str, Any] = {
    "name": "Cem Aydin",
    "email": "Cem.Aydin@brightwater.example",
    "language": "de",
    "is_technical": "on",
}


def make(contact: Contact, **roles: bool) -> Contact:
    """Let somebody be more than a contact."""
    with house():
        Contact.objects.filter(pk=contact.pk).update(**roles)
    return contact


@pytest.fixture
def main(world: World) -> Installation:
    """What Brightwater runs."""
    with house():
        by = Actor("specialist:1", "Sam Okoro")
        return enter_installation(world.brightwater, CARD, by=by, at=world.at)


def test_a_technical_contact_writes_down_what_the_organisation_runs(world: World) -> None:
    browser = follow_link(make(world.ada, is_technical=True), world.messaging)

    send(browser, f"{PLACE}/installations/new", **TYPED)

    with house():
        made = Installation.objects.get()
        assert made.organisation_id == world.brightwater.pk
        assert made.confirmed_by == f"contact:{world.ada.pk}"
    address = f"{PLACE}/installations/{made.pk}"
    send(browser, f"{address}/pieces/version", value="6.2", since="2026-03-01T08:00")
    assert "6.2" in read(browser.get(address))
    with house():
        assert Piece.objects.get().written_name == "Ada Lindqvist"
        assert [act.actor for act in Act.objects.filter(subject=f"installation:{made.pk}")] == [
            f"contact:{world.ada.pk}"
        ] * 2


def test_a_record_that_is_old_is_asked_about_until_it_is_confirmed(
    world: World, main: Installation
) -> None:
    with house():
        Installation.objects.update(confirmed_at=world.at - timedelta(days=400))
    browser = follow_link(make(world.ada, is_technical=True), world.messaging)
    assert "Is this still so?" in read(browser.get("/messaging/"))
    assert "Is this still so?" not in read(
        follow_link(world.bea, world.messaging).get("/messaging/")
    )

    send(browser, f"{PLACE}/installations/{main.pk}/acts/confirm")

    assert "Is this still so?" not in read(browser.get("/messaging/"))


def test_what_the_house_refuses_comes_back_and_can_be_sent_again(
    world: World, main: Installation
) -> None:
    browser = follow_link(make(world.ada, is_technical=True), world.messaging)
    address = f"{PLACE}/installations/new"

    refused = send(browser, address, **TYPED)

    assert refused.status_code == 409
    assert "There is an installation of this name already: Main." in read(refused)
    keys = {form["key"] for form in _forms()}
    assert refused.context["form"]["key"].value() not in keys


def _forms() -> list[dict[str, str]]:
    with house():
        return [{"key": str(one.key)} for one in Form.objects.all()]


def test_rights_that_went_while_a_form_was_on_its_way_are_asked_again(
    world: World, main: Installation
) -> None:
    with house():
        answers = {"act": "retire", "installation": main.pk}
        key = uuid4()
        send_matter(
            "environment", answers, key=key, desk=world.messaging.pk, by=world.bea, at=world.at
        )
        admit_forms(at=world.at)

        assert Form.objects.get(key=key).refusal
        assert Installation.objects.standing().count() == 1


def test_nobody_touches_what_another_organisation_runs(world: World, main: Installation) -> None:
    browser = follow_link(make(world.claire, is_administrator=True), world.messaging)

    assert browser.get(f"{PLACE}/installations/{main.pk}").status_code == 404
    assert browser.get(f"{PLACE}/installations/{main.pk}/edit").status_code == 404
    assert browser.get(f"{PLACE}/people/{world.ada.pk}").status_code == 404


def test_a_request_names_what_it_is_about(world: World, main: Installation) -> None:
    browser = follow_link(world.ada, world.messaging)

    send(
        browser,
        "/messaging/requests/new",
        subject="Faxes wait",
        description="Since noon.",
        installation=str(main.pk),
    )

    with house():
        assert Ticket.objects.get().installation_id == main.pk


def test_what_is_out_of_use_is_offered_no_more(world: World, main: Installation) -> None:
    with house():
        retire_installation(main, by=Actor("specialist:1", "Sam"), at=world.at)

    page = read(follow_link(world.ada, world.messaging).get("/messaging/requests/new"))

    assert "What is it about?" not in page


@pytest.mark.parametrize("roles", [{}, {"is_technical": True}, {"decides_costs": True}])
def test_only_an_administrator_keeps_the_people(world: World, roles: dict[str, bool]) -> None:
    browser = follow_link(make(world.ada, **roles), world.messaging)

    assert browser.get(f"{PLACE}/invite").status_code == 404
    assert browser.get(f"{PLACE}/people/{world.bea.pk}").status_code == 404


def test_an_administrator_invites_somebody_who_gets_a_link_in_their_language(world: World) -> None:
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)

    send(browser, f"{PLACE}/invite", **INVITED)

    with house():
        cem = Contact.objects.get(email="cem.aydin@brightwater.example")
        assert (cem.organisation_id, cem.is_technical) == (world.brightwater.pk, True)
        mail = Message.objects.get(owner=f"contact:{cem.pk}")
    assert mail.language == "de"
    assert "/messaging/enter/" in mail.text
    assert "Cem Aydin" in read(browser.get(PLACE))


def test_an_address_of_another_customer_is_not_taken_and_nothing_is_told_of_it(
    world: World,
) -> None:
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)

    refused = send(browser, f"{PLACE}/invite", **INVITED | {"email": world.claire.email})

    assert refused.status_code == 409
    assert "We cannot take this address here." in read(refused)
    assert "Verdier" not in read(refused)


def test_who_is_taken_away_is_signed_out_told_and_recognised_no_more(world: World) -> None:
    world.ticket(world.bea)
    leaver = follow_link(world.bea, world.messaging)
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)

    send(browser, f"{PLACE}/people/{world.bea.pk}", act="remove")

    assert leaver.get("/messaging/requests").status_code == 302
    assert "Bea Marlow" not in read(browser.get(PLACE))
    with house():
        assert Message.objects.filter(owner=f"contact:{world.bea.pk}", kind="person").exists()
        assert recognise_senders({world.bea.email})[world.bea.email].is_ambiguous


def test_who_was_taken_away_may_be_invited_again(world: World) -> None:
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)
    send(browser, f"{PLACE}/people/{world.bea.pk}", act="remove")

    send(browser, f"{PLACE}/invite", name="Bea Marlow", email=world.bea.email, language="en")

    with house():
        assert Contact.objects.get(pk=world.bea.pk).left_at is None


def test_an_administrator_says_who_decides_on_costs_but_never_ends_their_own_office(
    world: World,
) -> None:
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)

    send(browser, f"{PLACE}/people/{world.bea.pk}", decides_costs="on")
    refused = send(browser, f"{PLACE}/people/{world.ada.pk}", is_technical="on")

    assert refused.status_code == 409
    with house():
        assert Contact.objects.get(pk=world.bea.pk).decides_costs
        assert Contact.objects.get(pk=world.ada.pk).is_administrator


def test_an_administrator_reads_all_requests_and_answers_only_their_own(world: World) -> None:
    ticket = world.ticket(world.bea, subject="What Bea asked")
    address = f"/messaging/requests/{ticket.reference}"
    assert follow_link(world.ada, world.messaging).get(address).status_code == 404
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)

    assert "What Bea asked" in read(browser.get("/messaging/requests?whose=all"))
    assert "What Bea asked" not in read(browser.get("/messaging/requests"))
    page = browser.get(address)
    assert page.status_code == 200
    assert page.context["reply"] is None
    assert send(browser, address, text="Let me in.").status_code == 404


def test_a_ticket_shows_what_its_contact_is_authorised_for(world: World) -> None:
    ticket = world.ticket(make(world.ada, decides_costs=True))

    page = read(world.log_in(world.sam).get(f"/desk/tickets/{ticket.reference}"))

    assert "Authorised for" in page
    assert "Decide on work that the hours do not pay for" in page


def test_what_is_for_its_author_alone_is_kept_from_the_administrator_too(world: World) -> None:
    ticket = world.ticket(world.bea, subject="For Bea alone")
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(contact_only=True)
    browser = follow_link(make(world.ada, is_administrator=True), world.messaging)

    assert "For Bea alone" not in read(browser.get("/messaging/requests?whose=all"))
    assert browser.get(f"/messaging/requests/{ticket.reference}").status_code == 404
