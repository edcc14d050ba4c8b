"""The first line of a mail that escalates, in five languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from permanence.service.intake.rules.commands import Asked, read_escalation
from permanence.service.tickets.queries.escalations import ground_names
from permanence.service.tickets.rules.escalating import COMMANDS, GROUNDS, command_of


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ESCALATE", ""),
        ("Escalate: you promised noon.", "you promised noon."),
        ("\n  *escalate!*  \n\nIt is late.", "It is late."),
        ("Remontée\nC'est en retard.", "C'est en retard."),
        ("REMONTEE :\nC'est en retard.", "C'est en retard."),
        ("Bitte eskalieren.\nEs eilt.", "Es eilt."),
        ("Chiedo un’escalation\nÈ tardi.", "È tardi."),
        ("“ESCALAR”\nEs tarde.", "Es tarde."),
    ],
)
def test_the_command_alone_or_before_a_colon_escalates(text: str, rest: str) -> None:
    assert read_escalation(text) == Asked(rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Escalate this when you can",
        "We may escalate.",
        "Thank you.\nESCALATE",
        "The escalation of our tariff: see below",
        "x" * 4000 + "\nescalate",
    ],
)
def test_a_sentence_with_the_word_in_it_does_not(text: str) -> None:
    assert read_escalation(text) is None


@pytest.mark.parametrize("language", sorted(COMMANDS))
def test_what_our_mails_name_is_understood(language: str) -> None:
    assert read_escalation(f"{command_of(language)}\nabc") == Asked("abc")


@pytest.mark.parametrize("language", sorted(COMMANDS))
def test_every_ground_is_understood_by_the_name_that_the_portal_shows(language: str) -> None:
    with override(language):
        names = ground_names()

    assert names.keys() == set(GROUNDS)
    for ground, name in names.items():
        asked = read_escalation(f"{command_of(language)}: {name}.\nabc")
        assert asked == Asked("abc", ground), name


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ESCALATE: commitments", Asked("", "commitments")),
        ("> Eskalieren – ZUSAGEN!\nEs eilt.", Asked("Es eilt.", "commitments")),
        ("Escalar: politicas\nEs tarde.", Asked("Es tarde.", "policies")),
        ("Remontée : L’aide n’est pas adaptée", Asked("", "help")),
        ("Escalate: help!", Asked("help!")),
        ("Escalate: commitments, again", Asked("commitments, again")),
        ("Escalate\ncommitments", Asked("commitments")),
    ],
)
def test_a_ground_alone_after_the_command_is_the_ground(text: str, asked: Asked) -> None:
    assert read_escalation(text) == asked
