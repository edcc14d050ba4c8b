"""A secret leaves confidential copies too, whoever takes it out, and nobody learns of them."""

from __future__ import annotations

import pytest

from permanence.ground.files.models import Blob
from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, staff
from permanence.overview.privacy.actions.redacting import Wish, redact_everywhere
from permanence.service.tickets.actions import Answer, answer_ticket
from permanence.service.tickets.actions.merging import Merging, merge_tickets, undo_merge
from permanence.service.tickets.actions.secrecy import keep_confidential
from permanence.service.tickets.actions.splitting import split_entry
from permanence.service.tickets.models import Attachment, Entry, Merge, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.secrecy import Circle
from permanence.world.accounts.models import Specialist
from tests.cast import World, post
from tests.overview.privacy.sweeping import scan_tables
from tests.service.tickets.acting import policy_of

SECRET = "Zq7walrusVelvet9"
FILE = Part("keys.txt", "text/plain", f"the key is {SECRET}".encode())


@pytest.fixture
def copied(world: World) -> tuple[Entry, Ticket]:
    """A message with a secret and a file, and its copy, of which Sam alone knows."""
    origin = world.ticket(text=f"My password is {SECRET}.", parts=[FILE])
    with house():
        entry = origin.entries.get(direction="in")
        copy = split_entry(entry, subject="Apart", by=world.sam.actor, at=world.at)
        seal(world, copy, f"Her password was {SECRET}.")
        return entry, copy


def seal(world: World, ticket: Ticket, answer: str = "") -> None:
    """Let Sam alone know of a file in which more was said."""
    by = world.sam.actor
    if answer:
        answer_ticket(ticket, Answer(answer), policy=policy_of(ticket), by=by, at=world.at)
    circle = Circle(frozenset({world.sam.pk}))
    keep_confidential(ticket, circle, reason="A dismissal.", by=by, at=world.at)


def redact(world: World, who: Specialist, entry: Entry, wish: Wish) -> dict[str, int]:
    """Take something out as this member of staff would; return what they are told."""
    with staff(reader=who.user_id, at=world.at):
        return dict(redact_everywhere(entry, wish, by=who.actor, at=world.at).counts)


def acts_on(ticket: Ticket) -> list[dict[str, object]]:
    rows = Act.objects.filter(subject=f"ticket:{ticket.pk}", act="ticket.redacted")
    return [one.facts for one in rows.order_by("pk")]


def test_who_may_not_know_of_a_copy_cleans_it_and_learns_nothing(
    world: World, copied: tuple[Entry, Ticket]
) -> None:
    entry, copy = copied

    told = redact(world, world.lena, entry, Wish("secret", (SECRET,), note="By mistake."))

    assert scan_tables({SECRET.encode()}) == set()
    assert told["entries"] == 1
    with house():
        [open_facts], [facts] = acts_on(entry.ticket), acts_on(copy)
        assert open_facts["counts"] == told
        assert facts["counts"]["entries"] == 3  # type: ignore[index]
        assert not Attachment.objects.exists()
        assert not Blob.objects.filter(size=len(FILE.content)).exists()


def test_a_file_goes_from_the_copy_as_well(world: World, copied: tuple[Entry, Ticket]) -> None:
    entry, copy = copied
    with house():
        own = Attachment.objects.get(entry=entry).pk
        assert Attachment.objects.filter(entry__ticket=copy).count() == 1

    told = redact(world, world.lena, entry, Wish("secret", files=(own,)))

    assert told["files"] == 1
    with house():
        assert not Attachment.objects.exists()
        assert SECRET in Entry.objects.get(ticket=copy, direction="in").text


def test_what_is_written_in_the_confidential_file_is_told_in_no_other(
    world: World, copied: tuple[Entry, Ticket]
) -> None:
    entry, copy = copied
    with house():
        inside = Entry.objects.get(ticket=copy, direction="in")

    redact(world, world.sam, inside, Wish("secret", (SECRET,), note="Of the dismissal."))

    assert scan_tables({SECRET.encode()}) == set()
    with house():
        [open_facts], [facts] = acts_on(entry.ticket), acts_on(copy)
        assert (open_facts["note"], open_facts["counts"]) == ("", {})
        assert facts["note"] == "Of the dismissal."


def test_the_page_cleans_what_it_does_not_name(world: World, copied: tuple[Entry, Ticket]) -> None:
    entry, copy = copied
    client, address = world.log_in(world.lena), f"/desk/entries/{entry.pk}/redact"
    sent = {"pieces": SECRET, "why": "secret", "what": "piece"}

    looked = post(client, address, sent)
    assert copy.reference not in looked.content.decode()
    token = looked.context["trial"]["token"]
    gone = post(client, address, sent | {"step": "go", "token": token})

    assert gone.status_code == 302
    assert scan_tables({SECRET.encode()}) == set()


def test_files_of_what_is_merged_into_a_confidential_file_are_hidden_with_it(world: World) -> None:
    survivor = world.ticket(text="About the dismissal.")
    merged = world.ticket(text="More of it.", parts=[Part("list.txt", "text/plain", b"names")])
    by = world.sam.actor
    with house():
        seal(world, survivor)
        merge_tickets(Merging(merged, survivor), by=by, at=world.at)
        file = Attachment.objects.get(entry__ticket=merged).pk

    for who, sees in ((world.sam, True), (world.lena, False)):
        with staff(reader=who.user_id, at=world.at):
            assert Attachment.objects.filter(pk=file).exists() is sees
            assert Ticket.objects.filter(pk=merged.pk).exists() is sees
    assert world.log_in(world.sam).get(f"/desk/attachments/{file}").status_code == 200
    assert world.log_in(world.lena).get(f"/desk/attachments/{file}").status_code == 404

    with house():
        undo_merge(Merge.objects.get(), by=by, at=world.at)
    with staff(reader=world.lena.user_id, at=world.at):
        assert not Ticket.objects.filter(pk=merged.pk).exists()
        assert not Attachment.objects.filter(pk=file).exists()


def test_what_is_split_off_hides_its_files_and_keeps_their_bytes_once(world: World) -> None:
    origin = world.ticket(text="About the dismissal.", parts=[FILE])
    with house():
        seal(world, origin)
        entry = origin.entries.get(direction="in")

        part = split_entry(entry, subject="Apart", by=world.sam.actor, at=world.at)

        assert Blob.objects.filter(size=len(FILE.content)).count() == 1
        files = list(Attachment.objects.values_list("pk", flat=True))
        assert len(files) == 2
    with staff(reader=world.lena.user_id, at=world.at):
        assert not Attachment.objects.filter(pk__in=files).exists()
        assert not Entry.objects.filter(ticket=part).exists()
    with staff(reader=world.sam.user_id, at=world.at):
        assert Attachment.objects.filter(pk__in=files).count() == 2
