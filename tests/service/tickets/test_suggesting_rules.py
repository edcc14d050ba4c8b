"""What is suggested at triage: a table of invented requests, and what holds for every book."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.policies.rules import read_policy
from permanence.service.tickets.queries.signs import SHIPPED
from permanence.service.tickets.rules.assigning import TeamOffer
from permanence.service.tickets.rules.hints import Asked, Axis, Lens, Past
from permanence.service.tickets.rules.nearness import is_near, topics_of
from permanence.service.tickets.rules.signs import LANGUAGES, Sign, WrongSigns, read_book
from permanence.service.tickets.rules.spotting import read_words, spot_phrases
from permanence.service.tickets.rules.suggesting import gather_hints, suggest

POLICIES = Path(__file__).resolve().parents[3] / "policies"
DESKS = ("messaging", "content")


@cache
def lens_of(desk: str) -> Lens:
    document = (POLICIES / f"{desk}.toml").read_text(encoding="utf-8")
    book = read_book((SHIPPED / f"{desk}.toml").read_text(encoding="utf-8"))
    return Lens(read_policy(document, file=desk, version=1), book)


def values(asked: Asked, desk: str = "messaging") -> dict[Axis, int]:
    return {axis: advice.value for axis, advice in suggest(asked, lens_of(desk)).items()}


def phrases(sign: Sign, language: str) -> list[str]:
    """The phrases of a sign as somebody might write them."""
    return [one.replace("*", "").replace("…", "xx") for one in sign.phrases[language]]


SIGNS = [(desk, sign) for desk in DESKS for sign in lens_of(desk).book.signs]

REQUESTS = [
    ("messaging", "en", "All our services are down, total outage since 9:05.", {"severity": 1}),
    ("messaging", "fr", "Panne totale : toutes les plateformes sont arrêtées.", {"severity": 1}),
    ("messaging", "de", "Totalausfall, die ganze Plattform steht.", {"severity": 1}),
    ("messaging", "it", "Tutta la piattaforma è ferma, blocco totale.", {"severity": 1}),
    ("messaging", "es", "Caída total: toda la plataforma está parada.", {"severity": 1}),
    ("messaging", "en", "We cannot connect to the gateway, nobody can work.", {"severity": 2}),
    ("messaging", "fr", "Personne ne peut se connecter depuis midi.", {"severity": 2}),
    ("messaging", "de", "Wir können uns seit Mittag nicht anmelden.", {"severity": 2}),
    ("messaging", "it", "Da mezzogiorno non riusciamo a connetterci.", {"severity": 2}),
    ("messaging", "es", "Desde mediodía no podemos conectarnos.", {"severity": 2}),
    ("messaging", "en", "Some faxes are delayed, others arrive.", {"severity": 3}),
    ("messaging", "fr", "Certains fax partent avec des retards.", {"severity": 3}),
    ("messaging", "de", "Einige Faxe kommen mit Verzögerung.", {"severity": 3}),
    ("messaging", "it", "Alcuni fax partono con ritardi.", {"severity": 3}),
    ("messaging", "es", "Algunos faxes salen con retrasos.", {"severity": 3}),
    ("messaging", "en", "Please reset my password.", {"severity": 4, "level": 1}),
    ("messaging", "fr", "Merci de réinitialiser mon mot de passe.", {"severity": 4, "level": 1}),
    ("messaging", "de", "Bitte mein Passwort zurücksetzen.", {"severity": 4, "level": 1}),
    ("messaging", "it", "Vorrei reimpostare la mia password.", {"severity": 4, "level": 1}),
    ("messaging", "es", "Quiero restablecer mi contraseña.", {"severity": 4, "level": 1}),
    ("content", "fr", "J'ai perdu mes modifications, le texte a disparu.", {"level": 1}),
    ("content", "en", "I lost my changes after lunch.", {"level": 1}),
    ("content", "fr", "Un message invite à communiquer avec le support.", {"level": 2}),
    ("content", "de", "Die Meldung sagt, ich soll mich an den Support wenden.", {"level": 2}),
    (
        "content",
        "es",
        "Hay que sincronizar los perfiles entre sedes.",
        {"level": 3},
    ),
    ("content", "it", "La sincronizzazione dei profili non parte.", {"level": 3}),
]


@pytest.mark.parametrize(("desk", "language", "text", "expected"), REQUESTS)
def test_what_is_suggested(desk: str, language: str, text: str, expected: dict[Axis, int]) -> None:
    found = values(Asked(text, language), desk)

    assert {axis: found.get(axis) for axis in expected} == expected


@pytest.mark.parametrize(
    ("desk", "text"),
    [
        ("messaging", ""),
        ("messaging", "Hello, thank you and have a nice day."),
        ("messaging", "Bonjour, merci pour votre appel d'hier. Bonne journée."),
        ("messaging", "The conference in June was lovely, 3 cheers."),
        ("messaging", "This is not urgent, and there is no total outage."),
        ("messaging", "Ce n'est pas une panne totale."),
        ("content", "Grazie mille, a presto."),
        ("content", "lorem ipsum dolor sit amet 4711"),
    ],
)
def test_nothing_is_suggested_for_noise(desk: str, text: str) -> None:
    team = TeamOffer(1, (1, 2), ("en", "fr"), ("message-tracing",), is_open=True)

    assert suggest(Asked(text, "en", level=1, teams=[team]), lens_of(desk)) == {}


@pytest.mark.parametrize(("desk", "sign"), SIGNS, ids=lambda one: getattr(one, "key", one))
def test_every_phrase_is_found_in_every_language(desk: str, sign: Sign) -> None:
    index = lens_of(desk).book.index

    for language in LANGUAGES:
        for said in phrases(sign, language):
            assert sign.key in spot_phrases(said, read_words(said), index), (language, said)


@pytest.mark.parametrize(("desk", "sign"), SIGNS, ids=lambda one: getattr(one, "key", one))
def test_a_language_weighs_no_more_than_another(desk: str, sign: Sign) -> None:
    lens = lens_of(desk)
    silent = replace(lens.book, weights=dict.fromkeys(lens.book.weights, 0))
    alone = replace(silent, signs=(sign,), needed=1)

    found = {
        language: suggest(Asked(said, language), replace(lens, book=alone))
        for language in LANGUAGES
        for said in phrases(sign, language)[:1]
    }

    weights = {
        language: {(axis, one.value, one.weight) for axis, one in advice.items()}
        for language, advice in found.items()
    }
    assert all(told == weights["en"] for told in weights.values())


sentences = st.sampled_from(
    [said for _, sign in SIGNS for language in LANGUAGES for said in phrases(sign, language)]
    + ["Severity: 2", "40 users", "Hello all", "not urgent", "thank you", "error 554"]
)


def weights_of(text: str, lens: Lens) -> Counter[tuple[Axis, int]]:
    """What all reasons for each value weigh together."""
    words = read_words(text)
    spotted = spot_phrases(text, words, lens.book.index)
    found: Counter[tuple[Axis, int]] = Counter()
    for hint in gather_hints(Asked(text, "en"), words, spotted, lens):
        found[hint.axis, hint.value] += hint.weight
    return found


@given(st.lists(sentences, max_size=6), sentences, st.sampled_from(DESKS))
def test_more_evidence_never_weighs_less(before: list[str], more: str, desk: str) -> None:
    lens = lens_of(desk)

    first = weights_of(". ".join(before), lens)
    then = weights_of(". ".join([*before, more]), lens)

    assert all(then[value] >= weight for value, weight in first.items())


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    suggest(Asked(text, "en"), lens_of("messaging"))


def test_where_two_severities_fit_the_graver_holds() -> None:
    found = suggest(
        Asked("Some faxes are delayed. We cannot connect at all.", "en"), lens_of("messaging")
    )

    assert found["severity"].value == 2


def test_a_faint_grave_word_does_not_beat_what_is_plainly_said() -> None:
    found = values(Asked("Urgent: please reset my password for the new user.", "en"))

    assert found["severity"] == 4


def test_the_reasons_name_the_customers_own_words_and_add_up() -> None:
    advice = suggest(
        Asked("Since noon WE CANNOT\nconnect. 40 users wait, severity: 2", "en"),
        lens_of("messaging"),
    )["severity"]

    assert {hint.code for hint in advice.hints} == {"words", "affected", "stated", "clause"}
    assert ("CANNOT connect",) in [hint.words for hint in advice.hints]
    assert advice.weight == sum(hint.weight for hint in advice.hints) == 4 + 3 + 3 + 2
    assert advice.is_strong


def test_a_request_in_the_words_of_the_policy_is_known_by_them() -> None:
    advice = suggest(
        Asked("There is an interruption for several customers, urgent.", "en"),
        lens_of("messaging"),
    )["severity"]

    assert advice.value == 2
    assert [hint.words for hint in advice.hints if hint.code == "clause"] == [
        ("customers", "interruption", "several")
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked("Please look at it.", "en", kind="account"), {"severity": 4}),
        (Asked("Please look at it.", "en", stated=2), {"severity": 2}),
        (Asked("Please look at it.", "en", alike=1), {}),
        (Asked("Please look at it.", "en", alike=2), {"severity": 2}),
        (Asked("Please look.", "en", past=[Past("1", 3, None, None)]), {}),
        (
            Asked("Please look.", "en", past=[Past("1", 3, 2, None), Past("2", 3, 2, None)]),
            {"severity": 3, "level": 2},
        ),
    ],
)
def test_facts_beside_the_text_speak_too(asked: Asked, expected: dict[Axis, int]) -> None:
    assert values(asked) == expected


def test_a_team_is_suggested_by_language_and_by_what_it_knows() -> None:
    english = TeamOffer(1, (1,), ("en",), (), is_open=True)
    german = TeamOffer(2, (1,), ("de",), (), is_open=True)
    tracers = TeamOffer(3, (1,), ("de",), ("message-tracing",), is_open=True)
    lost = Asked("Wo ist unser Fax? Zustellnachweis bitte.", "de", level=1)

    assert values(replace(lost, teams=[english, german]))["team"] == 2
    assert values(replace(lost, teams=[english, german, tracers]))["team"] == 3
    assert "team" not in values(replace(lost, teams=[german, replace(german, number=4)]))
    assert "team" not in values(replace(lost, teams=[replace(german, levels=(3,))]))


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Faxes come back with error 554", "Every fax comes back: error 554", True),
        ("Faxes come back with error 554", "Please add a new user", False),
        ("Hello", "Hello", False),
    ],
)
def test_which_requests_are_about_the_same(one: str, other: str, *, near: bool) -> None:
    book = lens_of("messaging").book

    assert is_near(topics_of(one, book), topics_of(other, book)) is near


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ('key = "urgent"', 'key = ""', "has no key"),
        ("needed = 4", 'needed = "4"', "needed is no number"),
        ("severity = 1\n", "", "speaks for nothing"),
        ("weight = 6", "wieght = 6", "wieght is not known"),
        ("\n[[sign]]", "\n[[sign", "Expected"),
    ],
)
def test_a_book_that_means_nothing_is_refused(before: str, after: str, wrong: str) -> None:
    text = (SHIPPED / "messaging.toml").read_text(encoding="utf-8")

    with pytest.raises(WrongSigns) as refused:
        read_book(text.replace(before, after, 1))

    assert wrong in str(refused.value)
