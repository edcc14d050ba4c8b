"""No customer ever sees another's pages: every address of the portal, tried by strangers (SPEC C6).

A new address without a case here fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.agreements.actions.offering import sign_version
from permanence.service.agreements.rules import Proposal, Step
from permanence.service.escalation.actions import settle_due_rungs, sign_call
from permanence.service.escalation.models import Call
from permanence.service.intake.models import Form
from permanence.service.tickets.actions import (
    Answer,
    add_note,
    answer_ticket,
    settle_due_marks,
)
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.world.accounts.actions import sign_contact
from tests.agreeing import judge_hard, offer
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read
from tests.stage import PutUp, Scene, Stage

ALONE = {"portal", "api"}
NOT_THERE = frozenset({404})
ASKED_WHO = frozenset({302})
EITHER = NOT_THERE | ASKED_WHO
PLACE = "/messaging/organisation"


@dataclass(frozen=True)
class Secret:
    """One customer's file with everything in it, and what nobody else may read of it."""

    ticket: Ticket
    attachment: int
    token: str
    rung: str
    offer: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """How an address is tried: its path with another's objects in it, and what may come back."""

    path: Callable[[Secret], str]
    known: frozenset[int]
    unknown: frozenset[int]
    answers: frozenset[int] = frozenset({405})


