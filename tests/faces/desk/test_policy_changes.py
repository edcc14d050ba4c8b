"""The year ahead of a calendar, exceptional days and contact points on the desk."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest
from django.test import Client, override_settings

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.actions.sweeping import sweep_tickets, take_turns
from permanence.service.tickets.models import Commitment
from permanence.world.accounts.models import Specialist
from tests.cast import World, post


@pytest.fixture
def admin(world: World) -> Specialist:
    return world.hire("Rae Admin", "administrator", desks=(world.messaging, world.content))


def load_shown(client: Any, page: str, desk: str) -> Any:
    """Load the document that a page shows, as its button would."""
    import html  # noqa: PLC0415 -- for this one page

    document = re.search(r'<textarea name="document"[^>]*>\n?(.*?)</textarea>', page, re.S)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert document is not None
    assert seen is not None
    told = {
        "document": html.unescape(document[1]),
        "when": "now",
        "seen": seen[1],
        "act": "load",
    }
    return post(client, f"/desk/policies/new?desk={desk}", told)


def test_the_year_ahead_names_holidays_their_source_and_clock_changes(world: World) -> None:
    page = world.log_in(world.noor).get("/desk/calendars/eastern-local/year?desk=content")
    text = page.content.decode()

    assert "Good Friday" in text
    assert "public holiday of CA QC" in text
    assert "clock forward" in text
    assert "clock back" in text
    assert text.count('scope="rowgroup"') == 12
    assert "/exception" not in text


def test_a_closing_is_shown_first_and_worsens_no_promise_that_runs(
    world: World, admin: Specialist
) -> None:
    before = world.ticket(world.claire, desk=world.content)
    client = world.log_in(admin)
    address = "/desk/calendars/eastern-local/exception?desk=content"
    with house():
        due = {
            one.promise: one.due_at
            for one in Commitment.objects.filter(ticket=before, replaced_at=None)
        }

    shown = post(client, address, {"first": "2026-03-03", "last": "2026-03-06", "what": "closed"})
    loaded = load_shown(client, shown.content.decode(), "content")
    at = world.pass_time(seconds=5)
    with house():
        take_turns(at=at)
        sweep_tickets(at=at)

    assert "calendar: eastern-local" in shown.content.decode()
    assert loaded.status_code == 302
    with house():
        _version, policy = policy_in_force("content", at=at)
        closed = [str(on) for on, hours in policy.calendars["eastern-local"].days if not hours]
        assert closed == ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]
        after = {
            one.promise: one.due_at
            for one in Commitment.objects.filter(ticket=before, replaced_at=None)
        }
        assert after == due
        changes = Act.objects.filter(act="policy.loaded").latest("pk").facts["changes"]
        assert set(changes) == {
            f"operator.coverage.calendar[eastern-local].days.2026-03-0{day}" for day in "3456"
        }
    year = client.get("/desk/calendars/eastern-local/year?desk=content").content.decode()
    assert "closed as an exception" in year
    assert "Rae Admin" in year


def test_customers_read_of_a_closing_beforehand(world: World, admin: Specialist) -> None:
    client = world.log_in(admin)
    with house():
        key = policy_in_force("content", at=world.at)[1].coverage.calendar_key
    wish = {"first": "2026-03-06", "what": "hours", "hours": "08:00-12:00"}
    shown = post(client, f"/desk/calendars/{key}/exception?desk=content", wish)
    load_shown(client, shown.content.decode(), "content")

    page = Client().get("/content/?lang=en").content.decode()

    assert "Fri 6 Mar: 08:00–12:00" in page


def test_a_closing_of_today_is_refused(world: World, admin: Specialist) -> None:
    client = world.log_in(admin)
    address = "/desk/calendars/eastern-local/exception?desk=content"

    answer = post(client, address, {"first": "2026-03-02", "what": "closed"})

    assert "taken away from tomorrow on" in answer.content.decode()


def test_a_number_is_changed_by_a_new_version_and_kept_in_the_journal(
    world: World, admin: Specialist
) -> None:
    client = world.log_in(admin)
    address = "/desk/contact-points/phone/germany?desk=messaging"

    shown = post(client, address, {"value": "+49 30 23125 101", "regions": ["germany"]})
    load_shown(client, shown.content.decode(), "messaging")
    page = client.get("/desk/contact-points?desk=messaging").content.decode()

    assert "<b>+49 30 23125 101</b>" in page
    assert "<s>+49 30 23125 100</s> → <b>+49 30 23125 101</b>" in page
    assert "/messaging/policy#channels.phone-germany" in page


def test_a_wrong_number_is_refused_with_what_would_be_right(
    world: World, admin: Specialist
) -> None:
    client = world.log_in(admin)

    answer = post(client, "/desk/contact-points/phone/germany?desk=messaging", {"value": "call me"})

    assert answer.status_code == 422


def test_a_mailbox_is_tried_by_a_real_connection(world: World, admin: Specialist) -> None:
    client = world.log_in(admin)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with override_settings(SMTP_LISTENER=("127.0.0.1", port)):
        answer = post(client, "/desk/contact-points/mailbox/germany/try?desk=messaging")
    page = client.get(answer["Location"]).content.decode()

    assert "hilfe@messaging.example.com takes no mail" in page


@pytest.mark.parametrize(
    "address",
    ["/desk/calendars/always/exception", "/desk/contact-points/phone/germany"],
)
def test_who_may_not_load_policies_changes_nothing(world: World, address: str) -> None:
    assert world.log_in(world.sam).get(address).status_code == 403
