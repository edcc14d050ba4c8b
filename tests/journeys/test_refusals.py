"""When mail servers refuse or are away: every customer is told before the limit, or called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from permanence.ground.lib.db import house
from permanence.ground.ways.rules import Way
from permanence.service.incidents.actions import declare_incident
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules import NewIncident
from permanence.service.notices.actions import settle_call_back
from permanence.service.notices.models import CallBack, Notice
from permanence.service.notices.queries import call_backs_of, prove_notice
from permanence.service.notices.queries.proof import Proof
from permanence.world.accounts.models import Contact
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.ground.ways.fakes import Outside, outside
from tests.ground.ways.test_jobs import add_gateway
from tests.journeys.case import MESSAGING, Case, clocks_of, only_incident, open_case
from tests.journeys.floor import MINUTE, mail_servers
from tests.journeys.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
PRIYA, TOM = "priya@kestrel.example", "tom@kestrel.example"
MAUD, REX = "maud@girouette.example", "rex@girouette.example"
NORA, ALMA = "nora@halden.example", "alma@brizna.example"
LIVIA, JO = "livia@tremolo.example", "jo@tremolo.example"
HALF = {PRIYA, MAUD, NORA, LIVIA, JO}


@pytest.fixture
def gateway(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A gateway for texts on this machine."""
    with outside() as fake:
        monkeypatch.setattr(settings, "WAY_HOSTS", frozenset({fake.host}))
        add_gateway("Texts", f"{fake.url}/send", rank=1)
        yield fake


def tell_everybody(case: Case, **said: bool) -> Notice:
    """Declare an incident on which nobody decides, and go on until the minute of the policy."""
    with house():
        Contact.objects.filter(email=PRIYA).update(is_technical=True)
        Contact.objects.filter(email=NORA).update(phone="+49 30 23125 017")
        broken = Component.objects.get(desk=case.desk, key=case.scene.broken)
        new = NewIncident(
            desk=case.desk.pk,
            kind="disruption",
            severity=2,
            title="The lines are dead",
            components=[broken.pk],
            occurred_at=case.at,
            detected_at=case.at,
            **said,
        )
        declare_incident(new, at=case.at, by=case.leader)
        minute = Notice.objects.values_list("release_at", flat=True).get()
    assert minute is not None
    case.floor.go_until(minute)
    case.floor.settle()
    with house():
        return Notice.objects.get()


def proofs_of(notice: Notice) -> dict[tuple[str, str], Proof]:
    """Return what is proven of each recipient and way."""
    with house():
        return {(one.address, one.channel): one for one in prove_notice(notice)}


def texts_to_nora(gateway: Outside) -> list[dict[str, str]]:
    """Return the texts that went to the one person who has a phone for them."""
    return [told for _path, told, _headers in gateway.heard if told["to"] == "+493023125017"]


def open_calls(notice: Notice) -> dict[str, CallBack]:
    """Return whom a person has to call."""
    with house():
        names = dict(Contact.objects.values_list("organisation", "organisation__name"))
        return {names[one.organisation_id]: one for one in call_backs_of(notice) if not one.done_at}


def expect_met(incident: Incident) -> None:
    """Both clocks of the notice were met before their limits."""
    clocks = clocks_of(incident, "notify")
    assert len(clocks) == 2
    for clock in clocks:
        assert clock.met_at is not None
        assert clock.met_at < clock.limit_at
        assert clock.missed_at is None


def test_a_server_refuses_half_of_them(world: World, gateway: Outside) -> None:
    with mail_servers() as [sink], open_case(world, MESSAGING, [sink]) as case:
        sink.refuse |= HALF
        notice = tell_everybody(case)

        proofs = proofs_of(notice)
        for address in HALF:
            assert proofs[address, "mail"].failed_at
            assert proofs[address, "mail"].answer == "550 5.1.1 no such user"
            assert not sink.to(address)
        for address in (TOM, REX, ALMA):
            assert proofs[address, "mail"].answer == "250 taken"
            assert len([one for one in sink.to(address) if "I-" in one["Subject"]]) == 1
        # Priya's colleague got it in her place, Nora a text; Maud's colleague had it already.
        assert proofs[TOM, "second"].sent_at
        assert len(texts_to_nora(gateway)) == 1
        assert proofs["+49 30 23125 017", Way.SMS].sent_at
        assert set(open_calls(notice)) == {"Fonderia Tremolo"}
        assert not any(one.met_at for one in clocks_of(only_incident(), "notify"))

        case.floor.go_on(4)
        with house():
            settle_call_back(
                open_calls(notice)["Fonderia Tremolo"],
                way="fax",
                is_reached=True,
                result="Faxed to the front desk.",
                by=case.leader,
                at=case.at,
            )
        case.floor.settle()

        expect_met(only_incident())


def test_the_first_server_is_down_and_the_second_takes_everything(world: World) -> None:
    with mail_servers(many=2) as sinks, open_case(world, MESSAGING, sinks) as case:
        first, second = sinks
        first.stop()
        second.refuse.add(ALMA)
        notice = tell_everybody(case)

        proofs = proofs_of(notice)
        for reader in case.told:
            if reader.address not in (ALMA, TOM):
                proof = proofs[reader.address, "mail"]
                assert proof.sent_at
                assert proof.answer.startswith("250 taken (second route")
                assert len(case.mails(only_incident().name, reader)) == 1
        assert proofs[ALMA, "mail"].answer.startswith("550 5.1.1 no such user (second route")
        assert set(open_calls(notice)) == {"Astilleros Brizna"}


def test_no_server_takes_anything(world: World, gateway: Outside) -> None:
    with mail_servers() as [sink], open_case(world, MESSAGING, [sink]) as case:
        sink.stop()
        notice = tell_everybody(case)
        assert not open_calls(notice)

        case.floor.go_on(5)
        case.floor.go_on(0.5)

        assert len(texts_to_nora(gateway)) == 1
        calls = open_calls(notice)
        assert set(calls) == {one.organisation.name for one in case.told} - {"Halden Fracht"}
        limit = min(one.limit_at for one in clocks_of(only_incident(), "notify"))
        assert all(one.opened_at < limit for one in calls.values())
        assert limit - case.at > 2 * MINUTE
        with house():
            for one in calls.values():
                settle_call_back(
                    one, way="phone", is_reached=True, result="Told.", by=case.leader, at=case.at
                )
        case.floor.settle()
        expect_met(only_incident())


def test_in_a_drill_nobody_but_those_who_take_part_gets_anything(world: World) -> None:
    with mail_servers() as [sink], open_case(world, MESSAGING, [sink]) as case:
        tell_everybody(case, drill=True)

        assert read_by(sink) == {case.specialist.user.email}
        [notice] = [one for _to, one in sink.mails if "possible disruption" in one["Subject"]]
        assert notice["Subject"].startswith("DRILL: ")
        expect_met(only_incident())


def read_by(sink: Sink) -> set[str]:
    """Return who got anything at all."""
    return {address for recipients, _mail in sink.mails for address in recipients}
