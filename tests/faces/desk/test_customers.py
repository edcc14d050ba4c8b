"""Customers and their people on the desk: found, read, written down, changed, moved."""

from __future__ import annotations

from typing import Any

import pytest

from permanence.ground.journal.models import Access, Act
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions import NewContact, add_contacts, add_organisation
from permanence.world.accounts.models import Contact, Organisation, OrganisationDomain
from tests.cast import World, post

ORGANISATION: dict[str, Any] = {
    "name": "Northgate Supplies",
    "language": "de",
    "zone": "Europe/Berlin",
    "region": "germany",
    "domains": "northgate.example\nmail.northgate.example",
}
CONTACT: dict[str, Any] = {
    "name": "Ada Lindqvist",
    "email": "ada.lindqvist@brightwater.example",
    "phone": "+44 20 7946 0123",
    "language": "en",
    "zone": "",
    "region": "",
    "is_technical": "on",
}


def read(world: World, address: str, who: str = "sam") -> str:
    return str(world.log_in(getattr(world, who)).get(address).content.decode())


@pytest.mark.parametrize("search", ["bright", "Brightwater Insurance", "brightwater.exa"])
def test_an_organisation_is_found_by_name_or_domain(world: World, search: str) -> None:
    page = read(world, f"/desk/customers?search={search}")

    assert "Brightwater Insurance" in page
    assert "2 contacts" in page
    assert "Maison Verdier" not in page


@pytest.mark.parametrize("search", ["lindq", "ada.lindqvist@b", "7946 0123", "020-7946-0123"])
def test_a_contact_is_found_by_name_address_or_phone(world: World, search: str) -> None:
    with house():
        Contact.objects.filter(pk=world.ada.pk).update(phone="+44 (20) 7946-0123")

    page = read(world, f"/desk/customers?show=contacts&search={search}")

    assert "Ada Lindqvist" in page
    assert "Bea Marlow" not in page


def test_who_belongs_nowhere_waits_in_a_list_of_its_own(world: World) -> None:
    unplaced = read(world, "/desk/customers?show=unplaced")

    assert "Otto Fremd" in unplaced
    assert "Ada Lindqvist" not in unplaced
    assert "Otto Fremd" not in read(world, "/desk/customers?show=contacts")


def test_the_lists_go_on_from_their_last_row(world: World) -> None:
    with house():
        for number in range(60):
            add_organisation(
                name=f"Customer {number:02}", language="en", zone="UTC", region="", domains=[]
            )
    client = world.log_in(world.sam)

    first = client.get("/desk/customers?desk=messaging")
    address = first.context["pager"]["next_url"]
    second = client.get(address).content.decode()

    assert "Customer 40" in first.content.decode()
    assert "Customer 59" in second
    assert "Customer 40" not in second


@pytest.mark.parametrize("after", ["x", "1", "-3|a", "99999999999999999999|a", "%00|", "²|a"])
def test_a_place_that_is_none_begins_the_list(world: World, after: str) -> None:
    assert world.log_in(world.sam).get(f"/desk/customers?after={after}").status_code == 200


def test_a_customers_page_shows_people_contracts_and_requests(world: World) -> None:
    open_one = world.ticket(world.claire, desk=world.content, subject="Pages blanches")
    elsewhere = world.ticket(world.claire, desk=world.messaging, subject="Fax perdu")

    page = read(world, f"/desk/customers/{world.verdier.pk}", "noor")

    assert "Claire Aubin" in page
    assert "verdier.example" in page
    assert "CV-2026-07" in page
    assert "in force" in page
    assert open_one.subject in page
    assert elsewhere.subject not in page
    with house():
        assert Access.objects.filter(subject=f"organisation:{world.verdier.pk}").exists()


def test_a_contacts_page_shows_how_to_reach_them_and_what_is_open(world: World) -> None:
    ticket = world.ticket(world.ada)

    page = read(world, f"/desk/contacts/{world.ada.pk}")

    assert "Brightwater Insurance" in page
    assert world.ada.email in page
    assert ticket.subject in page


def test_the_ticket_leads_to_its_contact_and_organisation(world: World) -> None:
    ticket = world.ticket(world.ada)

    page = read(world, f"/desk/tickets/{ticket.reference}")

    assert f"/desk/contacts/{world.ada.pk}" in page
    assert f"/desk/customers/{world.brightwater.pk}" in page


def test_a_supervisor_writes_a_customer_down(world: World) -> None:
    client = world.log_in(world.lena)

    answer = post(client, "/desk/customers/new", ORGANISATION)

    with house():
        made = Organisation.objects.get(name="Northgate Supplies")
        domains = set(
            OrganisationDomain.objects.filter(organisation=made).values_list("domain", flat=True)
        )
    assert answer.status_code == 302
    assert domains == {"northgate.example", "mail.northgate.example"}
    assert "Added" in read(world, f"/desk/customers/{made.pk}", "lena")


def test_every_change_stands_on_the_page_as_it_was_and_as_it_is(world: World) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/customers/{world.brightwater.pk}"
    changed = ORGANISATION | {"name": "Brightwater Group", "domains": "bw.example"}

    answer = post(client, f"{address}/edit", changed)
    page = client.get(address).content.decode()

    assert answer.status_code == 302
    assert "<s>Brightwater Insurance</s> → <b>Brightwater Group</b>" in page
    assert "<s>brightwater.example</s> → <b>bw.example</b>" in page
    assert "Lena Vos" in page
    with house():
        assert Contact.objects.filter(organisation=world.brightwater).count() == 2


