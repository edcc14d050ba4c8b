"""Two records of one person are kept as one, and can be two again for a time (SPEC C6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count

from permanence.ground.files.actions import read_content
from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.overview.customers.actions import merge_contacts, undo_contact_merge
from permanence.overview.customers.models import ContactKey, ContactMerge, SharedKey
from permanence.overview.customers.queries.duplicates import baggage_of, pairs_alike
from permanence.overview.customers.rules.merging import POINTING, Choice
from permanence.promises.contracts.queries.bank import technical_contacts
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.queries import unnamed_openers
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.world.accounts.actions import NewContact, add_contacts
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.queries import card_of_contact, recognise_senders
from tests.cast import World, add_contract

PART = Part("error.txt", "text/plain", b"554 refused")
OF_CONTACTS = """
select c.relname || '.' || a.attname from pg_class c
join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attnum > 0
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not c.relispartition and (a.attname = 'contact_id' or exists (
    select 1 from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'
      and f.confrelid = 'accounts_contact'::regclass and f.conkey = array[a.attnum]))
"""


def add_twin(
    world: World,
    *,
    email: str = "a.lindqvist@brightwater.test",
    name: str = "A. Lindqvist",
    place: Organisation | None = None,
) -> Contact:
    """Return another record of Ada."""
    with house():
        key = place.pk if place else None
        [twin] = add_contacts([NewContact(email, name, key, "en", phone="020 7946 0123")]).values()
        return twin


def merge(world: World, merged: Contact, survivor: Contact, **chosen: object) -> ContactMerge:
    """Let two contacts be one, who says what is chosen."""
    is_confirmed = bool(chosen.pop("is_confirmed", False))
    with house():
        fresh = Contact.objects.get(pk=survivor.pk)
        card = replace(card_of_contact(fresh), **chosen)  # type: ignore[arg-type]
        choice = Choice(card, is_confirmed=is_confirmed)
        return merge_contacts(merged, survivor, choice, by=world.lena.actor, at=world.at)


def owner_of(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).contact_id


@pytest.mark.usefixtures("house")
def test_every_column_that_says_whose_it_is_has_its_rule() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OF_CONTACTS)
        found = {str(name) for (name,) in cursor.fetchall()}

    assert found == set(POINTING)


def test_requests_go_along_and_both_addresses_are_the_survivors(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    theirs, own = world.ticket(twin), world.ticket(world.ada)

    merge(world, twin, world.ada, phone="020 7946 0123")

    with house():
        world.ada.refresh_from_db()
        assert world.ada.phone == "020 7946 0123"
        assert [owner_of(one) for one in (theirs, own)] == [world.ada.pk, world.ada.pk]
        known = recognise_senders({twin.email, world.ada.email})
        assert {one.contact for one in known.values()} == {world.ada.pk}
        acts = Act.objects.filter(act="contact.merged")
        assert set(acts.values_list("subject", flat=True)) == {
            f"contact:{twin.pk}",
            f"contact:{world.ada.pk}",
            f"organisation:{world.brightwater.pk}",
        }
        assert acts.latest("pk").facts["changes"] == {"phone": ["", "020 7946 0123"]}
        told = Act.objects.get(act="ticket.contact_merged")
        assert told.subject == f"ticket:{theirs.pk}"


def test_mail_from_either_address_joins_the_file_and_opens_new_ones(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    ticket = world.ticket(world.ada)
    merge(world, twin, world.ada)

    world.letter(sender=twin.email, subject=f"Re: [#{ticket.reference}] still so")
    world.letter(sender=twin.email, subject="Something else")
    digest_letters(at=world.at)

    with house():
        assert Entry.objects.filter(ticket=ticket, author_address=twin.email).exists()
        assert Ticket.objects.filter(contact=world.ada).count() == 2
        assert not Ticket.objects.filter(contact=twin).exists()


def test_senders_are_recognised_in_as_many_questions_as_before(
    world: World, django_assert_num_queries: object
) -> None:
    twin = add_twin(world, place=world.brightwater)
    merge(world, twin, world.ada)

    with house(), django_assert_num_queries(2):  # type: ignore[operator]
        recognise_senders({twin.email, world.ada.email, world.claire.email})


def test_a_contract_that_names_one_address_names_the_person(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="M-1",
            at=world.at - timedelta(days=5),
            starts=date(2026, 1, 1),
            contacts=(twin.email,),
            only_named=True,
        )
    opener = (world.messaging.pk, world.brightwater.pk, world.ada.email)
    with house():
        assert unnamed_openers({opener}, at=world.at) == {opener}

    merge(world, twin, world.ada)

    with house():
        assert unnamed_openers({opener}, at=world.at) == set()
        people = technical_contacts(None, world.brightwater.pk)
        assert twin not in people
        baggage = baggage_of(world.ada, desks=[world.messaging], at=world.at)
        assert baggage.contracts == ("M-1",)


def test_undoing_puts_back_what_moved_and_leaves_what_came_since(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    moved = world.ticket(twin)
    merged = merge(world, twin, world.ada, name="Ada M. Lindqvist")
    with house():
        since = world.ticket(Contact.objects.get(pk=world.ada.pk))

        undo_contact_merge(merged, by=world.lena.actor, at=world.at + timedelta(days=29))

        assert owner_of(moved) == twin.pk
        assert owner_of(since) == world.ada.pk
        world.ada.refresh_from_db()
        assert world.ada.name == "Ada Lindqvist"
        assert recognise_senders({twin.email})[twin.email].contact == twin.pk
        with pytest.raises(Refusal, match="stands"):
            undo_contact_merge(merged, by=world.lena.actor, at=world.at)


def test_a_merge_stands_after_thirty_days(world: World) -> None:
    merged = merge(world, add_twin(world, place=world.brightwater), world.ada)

    with house(), pytest.raises(Refusal, match="stands"):
        undo_contact_merge(merged, by=world.lena.actor, at=world.at + timedelta(days=31))


def test_an_address_of_an_address_follows_and_comes_back(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    first = merge(world, twin, world.ada)
    second = merge(world, world.ada, world.bea)
    with house():
        assert recognise_senders({twin.email})[twin.email].contact == world.bea.pk
        with pytest.raises(Refusal, match="part of a later one"):
            undo_contact_merge(first, by=world.lena.actor, at=world.at)

        undo_contact_merge(second, by=world.lena.actor, at=world.at)

        assert recognise_senders({twin.email})[twin.email].contact == world.ada.pk


def test_a_stranger_is_taken_in_only_when_it_is_meant(world: World) -> None:
    ticket = world.ticket(world.stranger, parts=[PART])
    with pytest.raises(Refusal, match="Confirm"):
        merge(world, world.stranger, world.ada)

    merged = merge(world, world.stranger, world.ada, is_confirmed=True)

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert Ticket.objects.of_contact(world.ada).filter(pk=ticket.pk).exists()
        attachment = Attachment.objects.select_related("blob").get(entry__ticket=ticket)
        assert read_content(attachment.blob) == PART.content
    with house():
        undo_contact_merge(merged, by=world.lena.actor, at=world.at)
        ticket.refresh_from_db()
        assert ticket.contact_id == world.stranger.pk
        assert ticket.organisation_id == world.brightwater.pk


def test_one_address_known_with_and_without_organisation_becomes_one(world: World) -> None:
    twin = add_twin(world, email=world.ada.email)
    ticket = world.ticket(twin)

    merged = merge(world, twin, world.ada, is_confirmed=True)

    with house():
        assert owner_of(ticket) == world.ada.pk
        assert recognise_senders({world.ada.email})[world.ada.email].contact == world.ada.pk
        with pytest.raises(Refusal, match="stands"):
            undo_contact_merge(merged, by=world.lena.actor, at=world.at)


def test_two_strangers_keep_their_files_readable_through_merge_and_undo(world: World) -> None:
    twin = add_twin(world, email="otto@far.example", name="Otto Fremd")
    ticket = world.ticket(twin, parts=[PART])
    world.ticket(world.stranger, parts=[PART])

    merged = merge(world, twin, world.stranger)

    with portal(organisation=None, contact=world.stranger.pk):
        attachment = Attachment.objects.select_related("blob").get(entry__ticket=ticket)
        assert read_content(attachment.blob) == PART.content
    with house():
        undo_contact_merge(merged, by=world.lena.actor, at=world.at)
    with portal(organisation=None, contact=twin.pk):
        attachment = Attachment.objects.select_related("blob").get(entry__ticket=ticket)
        assert read_content(attachment.blob) == PART.content
    with portal(organisation=None, contact=world.stranger.pk):
        assert not Ticket.objects.filter(pk=ticket.pk).exists()


def test_requests_of_another_customer_never_go_along(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    merge(world, world.claire, world.ada, is_confirmed=True)

    with house():
        ticket.refresh_from_db()
        assert (ticket.contact_id, ticket.organisation_id) == (world.claire.pk, world.verdier.pk)
        assert recognise_senders({world.claire.email})[world.claire.email].contact == world.ada.pk
    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert not Ticket.objects.filter(pk=ticket.pk).exists()


def test_likely_duplicates_are_found_for_a_customer_and_for_one_contact(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    stranger = add_twin(world, email=world.claire.email, name="Claire A.")
    with house():
        Contact.objects.filter(pk=world.claire.pk).update(phone="+44 20 7946 0123")

        here = pairs_alike(organisation=world.brightwater.pk)
        alike = pairs_alike(contact=world.claire.pk)
        every = pairs_alike()

    assert {(one.one.pk, one.other.pk) for one in here} >= {(world.ada.pk, twin.pk)}
    assert {frozenset((one.one.pk, one.other.pk)) for one in alike} == {
        frozenset((world.claire.pk, twin.pk)),
        frozenset((world.claire.pk, stranger.pk)),
    }
    assert len(every) == 4
    merge(world, twin, world.ada)
    with house():
        assert all(twin.pk not in (one.one.pk, one.other.pk) for one in pairs_alike())


def test_who_changes_is_found_by_what_is_so_now(world: World) -> None:
    twin = add_twin(
        world, email="reception@brightwater.test", name="Somebody Else", place=world.brightwater
    )

    def found() -> list[tuple[int, int]]:
        return [
            (one.one.pk, one.other.pk)
            for one in pairs_alike(contact=twin.pk)
            if world.ada.pk in (one.one.pk, one.other.pk)
        ]

    with house():
        Contact.objects.filter(pk=twin.pk).update(phone="")
        assert found() == []
        Contact.objects.filter(pk=twin.pk).update(name=world.ada.name)
        assert len(found()) == 1
        Contact.objects.filter(pk=twin.pk).update(name="Somebody Else")
        assert found() == []


def test_how_many_have_a_key_is_counted_with_every_change(world: World) -> None:
    def counted() -> dict[str, int]:
        return dict(SharedKey.objects.values_list("key", "contacts"))

    def had() -> dict[str, int]:
        keys = ContactKey.objects.values("key").annotate(Count("contact"))
        return dict(keys.values_list("key", "contact__count"))

    twin = add_twin(world, place=world.brightwater)
    with house():
        assert counted() == had()
        assert max(had().values()) > 1
        Contact.objects.filter(pk=twin.pk).update(name=world.ada.name, phone=world.ada.phone)
        assert counted() == had()
        done = merge(world, twin, world.ada)
        assert counted() == had()
        undo_contact_merge(done, by=world.lena.actor, at=world.at)
        assert counted() == had()
        ContactKey.objects.all().delete()
        assert counted() == {}


def test_what_is_merged_is_known_by_nothing_until_it_is_undone(world: World) -> None:
    twin = add_twin(world, place=world.brightwater)
    with house():
        keys = ContactKey.objects.filter(contact=twin)
        before = set(keys.values_list("key", flat=True))
    assert "address:a.lindqvist@brightwater.test" in before

    done = merge(world, twin, world.ada)
    with house():
        assert not keys.exists()
        undo_contact_merge(done, by=world.lena.actor, at=world.at)
        assert set(keys.values_list("key", flat=True)) == before
