"""The first line of a mail that escalates, in five languages."""

from __future__ import annotations

import pytest

from permanence.service.intake.rules.commands import read_escalation
from permanence.service.tickets.rules.escalating import COMMANDS, command_of


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
    assert read_escalation(text) == rest


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
    assert read_escalation(f"{command_of(language)}\nabc") == "abc"
