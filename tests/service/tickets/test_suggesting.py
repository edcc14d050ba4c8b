"""Suggestions are made after intake, follow what the customer writes, and remember the choice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Judgement, resolve_ticket, triage_ticket
from permanence.service.tickets.actions.signs import (
    SignsChanged,
    WrongBook,
    restore_signs,
    save_signs,
)
from permanence.service.tickets.actions.suggesting import (
    SuggestionGone,
    dismiss_suggestion,
    make_suggestions,
)
from permanence.service.tickets.models import SignsVersion, Suggestion, Ticket
from permanence.service.tickets.queries.sign_trials import try_signs
from permanence.service.tickets.queries.signs import book_of, signs_told
from permanence.service.tickets.queries.suggesting import Score, score_suggestions
from permanence.service.tickets.rules.sign_editing import (
    SignDraft,
    compare_books,
    drop_sign,
    put_sign,
)
from permanence.service.tickets.rules.signs import make_book
from tests.cast import World
from tests.service.tickets.acting import HOUR, MINUTE, SAM, answer, write

STOPPED = "We cannot connect to the gateway since noon, nobody can send."


def suggest(ticket: Ticket, *, world: World) -> Ticket:
    """Let the worker go round, and return the ticket as it is then."""
    while make_suggestions(at=world.at + MINUTE):
        pass
    ticket.refresh_from_db()
    return ticket


def triage(ticket: Ticket, severity: int, *, world: World, seen: int | None = 1) -> None:
    judgement = Judgement(1, severity, None, None, suggestion=seen)
    policy = policy_of_version(ticket.policy_version_id)
    triage_ticket(ticket, judgement, policy=policy, by=SAM, at=world.at + HOUR)


def values(ticket: Ticket) -> dict[str, int]:
    told = ticket.suggested or {}
    return {axis: one["value"] for axis, one in told.items() if axis != "revision"}


def test_a_request_gets_a_suggestion_and_nothing_is_applied(world: World) -> None:
    ticket = world.ticket(subject="No connection", text=STOPPED)
    assert ticket.suggested is None

    with house():
        found = suggest(ticket, world=world)
        assert values(found) == {"severity": 2}
        assert (found.severity, found.triaged_at) == (ticket.severity, None)
        assert not Suggestion.objects.filter(asked_at__isnull=False).exists()


def test_many_requests_are_looked_at_at_the_price_of_one(world: World) -> None:
    def price(many: int) -> int:
        for number in range(many):
            world.ticket(subject=f"No connection {number}", text=STOPPED)
        with house(), CaptureQueriesContext(connection) as taken:
            assert make_suggestions(at=world.at + MINUTE) == many
        return len(taken)

    with house():
        told = signs_told(world.messaging, "severity")[1]
        save_signs(world.messaging, told | {"strong": 9}, ordered_by="severity", seen=0, by=SAM,
                   at=world.at)  # fmt: skip
    first = price(1)

    assert price(12) <= first
    with house():
        assert book_of(world.messaging, "severity") is book_of(world.messaging, "severity")
        assert Ticket.objects.filter(suggested__isnull=False).count() == 13


def test_noise_leaves_no_row(world: World) -> None:
    ticket = world.ticket(subject="Hello", text="Have a nice day.")

    with house():
        assert suggest(ticket, world=world).suggested is None
        assert not Suggestion.objects.exists()


def test_what_the_customer_writes_before_triage_counts(world: World) -> None:
    ticket = world.ticket(subject="Hello", text="Have a nice day.")

    with house():
        suggest(ticket, world=world)
        write(ticket, STOPPED, at=world.at + MINUTE)
        assert values(suggest(ticket, world=world)) == {"severity": 2}

        triage(ticket, 2, world=world)
        write(ticket, "Toute la plateforme est en panne.", at=world.at + 2 * HOUR)
        assert suggest(ticket, world=world).suggested is None
        assert not Suggestion.objects.filter(asked_at__isnull=False).exists()


def test_the_journal_and_the_figures_know_what_was_shown_and_chosen(world: World) -> None:
    tickets = [world.ticket(subject="No connection", text=STOPPED) for _ in range(4)]

    with house():
        for ticket in tickets:
            suggest(ticket, world=world)
        triage(tickets[0], 2, world=world)
        triage(tickets[1], 3, world=world)
        triage(tickets[2], 2, world=world, seen=None)
        dismiss_suggestion(tickets[3], revision=1, by=SAM, at=world.at + HOUR)

        found = score_suggestions(
            world.messaging.pk, since=world.at, until=world.at + timedelta(days=1)
        )
        shown = Act.objects.get(subject=f"ticket:{tickets[1].pk}", act="ticket.triaged").facts
        unseen = Act.objects.get(subject=f"ticket:{tickets[2].pk}", act="ticket.triaged").facts
        assert found["severity"] == Score(accepted=1, changed=1, dismissed=1, unseen=1)
        assert found["severity"].share == 33
        assert found["team"] == Score()
        assert (shown["suggested"], shown["severity"]) == ({"severity": 2}, 3)
        assert "suggested" not in unseen
        later = world.at + timedelta(days=1)
        empty = score_suggestions(world.messaging.pk, since=later, until=later + HOUR)
        assert set(empty.values()) == {Score()}


def test_what_was_set_aside_comes_back_only_with_something_new(world: World) -> None:
    ticket = world.ticket(subject="No connection", text=STOPPED)

    with house():
        suggest(ticket, world=world)
        with pytest.raises(SuggestionGone):
            dismiss_suggestion(ticket, revision=7, by=SAM, at=world.at)
        dismiss_suggestion(ticket, revision=1, by=SAM, at=world.at)
        write(ticket, "Is anybody there?", at=world.at + MINUTE)
        assert suggest(ticket, world=world).suggested is None

        write(ticket, "All your services are down, total outage.", at=world.at + MINUTE)
        assert values(suggest(ticket, world=world)) == {"severity": 1}


def test_similar_requests_of_the_customer_and_others_who_write_alike_count(world: World) -> None:
    subject, text = "Cover sheets of the Lyon gateway", "Cover sheets of the Lyon gateway look odd."
    earlier = [
        world.ticket(subject=subject, text=text, at=world.at - timedelta(days=9)) for _ in range(2)
    ]
    with house():
        for one in earlier:
            suggest(one, world=world)
            triage(one, 3, world=world)
            answer(one, at=world.at + HOUR)
            resolve_ticket(one, by=SAM, at=world.at + HOUR)
    ticket = world.ticket(subject=subject, text=text)

    with house():
        hints = suggest(ticket, world=world).suggested["severity"]["hints"]
        assert [hint["code"] for hint in hints] == ["similar"]
        assert set(hints[0]["words"]) == {one.reference for one in earlier}


def test_several_customers_within_the_hour_look_like_an_incident(world: World) -> None:
    text = "The cover sheets of the Lyon gateway look odd."
    for other in (world.claire, world.stranger):
        world.ticket(other, desk=world.messaging, subject="Lyon gateway, cover sheets", text=text)
    ticket = world.ticket(subject="Cover sheets, Lyon gateway", text=text, at=world.at + MINUTE)

    with house():
        found = suggest(ticket, world=world).suggested
        assert found["severity"]["value"] == 2
        assert found["severity"]["hints"][0]["code"] == "cluster"
        assert found["severity"]["hints"][0]["number"] == 2


def test_a_desk_may_have_its_own_signs(world: World) -> None:
    ticket = world.ticket(subject="Gargouille", text="The gargouille hums.")
    with house():
        told = signs_told(world.messaging, "severity")[1]
        draft = SignDraft("gargouille", 6, severity=1, phrases={"fr": ("gargouille",)})
        keep(put_sign(told, draft), world=world)
        assert values(suggest(ticket, world=world)) == {"severity": 1}
        text = "The gargouille hums."
        other = world.ticket(world.claire, desk=world.content, subject="Gargouille", text=text)
        assert suggest(other, world=world).suggested is None


def test_signs_are_kept_in_versions_and_put_back(world: World) -> None:
    with house():
        shipped = signs_told(world.messaging, "severity")
        assert shipped[0] == 0
        assert keep(drop_sign(shipped[1], "urgent"), world=world) == 1
        with pytest.raises(SignsChanged):
            keep(drop_sign(shipped[1], "outage"), world=world)
        act = Act.objects.get(act="signs.saved")
        assert list(act.facts["changes"]) == ["sign:urgent"]
        assert keep(dict(SignsVersion.objects.get().book), world=world, seen=1) == 1

        put_back = {"ordered_by": "severity", "seen": 1, "by": SAM, "at": world.at}
        assert restore_signs(world.messaging, 0, **put_back) == 2
        assert compare_books(signs_told(world.messaging, "severity")[1], shipped[1]) == {}


def test_a_book_that_means_nothing_is_not_kept(world: World) -> None:
    with house():
        told = dict(signs_told(world.messaging, "severity")[1])
        with pytest.raises(WrongBook, match="needed is no number"):
            keep({**told, "needed": "four"}, world=world)
        assert not SignsVersion.objects.exists()


def test_other_signs_are_tried_on_past_requests_and_nothing_is_changed(world: World) -> None:
    judged = world.ticket(subject="Gargouille", text="The gargouille hums.")
    world.ticket(subject="No connection", text=STOPPED)
    with house():
        triage(judged, 1, world=world, seen=None)
        holding = book_of(world.messaging, "severity")
        told = signs_told(world.messaging, "severity")[1]
        draft = SignDraft("gargouille", 6, severity=1, phrases={"en": ("gargouille",)})

        trial = try_signs(
            world.messaging, holding, make_book(put_sign(told, draft)), at=world.at + HOUR
        )

        assert trial.looked == 2
        assert [one.ticket.pk for one in trial.changed] == [judged.pk]
        assert (trial.changed[0].before, trial.changed[0].after) == ({}, {"severity": 1})
        assert trial.right["severity"] == (0, 1, 1)
        assert not SignsVersion.objects.exists()


def keep(told: dict[str, Any], *, world: World, seen: int = 0) -> int:
    """Keep a book of the messaging desk."""
    return save_signs(world.messaging, told, ordered_by="severity", seen=seen, by=SAM, at=world.at)
