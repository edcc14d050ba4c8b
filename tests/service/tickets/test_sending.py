"""What is looked at before an answer leaves, and how long it can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from permanence.service.tickets.rules.sending import HOLD, hold_until, mentions_attachment

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Please see the attached log.",
        "You find the log enclosed.",
        "Vous trouverez le journal ci-joint.",
        "Voir la pièce jointe.",
        "Je joins le fichier.",
        "Das Protokoll finden Sie im Anhang.",
        "Die Datei ist beigefügt.",
        "Als Anlage sende ich das Protokoll.",
        "In allegato trova il registro.",
        "Allego il registro.",
        "Le adjunto el registro.",
        "El registro va adjunto.",
    ],
)
def test_a_mention_of_an_attachment_is_seen_in_five_languages(text: str) -> None:
    assert mentions_attachment(text)


@pytest.mark.parametrize(
    "text",
    [
        "We have found the cause.",
        "Nous avons rejoint le serveur.",
        "Wir haben die Leitung angehalten.",
        "Lo abbiamo risolto.",
        "Lo hemos resuelto junto con el operador.",
        "> See the attached log.\n\nThank you, we have read it.",
    ],
)
def test_other_words_and_what_was_quoted_mention_none(text: str) -> None:
    assert not mentions_attachment(text)


@pytest.mark.parametrize(
    ("due", "until"),
    [
        (None, AT + HOLD),
        (AT + timedelta(hours=1), AT + HOLD),
        (AT - timedelta(hours=1), AT + HOLD),
        (AT + timedelta(seconds=31), AT + HOLD),
        (AT + timedelta(seconds=30), AT),
        (AT + timedelta(seconds=1), AT),
    ],
)
def test_an_answer_waits_but_never_past_what_is_due(due: datetime | None, until: datetime) -> None:
    assert hold_until(AT, due_at=due) == until
