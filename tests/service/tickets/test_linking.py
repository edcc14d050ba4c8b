"""How files stand to each other: linked, split, and solved together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from permanence.ground.files.models import Blob
from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.models import PolicyVersion
from permanence.service.tickets.actions.duplicates import (
    NotSolved,
    Solving,
    TellsOfOthers,
    resolve_duplicates,
)
from permanence.service.tickets.actions.linking import (
    Linking,
    NotLinked,
    TwoCustomers,
    link_tickets,
    unlink_tickets,
)
from permanence.service.tickets.actions.merging import Merging, merge_tickets
from permanence.service.tickets.actions.splitting import NotAMessage, split_entry
from permanence.service.tickets.models import Attachment, Entry, Link, Ticket
from permanence.service.tickets.queries.linking import duplicates_of, related_to
from permanence.service.tickets.rules.linking import Party, Reading, find_strangers
from permanence.service.tickets.rules.merging import Owner
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.service.tickets.acting import HOUR, MINUTE, SAM, answer, due, fresh, write

WORDS = "The line was broken; it works again."


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def link(
    world: World,
    ticket: Ticket,
    other: Ticket,
    reading: Reading,
    *,
    reason: str = "",
    across: bool = False,
) -> Link:
    linking = Linking(ticket, other, reading, reason, across)
    return link_tickets(linking, by=SAM, at=world.at + MINUTE)


def said_of(ticket: Ticket) -> list[tuple[str, int]]:
    return [(one.reading, one.file.pk) for one in related_to(ticket)]


def first_message(ticket: Ticket) -> Entry:
    found = Entry.objects.select_related("ticket__desk").filter(ticket=ticket, direction="in")
    return found.order_by("pk")[0]


def test_both_files_say_how_they_stand_to_each_other_and_count_it(world: World) -> None:
    whole, part = world.ticket(), world.ticket()

    link(world, part, whole, "part_of", reason="One move of offices.")

    assert said_of(part) == [("part_of", whole.pk)]
    assert said_of(whole) == [("whole_of", part.pk)]
    assert fresh(part).links == fresh(whole).links == 1
    assert fresh(whole).duplicates == 0
    acts = Act.objects.filter(act="ticket.linked").values_list("subject", "facts__reading")
    assert set(acts) == {
        (f"ticket:{part.pk}", "part_of"),
        (f"ticket:{whole.pk}", "whole_of"),
    }


def test_a_link_may_be_said_from_the_other_end(world: World) -> None:
    whole, part = world.ticket(), world.ticket()

    made = link(world, whole, part, "whole_of")

    assert (made.ticket_id, made.other_id, made.kind) == (part.pk, whole.pk, "parent")


@pytest.mark.parametrize("reading", ["related", "duplicate_of", "part_of"])
def test_two_files_are_linked_once_and_none_with_itself(world: World, reading: Reading) -> None:
    one, two = world.ticket(), world.ticket()
    link(world, one, two, "related")

    for ticket, other in ((one, two), (two, one), (one, one)):
        with pytest.raises(NotLinked):
            link(world, ticket, other, reading)


@pytest.mark.parametrize("reading", ["part_of", "duplicate_of"])
def test_no_file_is_part_of_itself_by_any_way_round(world: World, reading: Reading) -> None:
    one, two, three = world.ticket(), world.ticket(), world.ticket()
    link(world, one, two, reading)
    link(world, two, three, reading)

    with pytest.raises(NotLinked):
        link(world, three, one, reading)


def test_a_file_is_part_of_one_other_only(world: World) -> None:
    one, two, three = world.ticket(), world.ticket(), world.ticket()
    link(world, one, two, "part_of")

    with pytest.raises(NotLinked):
        link(world, one, three, "part_of")


def test_the_database_itself_refuses_a_circle_and_a_link_with_itself(world: World) -> None:
    one, two = world.ticket(), world.ticket()
    told = {"kind": "parent", "by": "x", "by_name": "X", "made_at": world.at}
    Link.objects.create(ticket=one, other=two, **told)

    for ticket, other in ((two, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(ticket=ticket, other=other, **told)


def test_two_customers_have_to_be_meant_with_a_reason(world: World) -> None:
    own, other = world.ticket(), world.ticket(world.claire)

    with pytest.raises(TwoCustomers) as refusal:
        link(world, own, other, "related")
    with pytest.raises(TwoCustomers):
        link(world, own, other, "related", across=True)

    assert world.verdier.name in str(refusal.value)
    link(world, own, other, "related", across=True, reason="One broken line.")
    assert said_of(own) == [("related", other.pk)]


def test_a_link_is_taken_away_for_a_reason_and_may_be_made_again(world: World) -> None:
    one, two = world.ticket(), world.ticket()
    made = link(world, one, two, "related")

    with pytest.raises(Refusal):
        unlink_tickets(made, reason=" ", by=SAM, at=world.at)
    unlink_tickets(made, reason="Another matter.", by=SAM, at=world.at)

    assert related_to(one) == related_to(two) == []
    assert fresh(one).links == fresh(two).links == 0
    with pytest.raises(NotLinked):
        unlink_tickets(made, reason="Again.", by=SAM, at=world.at)
    link(world, two, one, "duplicate_of")
    assert fresh(one).duplicates == 1


def test_links_of_a_merged_file_are_read_where_it_is_worked_on(world: World) -> None:
    survivor, merged, third = world.ticket(), world.ticket(), world.ticket()
    link(world, merged, third, "related")

    merge_tickets(Merging(merged, survivor), by=SAM, at=world.at + HOUR)

    assert said_of(survivor) == [("related", third.pk)]
    assert said_of(third) == [("related", survivor.pk)]
    assert fresh(survivor).links == 1


def test_a_message_becomes_a_request_that_was_received_when_it_was(world: World) -> None:
    ticket = world.ticket()
    answer(ticket, at=world.at + HOUR)
    write(ticket, "By the way: one of us needs an account.", at=world.at + 2 * HOUR)
    message = Entry.objects.select_related("ticket__desk").get(text__startswith="By the way")

    made = split_entry(message, subject="An account", by=SAM, at=world.at + 5 * HOUR)

    assert made.opened_at == world.at + 2 * HOUR
    assert made.contact == world.ada
    assert made.subject == "An account"
    same = world.ticket(at=world.at + 2 * HOUR, text=message.text)
    for promise in ("triage", "response"):
        assert due(made, promise) == due(same, promise)
    assert first_message(made).text == message.text
    assert Entry.objects.filter(ticket=ticket, pk=message.pk).exists()
    assert said_of(made) == [("split_from", ticket.pk)]
    assert said_of(ticket) == [("split_into", made.pk)]
    told = Act.objects.filter(act="ticket.split").values_list("subject", flat=True)
    assert set(told) == {f"ticket:{ticket.pk}", f"ticket:{made.pk}"}


def test_its_sender_is_told_the_new_reference_and_the_old_one(world: World) -> None:
    ticket = world.ticket(world.claire, text="Rien ne part.", language="fr")
    message = first_message(ticket)

    made = split_entry(message, subject="Autre chose", by=SAM, at=world.at + HOUR)

    mail = Message.objects.get(owner=f"ticket:{made.pk}")
    assert mail.recipients == [world.claire.email]
    assert mail.language == "fr"
    assert f"[#{made.reference}]" in mail.subject
    spoken = ticket.reference
    assert f"{spoken[:3]} {spoken[3:6]} {spoken[6:9]} {spoken[9:]}" in mail.text


def test_a_message_is_split_off_once(world: World) -> None:
    message = first_message(world.ticket())

    first = split_entry(message, subject="One", by=SAM, at=world.at + HOUR)
    again = split_entry(message, subject="Two", by=SAM, at=world.at + HOUR)

    assert first == again
    assert Ticket.objects.count() == 2


def test_a_message_older_than_every_policy_has_the_terms_of_its_file(world: World) -> None:
    ticket = world.ticket()
    message = first_message(ticket)
    message.at = PolicyVersion.objects.earliest("effective_at").effective_at - HOUR
    message.save()

    made = split_entry(message, subject="An account", by=SAM, at=world.at + HOUR)

    assert made.policy_version_id == ticket.policy_version_id
    assert made.opened_at == message.at


def test_its_files_go_along_and_are_kept_once(world: World) -> None:
    part = Part("log.txt", "text/plain", b"a log")
    message = first_message(world.ticket(parts=[part]))

    made = split_entry(message, subject="", by=SAM, at=world.at + HOUR)

    assert Attachment.objects.get(entry__ticket=made).name == "log.txt"
    assert Blob.objects.count() == 1


def test_a_colleague_who_wrote_is_the_contact_of_what_they_wrote(world: World) -> None:
    ticket = world.ticket()
    ticket.contact = world.bea
    write(ticket, "And my phone is broken.", at=world.at + HOUR)
    message = Entry.objects.select_related("ticket__desk").get(text__startswith="And my")

    made = split_entry(message, subject="", by=SAM, at=world.at + 2 * HOUR)

    assert made.contact == world.bea


def test_an_unknown_address_in_a_file_is_never_sent_a_way_in(world: World) -> None:
    message = first_message(world.ticket())
    message.author_address = "somebody@elsewhere.example"
    message.save()

    made = split_entry(message, subject="", by=SAM, at=world.at + HOUR)

    assert Message.objects.get(owner=f"ticket:{made.pk}").recipients == [world.ada.email]


def test_only_what_a_customer_wrote_is_split_off(world: World) -> None:
    ticket = world.ticket()
    answer(ticket, at=world.at + HOUR)
    said = Entry.objects.select_related("ticket__desk").get(
        ticket=ticket, kind="mail", direction="out"
    )

    with pytest.raises(NotAMessage):
        split_entry(said, subject="", by=SAM, at=world.at + HOUR)


def test_what_a_third_party_wrote_is_never_a_customers_request(world: World) -> None:
    message = first_message(world.ticket())
    message.is_public = False

    with pytest.raises(NotAMessage):
        split_entry(message, subject="", by=SAM, at=world.at + HOUR)


def solve(world: World, ticket: Ticket, others: list[Ticket], **told: object) -> list[Ticket]:
    words = {"en": WORDS, "fr": "La ligne fonctionne de nouveau."} | told.pop("words", {})  # type: ignore[operator]
    solving = Solving([one.pk for one in others], words, **told)  # type: ignore[arg-type]
    return resolve_duplicates(ticket, solving, by=SAM, at=world.at + 2 * HOUR)


def solved_matter(world: World) -> tuple[Ticket, Ticket, Ticket]:
    """A solved request of Ada's, with duplicates of Bea and Claire."""
    first, second = world.ticket(), world.ticket(world.bea)
    third = world.ticket(world.claire)
    link(world, second, first, "duplicate_of")
    link(world, third, second, "duplicate_of", across=True, reason="One line.")
    answer(first, at=world.at + HOUR, then="resolve")
    return first, second, third