def test_what_is_not_changed_is_not_recorded(world: World) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/contacts/{world.bea.pk}/edit"
    same = CONTACT | {"name": "Bea Marlow", "email": world.bea.email, "phone": ""}
    del same["is_technical"]

    post(client, address, same)

    with house():
        assert not Act.objects.filter(subject=f"contact:{world.bea.pk}").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "maison verdier"}, "of this name already"),
        ({"domains": "gmail.com"}, "cannot stand for an organisation"),
        ({"domains": "no domain"}, "is no mail domain"),
        ({"zone": "Europe/Nowhere"}, "Nowhere"),
    ],
)
def test_what_cannot_be_a_customer_is_refused(
    world: World, wrong: dict[str, str], words: str
) -> None:
    client = world.log_in(world.lena)

    answer = post(client, "/desk/customers/new", ORGANISATION | wrong)

    assert answer.status_code in {409, 422}
    assert words in answer.content.decode()
    with house():
        assert Organisation.objects.count() == 2


def test_a_specialist_corrects_a_contact(world: World) -> None:
    client = world.log_in(world.sam)

    answer = post(client, f"/desk/contacts/{world.ada.pk}/edit", CONTACT)
    page = client.get(f"/desk/contacts/{world.ada.pk}").content.decode()

    assert answer.status_code == 302
    assert "<s>—</s> → <b>+44 20 7946 0123</b>" in page
    assert "<s>no</s> → <b>yes</b>" in page
    assert "Sam Okoro" in page


def test_a_contact_is_added_to_an_organisation_once(world: World) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/customers/{world.brightwater.pk}/contacts/new"
    newcomer = CONTACT | {"name": "Cy Dean", "email": "Cy.Dean@brightwater.example"}

    first = post(client, address, newcomer)
    again = post(client, address, newcomer)

    assert first.status_code == 302
    assert again.status_code == 409
    with house():
        assert Contact.objects.get(email="cy.dean@brightwater.example").is_technical


def test_a_supervisor_puts_a_stranger_into_an_organisation(world: World) -> None:
    ticket = world.ticket(world.stranger)
    client = world.log_in(world.lena)
    address = f"/desk/contacts/{world.stranger.pk}/move"

    asked = client.get(address).content.decode()
    answer = post(client, address, {"organisation": "brightw"})
    page = client.get(f"/desk/contacts/{world.stranger.pk}").content.decode()

    assert "1 request goes with this contact" in asked
    assert answer.status_code == 302
    assert "was put into Brightwater Insurance, with 1 request" in page
    assert client.get(address).status_code == 404
    with house():
        assert Ticket.objects.get(pk=ticket.pk).organisation_id == world.brightwater.pk
    timeline = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "this file went along" in timeline


@pytest.mark.parametrize("name", ["i", "Nobody at all"])
def test_a_name_that_does_not_mean_one_organisation_moves_nobody(world: World, name: str) -> None:
    client = world.log_in(world.lena)

    answer = post(client, f"/desk/contacts/{world.stranger.pk}/move", {"organisation": name})

    assert answer.status_code == 422
    with house():
        assert Contact.objects.get(pk=world.stranger.pk).organisation_id is None


def test_the_domain_of_an_address_suggests_the_organisation(world: World) -> None:
    with house():
        [lost] = add_contacts([NewContact("cy@verdier.example", "Cy", None, "fr")]).values()

    page = read(world, f"/desk/contacts/{lost.pk}/move", "lena")

    assert 'value="Maison Verdier"' in page


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("sam", ["customers/new", "customers/{org}/edit", "contacts/{stranger}/move"]),
        (
            "ivo",
            [
                "customers/new",
                "customers/{org}/edit",
                "customers/{org}/contacts/new",
                "contacts/{stranger}/edit",
                "contacts/{stranger}/move",
            ],
        ),
    ],
)
def test_who_may_not_is_refused(world: World, who: str, refused: list[str]) -> None:
    client = world.log_in(getattr(world, who))
    places = {"org": world.brightwater.pk, "stranger": world.stranger.pk}

    for path in refused:
        assert post(client, f"/desk/{path.format(**places)}").status_code == 403
    assert client.get(f"/desk/customers/{world.brightwater.pk}").status_code == 200
    assert client.get(f"/desk/contacts/{world.stranger.pk}").status_code == 200


def test_who_is_not_there_is_not_found(world: World) -> None:
    client = world.log_in(world.lena)

    assert client.get("/desk/customers/999999").status_code == 404
    assert client.get("/desk/contacts/999999").status_code == 404


def test_a_person_who_left_is_noted_with_who_takes_over_and_comes_back(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.lena)
    address = f"/desk/contacts/{world.ada.pk}"
    page = client.get(f"{address}/leave").content.decode()
    assert "1 open request goes to whom you choose." in page
    assert "Bea Marlow" in page
    assert "Claire Aubin" not in page

    assert post(client, f"{address}/leave", {"to": world.bea.pk}).status_code == 302

    page = client.get(address).content.decode()
    assert "Has left" in page
    assert "took over 1 open request from" in page
    assert client.get(f"{address}/leave").status_code == 404
    file = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "noted that Ada Lindqvist" in file
    assert post(client, f"{address}/return").status_code == 302
    assert "Is there again" in client.get(address).content.decode()


def test_who_may_not_change_organisations_notes_nobodys_leaving(world: World) -> None:
    for who in (world.sam, world.ivo):
        client = world.log_in(who)
        for act in ("leave", "return"):
            answer = post(client, f"/desk/contacts/{world.ada.pk}/{act}")
            assert answer.status_code == 403
        assert "/leave" not in client.get(f"/desk/contacts/{world.ada.pk}").content.decode()
