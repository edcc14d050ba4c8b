"""Who asked is told, once it has stood; nobody else is, and an address goes when it is told to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.status.actions.calling import claim_calls, make_call, settle_call
from permanence.service.status.actions.conditions import set_condition
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.actions.subscribing import (
    Wish,
    ask_subscription,
    confirm_subscription,
    forget_unconfirmed,
    link_subscriber,
)
from permanence.service.status.actions.telling import hear_returned, tell_subscribers
from permanence.service.status.models import Delivery, Page, Subscriber
from permanence.service.status.rules.hooks import judge_attempt, sign_body
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.service.incidents.leading import declare
from tests.service.status.planning import LENA, measure, plan, public_component, publish

READER = "reader@elsewhere.example"
MINUTE = timedelta(minutes=1)


def wish(**said: Any) -> Wish:
    told = {"way": "mail", "email": READER, "hook_url": "", "language": "fr", "components": []}
    return Wish(**told | said)


def listen(world: World, **said: Any) -> Subscriber:
    measure(world)
    asked = ask_subscription(world.messaging, wish(**said), at=world.at)
    return confirm_subscription(asked, at=world.at)


def news() -> list[Message]:
    """Return the mails with news, without those that ask to confirm."""
    rows = Message.objects.filter(owner__startswith="subscriber:").order_by("pk")
    return [one for one in rows if "List-Unsubscribe" in one.headers]


def run(world: World, at: datetime) -> int:
    refresh_standings(at=at)
    return tell_subscribers(at=at)


def say(world: World, condition: str, at: datetime, component: Component | None = None) -> None:
    found = component or public_component(world)
    set_condition(found, condition, reason="Tried.", at=at, by=LENA)


@pytest.mark.usefixtures("house")
class TestTelling:
    def test_nothing_is_sent_before_the_address_is_confirmed(self, world: World) -> None:
        measure(world)
        ask_subscription(world.messaging, wish(), at=world.at)
        say(world, "down", world.at)

        assert run(world, world.at + 9 * MINUTE) == 0
        assert [one.recipients for one in Message.objects.all()] == [[READER]]
        assert forget_unconfirmed(at=world.at + timedelta(days=3)) == 1

    def test_a_change_is_told_in_their_language_when_it_has_stood(self, world: World) -> None:
        listen(world)
        say(world, "down", world.at)

        early, late = run(world, world.at + MINUTE), run(world, world.at + 4 * MINUTE)

        mail = news()[0]
        assert (early, late) == (0, 1)
        assert public_component(world).name_in("fr") in mail.subject
        assert mail.desk_id is None, "no list of the desk shows the address"
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert run(world, world.at + 5 * MINUTE) == 0

    def test_mails_lead_to_the_copy_where_one_is_served(self, world: World) -> None:
        listen(world)
        Page.objects.update(address="https://status.example.org")
        say(world, "down", world.at)
        run(world, world.at + MINUTE)
        run(world, world.at + 4 * MINUTE)

        assert "https://status.example.org/fr/" in news()[0].text

    def test_what_swings_fills_no_mailbox(self, world: World) -> None:
        listen(world)
        for minute in range(0, 40, 2):
            at = world.at + minute * MINUTE
            say(world, "down" if minute % 4 == 0 else "operational", at)
            run(world, at)
            run(world, at + MINUTE)

        assert 1 <= len(news()) <= 4

    def test_what_goes_up_and_down_within_minutes_and_stays_up_is_never_told(
        self, world: World
    ) -> None:
        listen(world)
        for minute in range(0, 8, 2):
            at = world.at + minute * MINUTE
            say(world, "operational" if minute % 4 else "down", at)
            run(world, at)
            run(world, at + MINUTE)
        for minute in range(8, 120, 4):
            run(world, world.at + minute * MINUTE)

        assert news() == []

    def test_an_incident_is_told_once_with_its_components(self, world: World) -> None:
        listen(world, language="en")
        publish(world, declare(world, components=[public_component(world).pk]), "We look.")

        first, later = run(world, world.at), run(world, world.at + 9 * MINUTE)

        assert (first, later) == (1, 0)
        assert "We look." in news()[0].text
        assert public_component(world).name_in("en") in news()[0].text

    def test_planned_work_is_told_reminded_of_begun_and_late(self, world: World) -> None:
        listen(world, language="en")
        window = plan(world)
        moments = [world.at, window.starts_at - 59 * MINUTE, window.starts_at, window.ends_at]

        told = [run(world, at) for at in moments]

        assert told == [1, 1, 1, 1]
        assert [one.subject.rpartition("· ")[2] for one in news()] == [
            "Planned", "Soon", "Under way", "Takes longer than planned",
        ]  # fmt: skip

    def test_only_their_own_components_are_told(self, world: World) -> None:
        other = Component.objects.filter(desk=world.messaging, is_public=True).order_by("-pk")[0]
        listen(world, components=[other.pk])
        say(world, "down", world.at)

        assert run(world, world.at + 9 * MINUTE) == 0
        say(world, "down", world.at + 9 * MINUTE, other)
        assert run(world, world.at + 19 * MINUTE) == 1

    def test_an_address_from_which_mail_comes_back_is_forgotten(self, world: World) -> None:
        one = listen(world)
        for minute in range(3):
            Message.objects.update(failed_at=world.at, heard_at=None)
            hear_returned(at=world.at + minute * MINUTE)

        assert not Subscriber.objects.filter(pk=one.pk).exists()

    def test_a_program_inside_is_never_called(self, world: World) -> None:
        measure(world)
        for address in ("http://example.org/x", "https://127.0.0.1/", "https://hub.internal/"):
            with pytest.raises(Refusal, match="https"):
                ask_subscription(world.messaging, wish(way="hook", hook_url=address), at=world.at)

    def test_a_program_is_called_again_until_it_answers(self, world: World) -> None:
        hook = listen(world, way="hook", hook_url="https://hooks.elsewhere.example/status")
        say(world, "down", world.at)
        run(world, world.at + 4 * MINUTE)
        bodies = list(Delivery.objects.order_by("pk").values_list("body__event", flat=True))

        calls = claim_calls(at=world.at + 4 * MINUTE)
        answer = make_call(calls[0], at=world.at)
        settle_call(calls[0], answer, at=world.at)

        first = Delivery.objects.filter(subscriber=hook).order_by("pk")[0]
        assert bodies == ["subscription.confirmed", "status.changed"]
        assert answer.status is None, "nobody answers at an invented address"
        assert (first.tries, first.due_at) == (1, world.at + MINUTE)
        assert first.answer


def test_a_call_is_given_up_at_last_and_signed_by_its_secret(at: datetime) -> None:
    assert judge_attempt(503, tries=1, at=at).again_at == at + MINUTE
    assert judge_attempt(None, tries=7, at=at).again_at is None
    assert judge_attempt(410, tries=1, at=at).again_at is None
    assert judge_attempt(204, tries=1, at=at).arrived
    assert sign_body("a", b"x", at=at) != sign_body("b", b"x", at=at)


def test_somebody_asks_confirms_changes_and_leaves_without_any_cookie(world: World) -> None:
    with house():
        measure(world)
        component = public_component(world).pk
    browser = Client(enforce_csrf_checks=True)
    asked = {"email": READER.upper(), "way": "mail", "language": "de", "components": [component]}

    sent = browser.post("/messaging/status/subscribe", asked)
    with house():
        one = Subscriber.objects.select_related("desk").get()
        mail = Message.objects.get()
    link = link_subscriber("status-confirm", one).removeprefix(settings.PUBLIC_URL)
    looked = browser.get(link)
    with house():
        assert Subscriber.objects.confirmed().count() == 0, "a look alone confirms nothing"
    confirmed = browser.post(link)
    own = link_subscriber("status-subscription", one).removeprefix(settings.PUBLIC_URL)
    page = browser.get(own)
    changed = browser.post(own, {"language": "fr"})
    with house():
        kept = Subscriber.objects.get()
    away = link_subscriber("status-leave", one).removeprefix(settings.PUBLIC_URL)
    gone = browser.post(away, {"List-Unsubscribe": "One-Click"})

    assert link in mail.text
    assert [one.status_code for one in (sent, looked, confirmed, page, changed, gone)] == [
        200, 200, 302, 200, 302, 200,
    ]  # fmt: skip
    assert READER not in sent.content.decode().lower().replace("value=", "")
    assert (kept.language, kept.components) == ("fr", [])
    assert not browser.cookies
    with house():
        assert not Subscriber.objects.exists()
    assert browser.get(own).status_code == 404


def test_one_address_is_written_to_a_few_times_at_the_most(world: World) -> None:
    with house():
        measure(world)
    asked = {"email": READER, "way": "mail", "language": "en"}

    answers = [Client().post("/messaging/status/subscribe", asked).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 422, 422]
    with house():
        assert Message.objects.count() == 3
