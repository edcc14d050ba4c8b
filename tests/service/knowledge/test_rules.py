"""How articles are named, chosen, ranked and cut, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from permanence.promises.terms.rules import LANGUAGES
from permanence.service.knowledge.rules.audiences import AUDIENCES, is_for_customers, seen_by
from permanence.service.knowledge.rules.excerpts import LENGTH, cut_excerpt, plain_words
from permanence.service.knowledge.rules.languages import choose_language
from permanence.service.knowledge.rules.personal import find_personal
from permanence.service.knowledge.rules.references import read_article_number, speak_article
from permanence.service.knowledge.rules.searching import (
    MOST_WORDS,
    Hit,
    is_meant,
    mistyped_words,
    rank_articles,
    words_of,
)
from permanence.service.knowledge.rules.writing import (
    LONGEST_BODY,
    Card,
    Draft,
    find_card_faults,
    find_faults,
    tidy_draft,
)

hits = some.lists(
    some.builds(
        Hit,
        article=some.integers(1, 6),
        language=some.sampled_from(LANGUAGES),
        place=some.integers(0, 5),
        in_title=some.booleans(),
        is_mistyped=some.booleans(),
    ),
    max_size=40,
)


@given(some.integers(1, 999_999_999))
def test_a_name_leads_back_to_its_number(number: int) -> None:
    assert read_article_number(speak_article(number)) == number


@pytest.mark.parametrize("typed", ["KB-12", "kb12", " kb 12 ", "12", "kb_12"])
def test_a_name_is_read_however_it_is_typed(typed: str) -> None:
    assert read_article_number(typed) == 12


@pytest.mark.parametrize("typed", ["", "KB-", "KB-x", "12a", "KC-12", "1234567890", "KB-١٢"])
def test_what_names_no_article_is_none(typed: str) -> None:
    assert read_article_number(typed) is None


def test_a_wider_audience_reads_less() -> None:
    assert [seen_by(one) for one in AUDIENCES] == [
        ("desk", "customers", "everyone"),
        ("customers", "everyone"),
        ("everyone",),
    ]
    assert seen_by("somebody") == ()
    assert [is_for_customers(one) for one in AUDIENCES] == [False, True, True]


@given(some.sets(some.sampled_from(LANGUAGES)), some.sampled_from(LANGUAGES))
def test_an_article_is_never_hidden_for_its_language(there: set[str], asked: str) -> None:
    chosen = choose_language(there, asked, "fr")

    assert (chosen is None) is (not there)
    assert chosen is None or chosen in there
    assert asked not in there or chosen == asked


def test_a_draft_is_kept_tidy() -> None:
    draft = tidy_draft(Draft("en", " A\n title ", "\r\nFirst.\r\nSecond.\n", " why "))

    assert draft == Draft("en", "A title", "First.\nSecond.", "why")
    assert find_faults(draft) == []


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (Draft("nl", "A", ""), "language"),
        (Draft("en", "", "x"), "title"),
        (Draft("en", "x" * 201, ""), "long-title"),
        (Draft("en", "A", "x" * (LONGEST_BODY + 1)), "long"),
        (Draft("en", "A", "", "x" * 501), "note"),
    ],
)
def test_a_draft_that_cannot_be_kept_says_why(draft: Draft, fault: str) -> None:
    assert find_faults(draft) == [fault]


def test_a_card_is_for_a_known_audience() -> None:
    assert find_card_faults(Card("nobody")) == ["audience"]
    assert find_card_faults(Card("everyone")) == []


@given(some.text(max_size=400))
def test_few_words_are_looked_for_and_each_once(text: str) -> None:
    words = words_of(text)

    assert len(words) == len(set(words)) <= MOST_WORDS
    assert all(1 < len(word) <= 40 for word in words)


def test_words_are_cut_as_people_write_them() -> None:
    assert words_of("Fax-Fehler 554: l’appareil, v6.2 (Fax-Fehler)") == [
        "fax-fehler",
        "554",
        "appareil",
        "v6.2",
    ]


def test_a_long_text_is_not_taken_for_a_mistyped_search() -> None:
    assert (
        mistyped_words(
            ["the", "page", "we", "published", "this", "morning", "is", "not", "there"], []
        )
        == {}
    )


def test_only_words_that_no_article_holds_may_be_mistyped() -> None:
    assert mistyped_words(["fax", "pasword", "554x", "relay"], [3]) == {1: "pasword"}


@pytest.mark.parametrize(
    ("typed", "known", "is_so"),
    [
        ("pasword", "password", True),
        ("recieve", "receive", True),
        ("refusées", "refusees", False),  # the same word: nothing was mistyped
        ("fact", "face", True),
        ("fax", "relay", False),
        ("rubrik", "rubriques", False),
    ],
)
def test_a_word_with_a_slip_is_meant(typed: str, known: str, is_so: bool) -> None:
    assert is_meant(typed, known) is is_so


@given(hits)
def test_the_nearest_stands_first_and_nothing_is_invented(found: list[Hit]) -> None:
    near = rank_articles(found)

    assert [one.rank for one in near] == sorted((one.rank for one in near), reverse=True)
    for one in near:
        assert one.places <= {hit.place for hit in found if hit.article == one.article}
        assert one.rank > 0


def test_a_rare_word_counts_for_more_than_a_common_one_and_a_title_for_more_than_a_text() -> None:
    common = [Hit(article, "en", 0, in_title=False) for article in range(1, 9)]
    rare = [Hit(1, "en", 1, in_title=False), Hit(2, "en", 2, in_title=True)]

    assert [one.article for one in rank_articles([*common, *rare])] == [2, 1]


def test_an_article_in_two_languages_counts_once() -> None:
    once = rank_articles([Hit(1, "en", 0, in_title=True)])
    twice = rank_articles([Hit(1, "en", 0, in_title=True), Hit(1, "de", 0, in_title=True)])

    assert once == twice


def test_marks_are_no_words() -> None:
    body = (
        "- **Stop** it\n- see [the guide](https://help.example/x)\n\n"
        "| a | b |\n|---|---|\n```\nx_y\n```"
    )

    assert plain_words(body) == "Stop it see the guide a b x_y"


@given(some.text(max_size=900), some.lists(some.text(min_size=2, max_size=9), max_size=3))
def test_an_excerpt_is_short_and_of_the_text(body: str, asked: list[str]) -> None:
    excerpt = cut_excerpt(body, asked)

    assert excerpt.removeprefix("… ").removesuffix(" …") in plain_words(body)
    assert len(excerpt) <= LENGTH + 4


def test_an_excerpt_stands_around_what_was_looked_for() -> None:
    body = "Nothing of it here. " * 30 + "The relay has to be restarted. " + "And more. " * 30

    assert "relay has to be restarted" in cut_excerpt(body, ["relays"])
    assert cut_excerpt(body, ["unknown"]).startswith("Nothing of it here.")


NAMES = ("Ada Lindqvist", "ada.lindqvist@brightwater.example", "Brightwater Insurance")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ada@other.example.", ["ada@other.example"]),
        ("Call +44 1632 960123 or (020) 7946-0018.", ["+44 1632 960123", "(020) 7946-0018"]),
        ("ADA and Lindqvist’s relay at brightwater", ["ADA", "Lindqvist", "brightwater"]),
        ("Ada asked, and Ada was answered.", ["Ada"]),
        ("Adapt the adapter; error 554, job 123456, v6.2.1", []),
        ("On 2026-03-02 and 02.03.2026 it stood.", []),
        ("", []),
    ],
)
def test_what_points_at_a_customer_is_found_as_it_is_written(text: str, found: list[str]) -> None:
    assert [one.words for one in find_personal(text, NAMES)] == found


@given(some.text(max_size=200), some.lists(some.text(max_size=12), max_size=3))
def test_what_points_at_somebody_stands_in_the_text(text: str, names: list[str]) -> None:
    assert all(one.words in text for one in find_personal(text, names))