def test_duplicates_are_solved_with_the_same_words_each_by_a_mail_of_its_own(world: World) -> None:
    first, second, third = solved_matter(world)
    assert duplicates_of(first) == [second, third]

    done = solve(world, first, [second, third])

    assert done == [second, third]
    assert {fresh(one).state for one in (first, second, third)} == {"resolved"}
    for ticket, words in ((second, WORDS), (third, "La ligne fonctionne de nouveau.")):
        mail = Message.objects.filter(owner=f"ticket:{ticket.pk}", kind="answer").get()
        assert mail.recipients == [ticket.contact.email]
        assert words in mail.text
        assert ticket.reference in mail.subject


def test_nobody_is_told_twice(world: World) -> None:
    first, second, third = solved_matter(world)
    solve(world, first, [second, third])

    assert solve(world, first, [second, third]) == []
    assert Message.objects.filter(kind="answer").count() == 3


def test_who_is_not_chosen_and_whose_language_has_no_words_is_left(world: World) -> None:
    first, second, third = solved_matter(world)

    assert solve(world, first, [third], words={"fr": ""}) == []
    assert fresh(second).state == fresh(third).state == "new"


def test_the_matter_itself_is_solved_first(world: World) -> None:
    first, second = world.ticket(), world.ticket()
    link(world, second, first, "duplicate_of")

    with pytest.raises(NotSolved):
        solve(world, first, [second])