PUBLIC = frozenset({200})
ONLY_POSTED = frozenset({405})
UNKNOWN = frozenset({401})
ANYBODY = PUBLIC | NOT_THERE  # a desk may have closed its page
REPORTS = {
    f"api:ways-{name}": Case(
        lambda _, path=path: f"/api/ways/1/{'x' * 32}/{path}", ONLY_POSTED, ONLY_POSTED, NOT_THERE
    )
    for name, path in (
        ("receipt", "receipt"),
        ("reply", "reply"),
        ("speak", "calls/1"),
        ("key", "calls/1/key"),
        ("end", "calls/1/end"),
    )
}
CASES: dict[str, Case] = {
    **REPORTS,
    "api:alerts": Case(lambda _: "/api/alerts/1", UNKNOWN, UNKNOWN, UNKNOWN),
    "api:alerts-secret": Case(lambda _: f"/api/alerts/1/{'x' * 32}", UNKNOWN, UNKNOWN, UNKNOWN),
    "api:traces": Case(lambda _: "/api/v1/traces", ONLY_POSTED, ONLY_POSTED, UNKNOWN),
    "portal:centres": Case(lambda _: "/", PUBLIC, PUBLIC),
    "portal:home": Case(lambda _: "/messaging/", PUBLIC, PUBLIC),
    "portal:policy": Case(lambda _: "/messaging/policy", PUBLIC, PUBLIC),
    "portal:status": Case(lambda _: "/messaging/status/", ANYBODY, ANYBODY),
    "portal:status-in": Case(lambda _: "/messaging/status/de/", ANYBODY, ANYBODY),
    "portal:status-subscribe": Case(
        lambda _: "/messaging/status/subscribe", ANYBODY, ANYBODY, NOT_THERE | {422}
    ),
    **{
        f"portal:status-{name}": Case(
            lambda _, name=name: f"/messaging/status/{name}/{'x' * 20}",
            NOT_THERE,
            NOT_THERE,
            NOT_THERE,
        )
        for name in ("confirm", "subscription", "leave")
    },
    "portal:status-feed": Case(lambda _: "/messaging/status/de/all.atom", ANYBODY, ANYBODY),
    "portal:policy-version": Case(lambda _: "/messaging/policy/1", PUBLIC, PUBLIC),
    "portal:ask-link": Case(lambda _: "/messaging/enter", PUBLIC, PUBLIC, frozenset({422})),
    "portal:enter": Case(
        lambda secret: f"/messaging/enter/{secret.token[:-1]}", frozenset({410}), frozenset({410})
    ),
    "portal:leave": Case(
        lambda _: "/messaging/leave", frozenset({405}), frozenset({405}), ASKED_WHO
    ),
    "portal:reports": Case(lambda _: "/messaging/reports", NOT_THERE, ASKED_WHO),
    "portal:report": Case(lambda _: "/messaging/reports/2026-03.pdf", NOT_THERE, ASKED_WHO),
    "portal:help": Case(lambda _: "/messaging/help/", PUBLIC, PUBLIC),
    "portal:help_article": Case(lambda _: "/messaging/help/KB-1", NOT_THERE, NOT_THERE),
    "portal:help_verdict": Case(
        lambda _: "/messaging/help/KB-1/verdict", ONLY_POSTED, ONLY_POSTED, frozenset({400})
    ),
    "portal:help_text": Case(lambda _: "/messaging/help/KB-1/text", NOT_THERE, NOT_THERE),
    "portal:perhaps": Case(
        lambda _: "/messaging/requests/new/perhaps", ONLY_POSTED, ONLY_POSTED, PUBLIC
    ),
    "portal:requests": Case(lambda _: "/messaging/requests", PUBLIC, ASKED_WHO),
    "portal:new": Case(lambda _: "/messaging/requests/new", PUBLIC, PUBLIC, frozenset({422})),
    "portal:sent": Case(lambda _: "/messaging/requests/sent", ASKED_WHO, ASKED_WHO),
    "portal:request": Case(
        lambda secret: f"/messaging/requests/{secret.ticket.reference}",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE,
    ),
    "portal:request-paper": Case(
        lambda secret: f"/messaging/requests/{secret.ticket.reference}/paper",
        NOT_THERE,
        ASKED_WHO,
    ),
    "portal:attachment": Case(
        lambda secret: f"/messaging/requests/{secret.ticket.reference}/files/{secret.attachment}",
        NOT_THERE,
        NOT_THERE,
    ),
    "portal:take": Case(
        lambda secret: f"/take/{secret.rung[:-1]}", NOT_THERE, NOT_THERE, NOT_THERE
    ),
    "portal:escalate": Case(
        lambda secret: f"/messaging/escalate/{secret.token[:-1]}",
        frozenset({410}),
        frozenset({410}),
    ),
    "portal:request-escalate": Case(
        lambda secret: f"/messaging/requests/{secret.ticket.reference}/escalate",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE | ASKED_WHO,
    ),
    "portal:agreement": Case(
        lambda secret: f"/messaging/requests/{secret.ticket.reference}/agreement",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE,
    ),
    "portal:agreement-paper": Case(
        lambda secret: f"/messaging/requests/{secret.ticket.reference}/agreement/1.pdf",
        NOT_THERE,
        NOT_THERE,
    ),
    "portal:services": Case(lambda _: "/messaging/services", PUBLIC, ASKED_WHO, ASKED_WHO | {422}),
    "portal:notices": Case(lambda _: "/messaging/notices", PUBLIC, ASKED_WHO),
    "portal:notice": Case(lambda _: "/messaging/notices/1", NOT_THERE, ASKED_WHO),
    "portal:contribute": Case(
        lambda secret: f"/contribute/{secret.offer[:-1]}", NOT_THERE, NOT_THERE, NOT_THERE
    ),
    "portal:summaries": Case(lambda _: "/messaging/incident-summaries", PUBLIC, ASKED_WHO),
    "portal:summary-ask": Case(
        lambda _: "/messaging/incident-summaries/1/ask",
        ONLY_POSTED,
        ONLY_POSTED,
        NOT_THERE | ASKED_WHO,
    ),
    "portal:summary-paper": Case(
        lambda _: "/messaging/incident-summaries/1.pdf", NOT_THERE, NOT_THERE
    ),
    "portal:notice-touched": Case(
        lambda _: "/messaging/notices/1/touched", ONLY_POSTED, ONLY_POSTED, EITHER
    ),
    "portal:disruption-touched": Case(
        lambda _: "/messaging/disruptions/1001/touched", ONLY_POSTED, ONLY_POSTED, EITHER
    ),
    "portal:hours": Case(lambda _: "/content/hours", NOT_THERE, ASKED_WHO),
    "portal:hours-file": Case(lambda _: "/content/hours/1.pdf", NOT_THERE, ASKED_WHO),
    "portal:extra-time": Case(
        lambda secret: f"/extra-time/{secret.offer[:-1]}", NOT_THERE, NOT_THERE, NOT_THERE
    ),
    "portal:organisation": Case(lambda _: PLACE, NOT_THERE, ASKED_WHO),
    "portal:invite": Case(lambda _: PLACE + "/invite", NOT_THERE, ASKED_WHO, NOT_THERE | ASKED_WHO),
    "portal:person": Case(
        lambda _: PLACE + "/people/1", NOT_THERE, ASKED_WHO, NOT_THERE | ASKED_WHO
    ),
    "portal:installation-new": Case(
        lambda _: PLACE + "/installations/new",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE | ASKED_WHO,
    ),
    "portal:installation": Case(lambda _: PLACE + "/installations/1", NOT_THERE, ASKED_WHO),
    "portal:installation-edit": Case(
        lambda _: PLACE + "/installations/1/edit",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE | ASKED_WHO,
    ),
    "portal:installation-act": Case(
        lambda _: PLACE + "/installations/1/acts/confirm",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE | ASKED_WHO,
    ),
    "portal:piece-new": Case(
        lambda _: PLACE + "/installations/1/pieces/server",
        NOT_THERE,
        ASKED_WHO,
        NOT_THERE | ASKED_WHO,
    ),
    "portal:agree": Case(
        lambda secret: f"/agree/{secret.offer[:-1]}", NOT_THERE, NOT_THERE, NOT_THERE
    ),
    "portal:agree-paper": Case(
        lambda secret: f"/agree/{secret.offer[:-1]}/paper.pdf", NOT_THERE, NOT_THERE
    ),
}
STRANGERS = ("bea", "claire", "stranger")


