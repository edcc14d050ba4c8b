"""Words are found with their accents and without, in file names too, among the tickets meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from permanence.ground.lib.db import house
from permanence.overview.customers.queries import find_people, match_contact, page_contacts
from permanence.overview.worklists.queries import search_tickets
from permanence.overview.worklists.rules import ANYTHING, Narrow, read_terms
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, answer_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.accents import accented_words
from permanence.service.tickets.rules.opening import Part
from permanence.world.accounts.models import Contact
from tests.cast import World

LOG = Part("gateway_trace-2026.log", "text/plain", b"a log")


def found(world: World, words: str, narrow: Narrow = ANYTHING) -> list[int]:
    """The tickets of the messaging desk that a search finds."""
    with house():
        answer = search_tickets(read_terms(words), desks=[world.messaging.pk], narrow=narrow)
        return [row["pk"] for row in answer.rows]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "Les pages publiées ne s'affichent pas.", "publier"),
        ("fr", "Les pages publiées ne s'affichent pas.", "publiées"),
        ("fr", "Les pages publiées ne s'affichent pas.", "publiees"),
        ("fr", "Impossible de publier la page.", "publiées"),
        ("fr", "L'écran reste figé.", "figés"),
        ("de", "Die Geräte drucken nicht.", "Gerät"),
        ("de", "Die Geräte drucken nicht.", "gerat"),
        ("es", "Las páginas publicadas no aparecen.", "página"),
        ("it", "La qualità è bassa.", "qualita"),
    ],
)
def test_accents_keep_nothing_from_being_found(
    world: World, language: str, text: str, words: str
) -> None:
    ticket = world.ticket(subject="-", text=text, language=language)

    assert found(world, words) == [ticket.pk]


@pytest.mark.parametrize("words", ["é'", "é\\", "l'été", "œuvre", "ʼé", "ß", "«é»", "日本"])
def test_any_sign_can_be_written_and_searched(world: World, words: str) -> None:
    ticket = world.ticket(text=f"{words} {words}x d'été", language="fr")

    assert found(world, words) in ([], [ticket.pk])


def test_files_are_found_by_their_names(world: World) -> None:
    ticket = world.ticket(parts=[LOG])
    world.ticket()

    assert found(world, "gateway_trace-2026.log") == [ticket.pk]
    assert found(world, "trace") == [ticket.pk]


def test_a_file_that_was_sent_is_found_too(world: World) -> None:
    ticket = world.ticket()
    with house():
        answer_ticket(
            ticket,
            Answer("See the file.", parts=[LOG]),
            policy=policy_of_version(ticket.policy_version_id),
            by=world.sam.actor,
            at=world.at,
        )

    assert found(world, "trace") == [ticket.pk]
    assert found(world, "see file") == [ticket.pk]


def test_what_is_found_can_be_narrowed(world: World) -> None:
    old = world.ticket(at=world.at - timedelta(days=3))
    filed = world.ticket(world.stranger, parts=[LOG])
    with house():
        Ticket.objects.filter(pk=old.pk).update(state="closed", ended=True, severity=1)
    today = world.at.date()

    assert found(world, "554") == [filed.pk, old.pk]
    for narrow, expected in (
        (Narrow(ended=True), old),
        (Narrow(ended=False), filed),
        (Narrow(severity=1), old),
        (Narrow(customer="bright"), old),
        (Narrow(since=today), filed),
        (Narrow(until=today - timedelta(days=1)), old),
        (Narrow(has_files=True), filed),
    ):
        assert found(world, "554", narrow) == [expected.pk]
    assert found(world, "554", replace(Narrow(ended=True), has_files=True)) == []


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("020 7946 0018", True),
        ("+44 (0)20 7946 0018", True),
        ("+44 20 7946 0018", True),
        ("79460018", True),
        ("lindqvist", True),
        ("ADA.LIND", True),
        ("0018 x", False),
        ("ad", False),
    ],
)
def test_people_are_found_by_any_part_of_what_is_known(
    world: World, search: str, is_found: bool
) -> None:
    with house():
        Contact.objects.filter(pk=world.ada.pk).update(phone="+44 20 7946 0018")

        organisations, people, _is_near = find_people(search, most=5)

        assert ([one.pk for one in people] == [world.ada.pk]) is is_found
        assert not organisations
        assert (len(page_contacts(search=search)) > 0) is (is_found or search == "ad")


def test_organisations_are_found_by_a_part_of_their_name(world: World) -> None:
    with house():
        organisations, people, is_near = find_people("verdier", most=5)

    assert not is_near

    assert [one.pk for one in organisations] == [world.verdier.pk]
    assert [one.pk for one in people] == [world.claire.pk]


def test_numbers_and_names_are_found_by_their_indexes(world: World) -> None:
    with house(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        for search, index in (("79460018", "contact_phone_part"), ("lindq", "contact_name_part")):
            plan = Contact.objects.filter(match_contact(search)).explain()
            assert index in plan


def test_only_words_with_accents_are_stemmed_twice() -> None:
    assert accented_words("Les pages publiées ou publiées") == "publiées"
    assert accented_words("plain") == ""


@pytest.mark.parametrize("typed", ["Brihgtwater", "brightwatter", "Linqvist"])
def test_a_name_that_is_mistyped_is_found_as_nearly_so(world: World, typed: str) -> None:
    with house():
        organisations, people, is_near = find_people(typed, most=5)

    assert is_near
    assert [one.pk for one in organisations] == [world.brightwater.pk] or [
        one.pk for one in people
    ] == [world.ada.pk]
    with house():
        assert find_people("Qwzxyk", most=5) == ([], [], True)