def test_no_customer_is_told_of_another(world: World) -> None:
    first, _second, third = solved_matter(world)
    told = {"fr": "Comme chez Brightwater Insurance, la ligne fonctionne."}

    with pytest.raises(TellsOfOthers):
        solve(world, first, [third], words=told)

    assert fresh(third).state == "new"
    assert solve(world, first, [third], words=told, anyway=True) == [third]


ADA = Party(Owner(1, 7), "1234567890", "Ada Lindqvist", "ada@brightwater.example", "Brightwater")
BEA = Party(Owner(2, 7), "2234567890", "Bea Marlow", "bea@brightwater.example", "Brightwater")
CLAIRE = Party(Owner(3, 8), "3234567890", "Claire Aubin", "claire@verdier.example", "Verdier")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear Claire, it works.", ["Claire"]),
        ("As at Verdier, it works.", ["Verdier"]),
        ("See 323 456 789 0.", ["323 456 789 0"]),
        ("Write to claire@verdier.example.", ["Verdier", "claire@verdier.example", "Claire"]),
        ("Bea Marlow has it too.", []),  # a colleague
        ("Dear Ada, it works.", []),
    ],
)
def test_words_that_tell_of_others_are_found(text: str, found: list[str]) -> None:
    assert find_strangers(text, reader=ADA, others=[BEA, CLAIRE]) == found