def walk_addresses(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield the name of every address that customers or programs can reach."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from walk_addresses(pattern.url_patterns, inner)
        elif spaces and spaces[0] in ALONE:
            yield ":".join((*spaces, pattern.name or f"unnamed {pattern.pattern}"))


def write_secret(world: World) -> Secret:
    """Ada's request, with an answer, a note, files and a climb."""
    ticket = world.ticket(
        world.ada,
        subject="Quokka contracts are not sent",
        text="Our quokka contracts wait.",
        parts=[Part("quokka.pdf", "application/pdf", b"%PDF quokka")],
    )
    at = world.pass_time(minutes=12)
    with house():
        settle_due_marks(at=at)
        settle_due_rungs(at=at)
        sam = Actor("specialist:1", "Sam Okoro")
        call = Call.objects.filter(made_at__isnull=False).order_by("pk")[0]
        policy = policy_of_version(ticket.policy_version_id)
        answer_ticket(ticket, Answer("We free the quokkas."), policy=policy, by=sam, at=at)
        add_note(ticket, text="A quokka matter.", by=sam, at=at)
        attachment = Attachment.objects.get(name="quokka.pdf").pk
        judge_hard(ticket, by=world.sam, at=at)
        token = sign_version(offer(world, ticket, quokka_proposal(at)))
    return Secret(
        ticket,
        attachment,
        sign_contact(world.ada.pk, reference=ticket.reference),
        sign_call(call.pk),
        token,
        ("quokka", "Ada Lindqvist", "ada.lindqvist", ticket.reference),
    )


@pytest.fixture(scope="module")
def scene(stage: Stage) -> Scene[Secret]:
    return stage.rehearse(write_secret)


@pytest.fixture
def told(scene: Scene[Secret], put_up: PutUp) -> tuple[World, Secret]:
    return put_up(scene)


@pytest.fixture
def world(told: tuple[World, Secret]) -> World:
    return told[0]


@pytest.fixture
def secret(told: tuple[World, Secret]) -> Secret:
    return told[1]


def quokka_proposal(at: datetime) -> Proposal:
    """Return what is offered to Ada."""
    return Proposal(
        solution="We free every quokka.",
        zone="Europe/London",
        language="en",
        steps=(Step("Quokka freed", at.date() + timedelta(days=3)),),
        delivery_at=at + timedelta(days=5),
    )


def browsers(world: World) -> Iterator[tuple[str, Client]]:
    """Yield the browser of each stranger: a colleague, another customer, nobody's contact."""
    for name in STRANGERS:
        browser = follow_link(getattr(world, name), world.messaging)
        browser.handler.enforce_csrf_checks = False
        yield name, browser


def discloses(secret: Secret, response: Any) -> list[str]:
    """Return what a page tells that it must not."""
    page = "" if response.streaming else read(response)
    page += str(response.headers.items())
    return [word for word in secret.words if word.lower() in page.lower()]


def test_every_address_that_a_customer_can_reach_has_its_case() -> None:
    assert sorted(walk_addresses(get_resolver().url_patterns)) == sorted(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_known_stranger_learns_nothing(world: World, secret: Secret, name: str) -> None:
    case = CASES[name]
    for who, browser in browsers(world):
        response = browser.get(case.path(secret))

        assert response.status_code in case.known, who
        assert discloses(secret, response) == [], who


@pytest.mark.parametrize("name", CASES)
def test_nobody_known_learns_nothing(world: World, secret: Secret, name: str) -> None:
    case = CASES[name]

    response = Client().get(case.path(secret))

    assert response.status_code in case.unknown
    assert discloses(secret, response) == []


@pytest.mark.parametrize("name", CASES)
def test_a_stranger_changes_nothing(world: World, secret: Secret, name: str) -> None:
    case = CASES[name]
    for who, browser in [*browsers(world), ("nobody", Client())]:
        response = browser.post(case.path(secret), {"key": str(uuid4()), "text": "Let me in."})

        assert response.status_code in case.answers, who
        assert discloses(secret, response) == [], who
    with house():
        assert not Entry.objects.filter(text="Let me in.").exists()
        assert not Form.objects.exists()


def test_another_persons_link_is_their_own_right_and_nobody_elses(
    world: World, secret: Secret
) -> None:
    browser = follow_link(world.claire, world.messaging)

    browser.get(f"/messaging/enter/{secret.token}")

    assert "Claire" not in read(browser.get("/messaging/requests"))
    assert "Ada" in read(browser.get("/messaging/requests"))


def test_the_owner_is_not_shut_out(world: World, secret: Secret) -> None:
    browser = follow_link(world.ada, world.messaging)
    address = f"/messaging/requests/{secret.ticket.reference}"

    page = read(browser.get(address))

    assert "We free the quokkas." in page
    assert "A quokka matter." not in page
    assert browser.get(f"{address}/files/{secret.attachment}").content == b"%PDF quokka"
    assert browser.get(f"{address}/files/{secret.attachment + 1000}").status_code == 404
