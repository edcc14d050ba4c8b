"""The simulator: a request that never came is promised what a real one would be."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from permanence.ground.lib.db import house
from permanence.promises.contracts.rules import TargetRow
from permanence.promises.policies.actions import load_policy
from permanence.service.tickets.models import Commitment
from permanence.world.accounts.actions import add_organisation
from tests.cast import POLICIES, World, add_contract, post
from tests.faces.desk.test_ticket import address, words

PAGE = "/desk/simulator"
EVE = {"severity": "2", "level": "1", "at": "2026-12-24T16:40", "zone": "Europe/Paris"}


def ask(client: Client, **asked: Any) -> Any:
    return client.get(PAGE, asked)


def test_a_request_on_christmas_eve_is_due_when_and_why(world: World) -> None:
    client = world.log_in(world.noor)

    page = ask(client, **EVE | {"desk": "content", "customer": "maison verdier"})

    said = words(page)
    assert page.status_code == 200
    assert "A request from Maison Verdier" in said
    # 16:40 in Paris is 10:40 at UTC-5: an hour of open time, the same day.
    assert "Thu 24 Dec 2026, 16:40:00 UTC" in said
    assert "1 h after it arrived" in said
    assert (
        "It is the most favourable of the clauses that apply." in said or "It comes first" in said
    )
    assert "CV-2026-07" in said


def test_holidays_that_are_skipped_are_named(world: World) -> None:
    client = world.log_in(world.noor)

    page = ask(client, **EVE | {"desk": "content", "level": "2", "at": "2026-12-24T20:40"})

    said = words(page)
    assert "Holidays skipped" in said
    assert "Fri 25 Dec 2026: Christmas Day" in said


def test_it_gives_what_a_ticket_with_these_facts_has(world: World) -> None:
    with house():
        add_contract(
            world.verdier,
            desk=world.content,
            number="CV-2026-12",
            starts=date(2026, 1, 1),
            at=world.at - timedelta(days=1),
            targets=(
                TargetRow("resolution", "within", "12 hours", "eastern-standard", "guarantee"),
            ),
        )
    ticket = world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.noor)
    world.pass_time(hours=1)
    post(
        client,
        address(ticket, "pause"),
        {"state": "waiting_third_party", "reason": "The host restarts it."},
    )
    world.pass_time(hours=2)
    post(client, address(ticket, "act"), {"act": "resume"})
    link = re.search(
        r'href="(/desk/simulator[^"]+severity[^"]+)"', client.get(address(ticket)).content.decode()
    )

    assert link
    page = client.get(link[1].replace("&amp;", "&"))

    with house():
        resolution = Commitment.objects.get(
            ticket=ticket, promise="resolution", replaced_at=None
        ).due_at
    assert resolution
    told = map(datetime.fromisoformat, re.findall(r'datetime="([^"]+)"', page.content.decode()))
    # The pause began and ended in a second that the clock of the test does not fix.
    assert any(abs(one - resolution) <= timedelta(seconds=1) for one in told)
    assert (
        timedelta() <= resolution - datetime(2026, 3, 3, 20, 0, tzinfo=UTC) < timedelta(minutes=1)
    )
    assert "Waiting for a third party" in words(page)


def test_a_name_that_several_have_asks_which(world: World) -> None:
    with house():
        for name in ("Maison Aubert", "Maison Petit"):
            add_organisation(name=name, language="fr", zone="Europe/Paris", region="", domains=[])
    client = world.log_in(world.noor)

    page = ask(client, **EVE | {"desk": "content", "customer": "maison"})

    assert "choose one below" in words(page)
    assert "A request from" not in words(page)
    link = re.search(r'href="(\?[^"]+)">Maison Petit', page.content.decode())
    assert link
    assert "A request from Maison Petit" in words(client.get(PAGE + link[1].replace("&amp;", "&")))
    unknown = ask(client, **EVE | {"desk": "content", "customer": "nobody of this name"})
    assert "No customer has this name" in words(unknown)


def test_a_coming_version_of_the_policy_is_asked_by_its_number(world: World) -> None:
    text = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
    with house():
        load_policy(
            text.replace('within = "4 hours"', 'within = "90 minutes"'),
            file="messaging.toml",
            at=world.at,
            effective_at=world.at + timedelta(days=90),
        )
    client = world.log_in(world.sam)
    asked = EVE | {"desk": "messaging", "at": "2026-03-02T12:00", "zone": "UTC"}

    now, then = ask(client, **asked), ask(client, **asked, version="2")

    assert "Mon 2 Mar 2026, 16:00:00 UTC" in words(now)
    assert "Mon 2 Mar 2026, 13:30:00 UTC" in words(then)
    assert "Policy, version 2" in words(then)


def test_pauses_are_part_of_the_question(world: World) -> None:
    client = world.log_in(world.sam)
    asked = {"desk": "messaging", "severity": "3", "at": "2026-03-02T12:00", "zone": "UTC"}
    pause = {
        "state1": "waiting_customer",
        "since1": "2026-03-02T13:00",
        "until1": "2026-03-02T15:00",
    }

    assert "Tue 3 Mar 2026, 00:00:00 UTC" in words(ask(client, **asked))
    assert "Tue 3 Mar 2026, 02:00:00 UTC" in words(ask(client, **asked, **pause))
    assert "a pause has no end" in words(ask(client, **asked, **pause | {"until1": ""}))
    wrong = ask(client, **asked, **pause | {"until1": "2026-03-02T12:30"})
    assert wrong.status_code == 422
    assert "It ends before it begins" in words(wrong)


def test_what_cannot_be_understood_is_said_and_kept(world: World) -> None:
    client = world.log_in(world.sam)

    for at in ("tomorrow", "", "0001-01-01T00:00", "9999-12-31T23:59"):
        page = ask(client, desk="messaging", at=at, severity="2")
        assert page.status_code == 422
    pause = {"state1": "out_of_scope", "since1": "9999-12-31T23:59"}
    assert ask(client, **EVE | {"desk": "messaging"} | pause).status_code == 422
    for wrong in ({"severity": "9"}, {"version": "77"}, {"service": "x"}, {"customer": "\0"}):
        assert ask(client, **EVE | {"desk": "messaging"} | wrong).status_code == 422
    assert "No version of the policy was in force then" in words(
        ask(client, desk="messaging", at="1999-03-02T12:00")
    )
    assert ask(client, desk="content", at="2026-03-02T12:00").status_code == 404
    assert ask(client, desk="messaging", at="2026-03-02T12:00", zone="Mars/Base").status_code == 422


def test_who_only_reads_may_ask(world: World) -> None:
    client = world.log_in(world.ivo)

    page = ask(client, desk="messaging")

    assert page.status_code == 200
    assert "Reckon" in words(page)
    assert f"{PAGE}?desk=messaging" in client.get("/desk/tickets?desk=messaging").content.decode()
