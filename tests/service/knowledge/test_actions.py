"""Articles in the database: written, published, retired, counted; what was published stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, staff
from permanence.ground.lib.errors import Refusal
from permanence.service.knowledge.actions import (
    change_article,
    confirm_article,
    count_reading,
    count_verdict,
    discard_draft,
    end_topic,
    note_usage,
    publish_version,
    restore_article,
    retire_article,
    save_topic,
    set_practice,
    write_draft,
)
from permanence.service.knowledge.models import Article, Reading, Topic, Usage, Verdict, Version
from permanence.service.knowledge.queries import practice_of, topics_of, versions_of
from permanence.service.knowledge.rules.writing import Card, Draft
from permanence.service.tickets.actions.secrecy import keep_confidential
from permanence.service.tickets.rules.secrecy import Circle
from tests.cast import World
from tests.service.knowledge.articles import LENA, SAM, publish, write


def acts_of(article: Article) -> list[str]:
    return list(
        Act.objects.filter(subject=f"article:{article.pk}")
        .order_by("pk")
        .values_list("act", flat=True)
    )


def test_articles_are_numbered_on_each_desk(world: World) -> None:
    with house():
        first, second = write(world).article, write(world).article
        other = write(world, desk=world.content).article

    assert [first.reference, second.reference, other.reference] == ["KB-1", "KB-2", "KB-1"]


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_get_two_numbers(world: World) -> None:
    together = Barrier(2)

    def begin(_place: int) -> int:
        try:
            with house():
                together.wait(10)
                return write(world).article.number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as writers:
        assert sorted(writers.map(begin, range(2))) == [1, 2]


def test_a_draft_is_kept_until_it_is_published_and_then_never_changes(world: World) -> None:
    with house():
        draft = write(world, "Relay")
        again = write_draft(
            world.messaging,
            Draft("en", "The relay", "Stop it."),
            by=LENA,
            at=world.at,
            article=draft.article,
            seen=1,
        )
        assert (again.pk, again.saves, again.authors) == (draft.pk, 2, [SAM.key, LENA.key])
        published = publish_version(again, by=LENA, at=world.at)

        for change in ({"title": "Other"}, {"body": "Other"}, {"published_at": None}):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                Version.objects.filter(pk=published.pk).update(**change)
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Version.objects.filter(pk=published.pk).delete()
        assert acts_of(draft.article) == ["article.drafted", "article.published"]


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(world: World) -> None:
    with house():
        draft = write(world)
        write(world, "Another title", article=draft.article)

        with pytest.raises(Refusal, match="meanwhile"):
            write_draft(
                world.messaging,
                Draft("en", "Mine", "Mine."),
                by=SAM,
                at=world.at,
                article=draft.article,
                seen=1,
            )


def test_a_new_version_takes_the_place_of_the_last_and_leaves_it_readable(world: World) -> None:
    with house():
        article = publish(world, "Relay", "Old words.")
        publish(world, "Relay", "New words.", article=article)
        publish(world, "Relais", "Neue Wörter.", language="de", article=article)

        article.refresh_from_db()
        told = [
            (one.language, one.number, one.superseded_at is None) for one in versions_of(article.pk)
        ]

    assert told == [("de", 1, True), ("en", 2, True), ("en", 1, False)]
    assert article.languages == ["de", "en"]


def test_a_language_has_one_draft_and_one_text_by_the_database(world: World) -> None:
    with house():
        article = publish(world)
        draft = write(world, article=article)
        for changed in ({}, {"published_at": world.at, "approved_by": "x"}):
            again = Version.objects.get(pk=draft.pk)
            again.pk, again.number = None, 9
            for name, value in changed.items():
                setattr(again, name, value)
            with pytest.raises(IntegrityError), transaction.atomic():
                again.save(force_insert=True)


def test_a_desk_may_want_another_person_to_publish(world: World) -> None:
    with house():
        told = {"by": LENA, "at": world.at}
        set_practice(world.messaging, needs_another=True, review_months=6, **told)
        draft = write(world)

        with pytest.raises(Refusal, match="another person"):
            publish_version(draft, by=SAM, at=world.at)
        published = publish_version(draft, by=LENA, at=world.at)
        practice = practice_of(world.messaging.pk)

    assert (published.author, published.approved_by) == (SAM.key, LENA.key)
    assert practice.review_months == 6


def test_nothing_empty_and_nothing_twice_is_published(world: World) -> None:
    with house():
        with pytest.raises(Refusal, match="Write the text"):
            publish_version(write(world, body=""), by=LENA, at=world.at)
        draft = write(world)
        publish_version(draft, by=LENA, at=world.at)
        with pytest.raises(Refusal, match="no draft"):
            publish_version(draft, by=LENA, at=world.at)


def test_publishing_sets_the_day_of_the_next_review_once(world: World) -> None:
    with house():
        article = publish(world)
        article.refresh_from_db()
        assert article.review_due_on == date(2027, 3, 2)
        confirm_article(article, due=date(2026, 9, 1), by=SAM, at=world.at)
        publish(world, "Again", article=article)

        article.refresh_from_db()
        with pytest.raises(Refusal, match="future"):
            confirm_article(article, due=world.at.date(), by=SAM, at=world.at)
    assert article.review_due_on == date(2026, 9, 1)


def test_a_draft_is_discarded_and_what_is_published_is_not(world: World) -> None:
    with house():
        article = publish(world)
        draft = write(world, "Other", article=article)
        discard_draft(draft, by=SAM, at=world.at)

        with pytest.raises(Refusal, match="no draft"):
            discard_draft(article.versions.get(), by=SAM, at=world.at)
        assert [one.title for one in versions_of(article.pk)] == ["Restarting the relay"]


def test_an_article_is_retired_with_a_reason_and_comes_back(world: World) -> None:
    with house():
        article = publish(world)
        with pytest.raises(Refusal, match="Say why"):
            retire_article(article, reason=" ", by=LENA, at=world.at)
        retire_article(article, reason="The relay is gone.", by=LENA, at=world.at)
        with pytest.raises(Refusal, match="already"):
            retire_article(article, reason="Again.", by=LENA, at=world.at)
        assert not Article.objects.standing().exists()
        restore_article(article, by=LENA, at=world.at)
        with pytest.raises(Refusal, match="not retired"):
            restore_article(article, by=LENA, at=world.at)

        assert list(Article.objects.standing()) == [article]
        assert acts_of(article)[-2:] == ["article.retired", "article.restored"]


def test_a_card_names_only_what_the_desk_has(world: World) -> None:
    told = {"by": LENA, "at": world.at}
    with house():
        article = publish(world)
        topic = save_topic(world.messaging, {"en": " Sending "}, **told)
        foreign = save_topic(world.content, {"fr": "Publier"}, **told)
        wrong = (
            Card("nobody"),
            Card(topic=foreign.pk),
            Card(owner=world.noor.pk),
            Card(components=("no-such-thing",)),
        )
        for card in wrong:
            with pytest.raises(Refusal):
                change_article(article, card, **told)
        change_article(article, Card("everyone", topic=topic.pk, owner=world.sam.pk), **told)

        article.refresh_from_db()
        change = Act.objects.get(act="article.changed").facts["changes"]
    assert (article.audience, article.topic_id, article.owner_id) == (
        "everyone",
        topic.pk,
        world.sam.pk,
    )
    assert change["audience"] == ["desk", "everyone"]


def test_topics_are_named_ordered_and_taken_out_of_use(world: World) -> None:
    told = {"by": LENA, "at": world.at}
    with house():
        late = save_topic(world.messaging, {"en": "Reports"}, rank=2, **told)
        soon = save_topic(world.messaging, {"en": "Sending", "de": "Senden"}, rank=1, **told)
        assert topics_of(world.messaging.pk) == [soon, late]
        save_topic(world.messaging, {"en": "Sending mail"}, rank=1, topic=soon.pk, **told)
        end_topic(world.messaging, late.pk, **told)
        with pytest.raises(Refusal, match="name"):
            save_topic(world.messaging, {"en": " "}, **told)

        assert [one.name_in("de") for one in topics_of(world.messaging.pk)] == ["Sending mail"]
        assert Topic.objects.count() == 2


def test_a_usage_is_kept_once_and_hidden_with_a_confidential_request(world: World) -> None:
    ticket = world.ticket()
    with house():
        article = publish(world)
        told = {"ticket": ticket.pk, "by": SAM, "at": world.at}
        assert note_usage(article, entry=None, kind="linked", **told)
        assert not note_usage(article, entry=None, kind="linked", **told)
        assert note_usage(article, entry=7, kind="sent", **told)
        assert Usage.objects.count() == 2
        assert (
            Act.objects.filter(subject=f"ticket:{ticket.pk}", act="ticket.article_linked").count()
            == 1
        )
        circle = Circle(people=frozenset({world.sam.pk}))
        keep_confidential(ticket, circle, reason="An affair.", by=SAM, at=world.at)
    with staff(reader=world.lena.user_id, at=world.at):
        assert Usage.objects.count() == 0


def test_readings_and_verdicts_are_counted_by_day(world: World) -> None:
    with house():
        article = publish(world)
        for _ in range(2):
            count_reading(article, language="en", face="desk", at=world.at)
        count_reading(article, language="en", face="portal", at=world.at)
        count_reading(article, language="en", face="desk", at=world.at + timedelta(days=1))
        for helped in (True, True, False):
            count_verdict(article, language="en", helped=helped, at=world.at)

        read = sorted(Reading.objects.values_list("day", "face", "times"))
        judged = Verdict.objects.get()
    today, tomorrow = world.at.date(), world.at.date() + timedelta(days=1)
    assert read == [(today, "desk", 2), (today, "portal", 1), (tomorrow, "desk", 1)]
    assert (judged.yes, judged.no) == (2, 1)


def test_a_reading_on_an_unknown_face_is_refused(world: World) -> None:
    with house():
        article = publish(world)
        with suppress(IntegrityError), transaction.atomic():
            count_reading(article, language="en", face="moon", at=world.at)  # type: ignore[arg-type]
        assert not Reading.objects.exists()
