"""Articles are found by their words in five languages, and by nobody who may not read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from permanence.ground.lib.db import house, portal
from permanence.service.knowledge.actions import (
    count_reading,
    count_verdict,
    note_usage,
    retire_article,
    save_topic,
)
from permanence.service.knowledge.models import Article, Reading, Topic, Version
from permanence.service.knowledge.queries import most_consulted, read_article, suggest_articles
from permanence.service.knowledge.rules.audiences import AUDIENCES
from tests.cast import World
from tests.service.knowledge.articles import LENA, SAM, publish, write

Base = tuple[World, dict[str, Article]]


def find(world: World, text: str, language: str = "en", audience: str = "desk") -> list[str]:
    """Return the references that a text finds; those in another language bear a star."""
    found = suggest_articles(world.messaging.pk, text, language=language, audience=audience)
    return [f"{one.reference}{'*' * one.is_other_language}" for one in found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my faxes are rejected"),
        ("fr", "mes télécopies sont refusées"),
        ("fr", "telecopie refusee"),  # without accents
        ("de", "Das Fax wurde abgewiesen"),
        ("it", "il fax è stato respinto"),
        ("es", "¿por qué se rechazan los faxes?"),
        ("en", "error 554"),
        ("en", "rejcted faxes"),  # mistyped
        ("de", "Fax abgewisen"),
        ("fr", "telecopeis"),
    ],
)
def test_an_article_is_found_in_each_language_and_mistyped(
    base: Base, language: str, text: str
) -> None:
    world, made = base
    with house():
        assert find(world, text, language)[0] == made["554"].reference


def test_words_of_one_stem_are_found_with_and_without_accents(base: Base) -> None:
    world, made = base
    with house():
        for text in ("publier", "publiées", "publiees", "publié"):
            assert find(world, text, "fr") == [made["publier"].reference], text


def test_what_is_in_another_language_only_comes_too_and_says_so(base: Base) -> None:
    world, made = base
    with house():
        assert find(world, "pages publiées", "it") == [f"{made['publier'].reference}*"]
        assert find(world, "Passwort ändern", "fr") == [f"{made['password'].reference}*"]
        assert find(world, "Passwort ändern", "en") == [made["password"].reference]


def test_nothing_is_found_by_nothing(base: Base) -> None:
    world, _ = base
    with house():
        for text in ("", " - ", "the and of", "xylophone", "'; drop table x; --", "\\ & | ! ( :*"):
            assert find(world, text) == [], text


def test_an_excerpt_shows_what_was_looked_for(base: Base) -> None:
    world, _ = base
    with house():
        first = suggest_articles(world.messaging.pk, "relay queue", language="en", audience="desk")[
            0
        ]

    assert first.title == "Restarting the relay"
    assert "empty its queue" in first.excerpt
    assert first.audience == "desk"


def test_drafts_retired_articles_and_those_of_another_desk_are_not_found(base: Base) -> None:
    world, made = base
    with house():
        write(world, "Xylophone", "A draft about a xylophone.")
        publish(world, "Xylophone", "On another desk.", desk=world.content)
        retire_article(made["554"], reason="Wrong.", by=LENA, at=world.at)

        assert find(world, "xylophone") == []
        assert find(world, "554 rejected") == []
        for reference in (made["554"].reference, "KB-5", "KB-99", "nonsense"):
            assert shown(world, reference) is None, reference


def shown(world: World, reference: str, language: str = "en", audience: str = "desk") -> str | None:
    """Return in which language an article is shown to somebody; None for not at all."""
    found = read_article(world.messaging.pk, reference, language=language, audience=audience)
    return found.language if found else None


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_reads_what_is_for_it_and_no_more(base: Base, audience: str) -> None:
    world, made = base
    may = {
        "desk": {"554", "password", "publier", "relay"},
        "customers": {"554", "password", "publier"},
        "everyone": {"554"},
    }[audience]
    texts = "error 554 password publiées relay"
    with house():
        found = find(world, texts, audience=audience)
        read = {
            name for name, one in made.items() if shown(world, one.reference, audience=audience)
        }
    assert {one.rstrip("*") for one in found} == {made[name].reference for name in may}
    assert read == may


def test_the_database_itself_shows_customers_only_what_is_for_them(base: Base) -> None:
    world, made = base
    with house():
        topic = save_topic(world.messaging, {"en": "Sending"}, by=LENA, at=world.at)
        inner = save_topic(world.messaging, {"en": "Inner"}, by=LENA, at=world.at)
        Article.objects.filter(pk=made["554"].pk).update(topic=topic)
        Article.objects.filter(pk=made["relay"].pk).update(topic=inner)
        publish(world, "Faxes rejected", "New words.", article=made["554"])
        write(world, "Passwords", "A draft.", article=made["password"])
    stranger = {"organisation": None, "contact": None}
    ada = {"organisation": world.brightwater.pk, "contact": world.ada.pk}

    with portal(**stranger):
        assert set(Article.objects.all()) == {made["554"]}
        assert {one.body for one in Version.objects.filter(language="en")} == {"New words."}
        # What the question asks for does not matter: the rows are not there.
        assert find(world, "error 554 password relay") == [made["554"].reference]
        assert shown(world, made["relay"].reference) is None
        assert [one.pk for one in Topic.objects.all()] == [topic.pk]
    with portal(**ada):
        assert set(Article.objects.all()) == {made["554"], made["password"], made["publier"]}
        assert not Version.objects.filter(published_at=None).exists()
        assert find(world, "password", audience="customers") == [made["password"].reference]
        assert shown(world, made["relay"].reference) is None


def test_an_article_is_read_in_the_language_asked_or_in_another_that_is_named(base: Base) -> None:
    world, made = base
    with house():
        own = read_article(
            world.messaging.pk, made["554"].reference, language="de", audience="desk"
        )
        other = read_article(world.messaging.pk, "kb2", language="fr", audience="desk")

    assert own
    assert (own.language, own.is_other_language) == ("de", False)
    assert own.others == ("en", "es", "fr", "it")
    assert other
    assert (other.language, other.asked, other.is_other_language) == ("en", "fr", True)
    assert other.title == "Changing a password"


def test_the_most_consulted_are_computed_from_readings_and_uses(base: Base) -> None:
    world, made = base
    ticket = world.ticket()
    with portal(organisation=None, contact=None):
        for _ in range(3):
            count_reading(made["554"], language="en", face="portal", at=world.at)
        count_verdict(made["554"], language="en", helped=True, at=world.at)
    with house():
        for _ in range(4):
            count_reading(made["relay"], language="en", face="desk", at=world.at)
        count_reading(
            made["password"], language="en", face="desk", at=world.at - timedelta(days=60)
        )
        note_usage(
            made["publier"], ticket=ticket.pk, entry=None, kind="linked", by=SAM, at=world.at
        )
    since = world.at - timedelta(days=30)

    def most(audience: str, **who: int | None) -> list[tuple[str, int]]:
        told = {"language": "en", "audience": audience, "since": since, "most": 3}
        found = most_consulted(world.messaging.pk, **told)  # type: ignore[arg-type]
        return [(one.reference, one.times) for one in found]

    with house():
        own = [(made["relay"].reference, 4), (made["554"].reference, 3)]
        assert most("desk") == [*own, (made["publier"].reference, 1)]
        assert Reading.objects.count() == 3
    with portal(organisation=None, contact=None):
        assert most("everyone") == [(made["554"].reference, 3)]
