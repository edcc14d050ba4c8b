"""Articles in messages: recorded when they are sent, and none of the desk's own goes out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.knowledge.models import Article, Usage
from permanence.service.knowledge.queries import find_articles, most_consulted, name_articles
from permanence.service.tickets.actions import add_note, answer_ticket
from permanence.service.tickets.actions.answering import Answer
from permanence.service.tickets.actions.articles import ForDeskOnly, articles_of, name_in_draft
from permanence.service.tickets.actions.drafts import Writing
from permanence.service.tickets.actions.holding import (
    Sending,
    hold_answer,
    send_next_answer,
    take_back,
)
from permanence.service.tickets.models import Draft, Entry, Ticket
from permanence.service.tickets.queries.drafts import last_entry
from tests.cast import World
from tests.service.knowledge.articles import fill_base
from tests.service.tickets.acting import policy_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def base(world: World) -> dict[str, Article]:
    return fill_base(world)


def hold(world: World, ticket: Ticket, *articles: Article) -> Draft:
    """Send an answer with the words of these articles, which leaves in a moment."""
    named = name_in_draft(ticket, articles)
    writing = Writing("reply", "See this.", seen=last_entry(ticket), articles=named)
    return hold_answer(ticket, writing, Sending(), by=world.sam, known=0, at=world.at)


def sent_of(ticket: Ticket) -> Entry:
    return Entry.objects.get(ticket=ticket, kind="mail", direction="out")


def test_what_is_sent_is_recorded_when_it_leaves_and_not_before(
    world: World, base: dict[str, Article]
) -> None:
    ticket = world.ticket()
    with house():
        hold(world, ticket, base["554"])
        assert not Usage.objects.exists()

        assert send_next_answer(at=world.at + MINUTE)

        entry, use = sent_of(ticket), Usage.objects.get()
        assert entry.articles == [base["554"].number]
        assert (use.ticket, use.entry, use.kind, use.by) == (
            ticket.pk,
            entry.pk,
            "sent",
            world.sam.name,
        )
        assert use.at == world.at + MINUTE
        consulted = most_consulted(
            world.messaging.pk, language="en", audience="everyone", since=world.at, most=5
        )
        assert [(one.reference, one.times) for one in consulted] == [(base["554"].reference, 1)]


def test_an_answer_taken_back_keeps_its_articles_and_records_none(
    world: World, base: dict[str, Article]
) -> None:
    ticket = world.ticket()
    with house():
        held = hold(world, ticket, base["554"], base["password"])

        draft = take_back(held.pk, by=world.sam, at=world.at)

        assert [one["reference"] for one in draft.articles] == [
            base["554"].reference,
            base["password"].reference,
        ]
        assert not Usage.objects.exists()


def test_an_article_for_the_desk_only_is_refused_in_an_answer(
    world: World, base: dict[str, Article]
) -> None:
    ticket = world.ticket()
    with house():
        with pytest.raises(ForDeskOnly, match=base["relay"].reference):
            hold(world, ticket, base["554"], base["relay"])
        with pytest.raises(ForDeskOnly):
            answer_ticket(
                ticket,
                Answer("Nothing of it stands here.", articles=[base["relay"]]),
                policy=policy_of(ticket),
                by=world.sam.actor,
                at=world.at,
            )

        assert not Usage.objects.exists()
        assert not Entry.objects.filter(ticket=ticket, direction="out", kind="mail").exists()


def test_one_that_is_for_the_desk_only_by_the_time_it_leaves_comes_back(
    world: World, base: dict[str, Article]
) -> None:
    ticket = world.ticket()
    with house():
        hold(world, ticket, base["554"])
        mails = Message.objects.count()
        Article.objects.filter(pk=base["554"].pk).update(audience="desk")

        assert send_next_answer(at=world.at + MINUTE)

        draft = Draft.objects.get(ticket=ticket)
        assert (draft.refused, draft.send_at) == ("desk", None)
        assert [one["article"] for one in draft.articles] == [base["554"].pk]
        assert Message.objects.count() == mails
        assert not Usage.objects.exists()


def test_a_note_holds_what_is_for_the_desk_only(world: World, base: dict[str, Article]) -> None:
    ticket = world.ticket()
    with house():
        note = add_note(
            ticket,
            text="Done so.",
            by=world.sam.actor,
            at=world.at,
            articles=[base["relay"]],
        )

        use = Usage.objects.get()
        assert (use.entry, use.kind) == (note.pk, "linked")
        assert note.articles == [base["relay"].number]


def test_a_draft_names_articles_of_its_own_desk_in_the_customers_language(
    world: World, base: dict[str, Article]
) -> None:
    ticket = world.ticket(world.stranger, language="it")
    with house():
        kept = name_in_draft(ticket, [base["554"], base["password"], base["554"]])

        assert [(one["title"], one["mark"]) for one in kept] == [
            ("Fax respinti con errore 554", ""),
            ("Changing a password", "[en]"),
        ]
        elsewhere = world.ticket(world.claire, desk=world.content)
        assert articles_of(elsewhere, kept) == []


def test_an_article_is_found_by_its_name_its_title_or_its_words(
    world: World, base: dict[str, Article]
) -> None:
    desk = world.messaging.pk

    def find(typed: str) -> list[int]:
        return find_articles(desk, typed, language="en", most=5)

    with house():
        assert find(base["relay"].reference.lower()) == [base["relay"].pk]
        assert find("restar") == [base["relay"].pk]
        assert find("machine refused")[0] == base["554"].pk
        assert find("KB-999") == find("q") == find(" ") == []
        assert name_articles([], language="en") == {}
