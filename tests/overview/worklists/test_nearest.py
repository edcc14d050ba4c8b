"""Which words lead to requests like another one, and which requests those are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from permanence.ground.lib.db import house
from permanence.overview.worklists.queries import nearest_solutions
from permanence.overview.worklists.rules import (
    COMMON_FROM,
    MOST_LED_TO,
    Topic,
    choose_topics,
    leading,
    leave_out,
    nearness,
    together,
)
from permanence.service.tickets.actions.solving import Solving, write_solution
from permanence.service.tickets.models import Ticket
from tests.cast import World
from tests.faces.desk.test_solved_before import solve

NAMES = {"Ada Lindqvist": "contact.name", "Ada": "contact.name", "Brightwater": "organisation.name"}
topics = some.builds(
    Topic, some.text("abc", min_size=3, max_size=9), some.integers(0, 2000), some.booleans()
)


def test_rare_words_and_those_of_the_subject_weigh_more() -> None:
    seen = {"printer": 40, "please": COMMON_FROM, "queue": 40, "kerberos": 2}

    chosen = choose_topics("Printer", "Please, the queue of kerberos 554", seen)

    weights = {one.word: one.weight for one in chosen}
    assert weights["kerberos"] > weights["queue"] > weights["please"]
    assert weights["printer"] == 2 * weights["queue"]
    assert weights["554"] == weights["please"]
    assert "of" not in weights


def test_common_words_lead_only_together_and_only_those_of_the_subject() -> None:
    seen = dict.fromkeys(["message", "delayed", "since", "morning"], COMMON_FROM)

    chosen = choose_topics("Message delayed", "since this morning", seen)

    assert [one.word for one in together(chosen)] == ["delayed", "message"]
    assert not together([one for one in chosen if one.word != "message"])
    assert not {one.word for one in leading(chosen)} & set(seen)


@given(some.lists(topics, max_size=40))
def test_what_leads_never_leads_to_more_than_is_read(found: list[Topic]) -> None:
    assert sum(one.seen for one in leading(found)) <= MOST_LED_TO
    assert all(one in found and not one.is_common for one in leading(found))


@given(some.lists(topics, min_size=1, max_size=12), topics)
def test_another_word_in_common_never_makes_it_less_near(found: list[Topic], more: Topic) -> None:
    assert nearness([*found, more]) >= nearness(found)
    assert nearness([more]) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hello Ada Lindqvist, it works.", "Hello {{ contact.name }}, it works."),
        ("Hello Ada,", "Hello {{ contact.name }},"),
        ("Brightwater's route", "{{ organisation.name }}'s route"),
        ("Adapter changed", "Adapter changed"),
    ],
)
def test_variables_stand_for_the_names_of_another_customer(text: str, told: str) -> None:
    assert leave_out(text, NAMES) == told
    assert leave_out(text, {}) == text


def nearest(ticket: Ticket) -> list[int]:
    with house():
        return [one.solution.ticket_id for one in nearest_solutions(ticket, most=5)]


def test_the_nearest_come_first_in_the_stems_of_the_language(world: World) -> None:
    near = solve(world, world.ticket(subject="Impossible de publier les pages", language="fr"))
    far = solve(world, world.ticket(subject="La facture des pages jaunes", language="fr"))
    ticket = world.ticket(subject="Pages publiées invisibles", text="Impossible !", language="fr")

    found = nearest(ticket)

    assert found[0] == near.pk
    assert far.pk not in found


def test_the_same_service_comes_before_what_is_only_near(world: World) -> None:
    plain, same = (solve(world, world.ticket(subject=text)) for text in ("Fax 554 jam", "Jam fax"))
    with house():
        Ticket.objects.filter(pk=same.pk).update(service="fax")
    ticket = replace_service(world.ticket(subject="Fax 554 jam"), "fax")

    assert nearest(ticket) == [same.pk, plain.pk]


def replace_service(ticket: Ticket, service: str) -> Ticket:
    ticket.service = service
    return ticket


def test_what_is_open_or_did_not_hold_or_is_of_another_desk_is_not_found(world: World) -> None:
    with house():
        unsolved = world.ticket()
        write_solution(unsolved, Solving(solution="Perhaps."), by=world.sam.actor, at=world.at)
    solve(world, world.ticket(world.claire, desk=world.content, language="en"))

    assert nearest(world.ticket()) == []
