"""Duplicate contacts on the desk: found, compared, merged, parted; and what the portal does."""

from __future__ import annotations

import pytest
from django.test import Client

from permanence.faces.portal.links import send_links
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.customers.models import ContactMerge
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions import NewContact, add_contacts, sign_contact
from permanence.world.accounts.models import Contact
from tests.cast import World, post


@pytest.fixture
def twin(world: World) -> Contact:
    with house():
        Contact.objects.filter(pk=world.ada.pk).update(phone="+44 20 7946 0123")
        [made] = add_contacts(
            [
                NewContact(
                    "ada.lindqvist@brightwater.test",
                    "Lindqvist, Ada",
                    world.brightwater.pk,
                    "de",
                    phone="020 7946 0123",
                )
            ]
        ).values()
        return made


def test_duplicates_are_shown_with_what_says_so(world: World, twin: Contact) -> None:
    client = world.log_in(world.sam)

    page = client.get(f"/desk/contacts/duplicates?organisation={world.brightwater.pk}")
    text = page.content.decode()

    assert "same phone number, nearly the same name, same name before the @" in text
    assert twin.email in text
    assert "Compare" not in text
    assert client.get(f"/desk/contacts/{world.ada.pk}/merge/{twin.pk}").status_code == 403


def test_a_supervisor_merges_two_and_parts_them_again(world: World, twin: Contact) -> None:
    ticket = world.ticket(twin)
    client = world.log_in(world.lena)
    address = f"/desk/contacts/{world.ada.pk}/merge/{twin.pk}"

    shown = client.get(address).content.decode()
    answer = post(client, address, {"name": "survivor", "phone": "merged", "language": "merged"})
    page = client.get(answer["Location"]).content.decode()
    alias = client.get(f"/desk/contacts/{twin.pk}").content.decode()
    timeline = client.get(f"/desk/tickets/{ticket.reference}").content.decode()

    assert "1 request goes along, of which 1 open." in shown
    assert "ada.lindqvist@brightwater.test is recognised" in shown
    assert "020 7946 0123" in page
    assert "<s>English</s> → <b>German</b>" in page
    assert "Undo the merge" in page
    assert "Merged into" in alias
    assert f"/desk/contacts/{twin.pk}/edit" not in alias
    assert "merged the contact" in timeline
    assert client.get(address).status_code == 404
    with house():
        merge = ContactMerge.objects.get()
        assert Ticket.objects.get(pk=ticket.pk).contact_id == world.ada.pk

    undone = post(client, f"/desk/contacts/merges/{merge.pk}/undo")

    assert undone.status_code == 302
    with house():
        assert Ticket.objects.get(pk=ticket.pk).contact_id == twin.pk
        assert Contact.objects.get(pk=world.ada.pk).language == "en"


def test_two_customers_are_merged_only_when_both_are_meant(world: World) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/contacts/{world.ada.pk}/merge/{world.claire.pk}"
    chosen = {"name": "survivor", "language": "survivor"}

    shown = client.get(address).content.decode()
    refused = post(client, address, chosen)

    assert "the requests of Claire Aubin at Maison Verdier stay with Maison Verdier" in shown
    assert refused.status_code == 409
    assert post(client, address, {**chosen, "is_confirmed": "on"}).status_code == 302


def test_the_other_contact_is_named_by_its_address(world: World, twin: Contact) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/contacts/duplicates?contact={world.stranger.pk}"

    found = post(client, address, {"address": world.ada.email})
    unknown = post(client, address, {"address": "nobody@elsewhere.example"})

    assert found["Location"] == f"/desk/contacts/{world.ada.pk}/merge/{world.stranger.pk}"
    assert "There is no other contact with this address." in unknown.content.decode()


def test_a_merged_contact_stands_in_no_list_but_is_found(world: World, twin: Contact) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/contacts/{world.ada.pk}/merge/{twin.pk}"
    post(client, address, {"name": "survivor", "phone": "survivor", "language": "survivor"})

    everybody = client.get("/desk/customers?show=contacts").content.decode()
    found = client.get(f"/desk/customers?show=contacts&search={twin.email}").content.decode()

    assert twin.email not in everybody
    assert "merged into Ada Lindqvist" in found


def test_the_portal_session_of_a_merged_contact_ends(world: World, twin: Contact) -> None:
    ticket = world.ticket(twin)
    visitor = Client()
    link = f"/messaging/enter/{sign_contact(twin.pk)}"
    visitor.get(link)
    before = visitor.get(f"/messaging/requests/{ticket.reference}").status_code
    lena = world.log_in(world.lena)
    address = f"/desk/contacts/{world.ada.pk}/merge/{twin.pk}"
    post(lena, address, {"name": "survivor", "phone": "survivor", "language": "survivor"})

    after = visitor.get(f"/messaging/requests/{ticket.reference}").status_code
    with house():
        _version, policy = policy_in_force("messaging", at=world.at)
        sent = send_links(twin.email, desk=world.messaging, policy=policy, at=world.at)
        mail = Message.objects.latest("pk")

    assert (before, after) == (200, 302)
    assert Client().get(link).status_code == 410
    assert sent == 1
    assert mail.recipients == [world.ada.email]
