"""Alerts in the database: heard in any order, placed, kept quiet, silent sources."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.promises.clocks.models import WatchSilence
from permanence.promises.policies.queries import addresses_in_force
from permanence.service.alerts.actions import (
    add_place,
    end_silence,
    forget_deliveries,
    hear_delivery,
    hear_silence,
    silence_alert,
)
from permanence.service.alerts.models import Alert, AlertTurn, Delivery
from permanence.service.alerts.queries import alert_addresses, firing
from permanence.service.alerts.rules.sources import SILENT, Kind
from permanence.service.intake.actions import Arrival, digest_letters, receive_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Ticket
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.service.alerts.hearing import ROOT, add, add_beating, kept, tell


def test_deliveries_in_any_order_and_twice_make_one_alert_that_stands_the_same(
    world: World,
) -> None:
    began, ended = "2026-03-02T14:00:00Z", "2026-03-02T14:20:00Z"
    again = "2026-03-02T14:40:00Z"
    said = [
        tell(starts_at=began),
        tell(starts_at=began, ends_at=ended, status="resolved"),
        tell(starts_at=again),
    ]
    found = set()
    for number, order in enumerate(itertools.permutations(said)):
        source, _ = add(world, name=f"M{number}")
        with house():
            for body in (*order, order[0], order[1]):
                hear_delivery(source, body, at=world.at)
            alert = Alert.objects.get(source=source)
            found.add((alert.state, alert.first_at, alert.began_at, alert.count))
            assert Delivery.objects.filter(source=source).count() == 3

    assert {(state, count) for state, _, _, count in found} == {("firing", 2)}
    assert len(found) == 1


def test_an_alert_leads_to_a_component_by_its_key_or_by_a_line_of_the_desk(world: World) -> None:
    source, _ = add(world)
    with house():
        lines, store = Component.objects.filter(key__in=("fax-lines", "message-store")).order_by(
            "key"
        )
        hear_delivery(source, tell(labels={"component": "Fax-Lines"}), at=world.at)
    assert kept().component == lines

    with house():
        told = {"label": "component", "value": "fax*", "component": store}
        add_place(world.messaging.pk, source=None, **told, by=ROOT, at=world.at)

    assert kept().component == store
    with house(), pytest.raises(Refusal):
        add_place(world.messaging.pk, source=None, **told, by=ROOT, at=world.at)


def test_what_is_kept_quiet_is_written_down_and_does_not_count(world: World) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell(labels={"job": "fax", "host": "a"}), at=world.at)
        hear_delivery(source, tell("Other", labels={"job": "fax", "host": "b"}), at=world.at)
        alert = Alert.objects.get(title="Disk full")
        told = {"reason": "Known.", "by": ROOT, "at": world.at}
        until = world.at + timedelta(hours=1)

        silence = silence_alert(alert, labels={"job": "fax"}, until=until, **told)

        assert firing(world.messaging.pk, at=world.at) == []
        assert len(firing(world.messaging.pk, at=until)) == 2
        end_silence(silence, by=ROOT, at=world.at)
        silence_alert(alert, labels={}, until=until, **told)
        assert [one.title for one in firing(world.messaging.pk, at=world.at)] == ["Other"]
        for wrong in ({"until": world.at}, {"until": world.at + timedelta(days=15)}):
            with pytest.raises(Refusal):
                silence_alert(alert, labels={}, **wrong, **told)
        with pytest.raises(Refusal):
            silence_alert(alert, labels={}, until=until, **told | {"reason": " "})


def test_an_alert_that_comes_and_goes_is_told_once(world: World) -> None:
    source, _ = add(world)
    with house():
        for minute in range(16):
            at = world.at + timedelta(minutes=minute)
            hear_delivery(source, tell(status="ok" if minute % 2 else "firing"), at=at)
        acts = list(Act.objects.filter(act__startswith="alert.").values_list("act", flat=True))
        listed = firing(world.messaging.pk, at=at)

    # Three times it came before it was seen to flap; from then on it is one that fires.
    assert acts.count("alert.fired") == 4
    assert acts.count("alert.resolved") == 3
    assert [one.state for one in listed] == ["resolved"]


def test_silence_is_an_alert_until_the_source_beats_again(world: World) -> None:
    source, _ = add_beating(world)
    later = world.at + timedelta(seconds=61)
    with house():
        hear_delivery(source, b"", at=world.at)
        assert hear_silence(at=world.at + timedelta(seconds=59)) == 0
        assert hear_silence(at=later) == 1
        assert hear_silence(at=later) == 0
    alert = kept()
    assert (alert.fingerprint, alert.state) == (SILENT, "firing")
    assert alert.began_at == world.at + timedelta(minutes=1)

    with house():
        hear_delivery(source, b"", at=later + timedelta(minutes=5))

    assert kept().state == "resolved"


def test_nobody_counts_as_silent_while_we_were_away_ourselves(world: World) -> None:
    add_beating(world)
    back = world.at + timedelta(hours=2)
    with house():
        WatchSilence.objects.create(since=world.at, until=back)

        assert hear_silence(at=back + timedelta(seconds=30)) == 0
        assert hear_silence(at=back + timedelta(seconds=60)) == 1


def test_a_mail_to_an_address_for_alerts_becomes_an_alert_and_no_ticket(world: World) -> None:
    address = "alerts@messaging.example.com"
    add(world, Kind.MAIL, address=address)
    for subject in ("PROBLEM: fax line 3", "OK: fax line 3"):
        raw = f"From: nagios@monitor.example\nSubject: {subject}\n\nSee the log.".encode()
        arrival = Arrival(world.messaging.pk, raw, "nagios@monitor.example", address)
        with house():
            receive_letters([arrival], at=world.at)
    digest_letters(at=world.at)

    with house():
        letters = list(Letter.objects.values_list("state", "why"))
        assert letters == [("silent", "alert")] * 2
        assert Ticket.objects.count() == 0
        assert alert_addresses() == {address: world.messaging.pk}
        assert AlertTurn.objects.count() == 2
    alert = kept()
    assert (alert.title, alert.state) == ("fax line 3", "resolved")


def test_an_address_to_which_customers_write_takes_no_alerts(world: World) -> None:
    with house():
        taken = next(iter(addresses_in_force(at=world.at)))

    with pytest.raises(Refusal):
        add(world, Kind.MAIL, address=taken.upper())


def test_raw_messages_are_forgotten_after_a_month_and_alerts_are_not(world: World) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell(), at=world.at)
        assert forget_deliveries(at=world.at + timedelta(days=29)) == 0
        assert forget_deliveries(at=world.at + timedelta(days=31)) == 1

    assert kept().title == "Disk full"
