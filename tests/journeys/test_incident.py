"""A whole incident of each desk, from the first sign to the evidence (SPEC A12, A13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from permanence.ground.lib.db import house
from permanence.service.escalation.models import Climb
from permanence.service.incidents.actions import (
    confirm_impact,
    confirm_suspicion,
    draft_report,
    end_joined,
    join_tickets,
    resolve_incident,
)
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident, Joining
from permanence.service.incidents.queries.notifying import waiting_notice
from permanence.service.notices.actions import approve_notice, edit_notice
from permanence.service.notices.models import Notice
from permanence.service.notices.queries import prove_notice
from permanence.service.tickets.models import Entry, Ticket
from tests.cast import World
from tests.journeys.aftermath import look_back, prove, summarise
from tests.journeys.case import CONTENT, MESSAGING, Case, Scene, clocks_of, only_incident, open_case
from tests.journeys.floor import MINUTE, mail_servers
from tests.journeys.post import text_of
from tests.journeys.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
NEWS = {
    "en": "A line was replaced.",
    "fr": "Une ligne a été remplacée.",
    "de": "Eine Leitung wurde ersetzt.",
    "it": "Una linea è stata sostituita.",
    "es": "Se ha sustituido una línea.",
}


@pytest.fixture
def sinks() -> Iterator[list[Sink]]:
    with mail_servers() as sinks:
        yield sinks


@pytest.mark.parametrize("scene", [MESSAGING, CONTENT], ids=lambda scene: scene.desk)
def test_a_whole_incident(world: World, scene: Scene, sinks: list[Sink], tmp_path: Path) -> None:
    with open_case(world, scene, sinks) as case:
        joined = suspect(case)
        confirm_and_assess(case)
        meanwhile = write_meanwhile(case)
        let_policy_tell(case)
        afterwards = write_afterwards(case)
        report(case, [joined, meanwhile, afterwards])
        resolve(case)
        look_back(case)
        summarise(case)
        prove(case, tmp_path)


def suspect(case: Case) -> Ticket:
    """Signs meet on a component: the watch suspects an incident, and the ladder is climbed."""
    priya, maud, nora = (case.readers[firm][0] for firm in list(case.readers)[:3])
    if case.scene is MESSAGING:
        case.alert()
        case.floor.go_on(1)
    else:
        case.write(maud)
        case.write(nora)
        case.floor.go_on(1)
    assert not incidents()
    ticket = case.write(priya)

    incident = only_incident()
    assert incident.state == "suspected"
    assert incident.occurred_at < case.began + MINUTE < incident.detected_at
    [reason] = incident.reasons
    assert ("1 alert" if case.scene is MESSAGING else "3 client") in reason
    with house():
        assert Climb.objects.filter(owner=CLIMBS, subject=incident.pk).exists()
        assert Joining.objects.standing().filter(ticket=ticket).exists()
        assert not Notice.objects.exists()
    return ticket


def confirm_and_assess(case: Case) -> None:
    """A person confirms it after three minutes and finds the list right after eight."""
    case.floor.go_on(2)
    with house():
        confirm_suspicion(only_incident(), at=case.at, by=case.leader)
    case.floor.go_on(5)
    with house():
        confirm_impact(only_incident(), at=case.at, by=case.leader)

    incident = only_incident()
    clocks = clocks_of(incident, "assess")
    assert {one.since for one in clocks} == {"occurrence", "detection"}
    assert all(one.met_at and one.met_at < one.start_at + 10 * MINUTE for one in clocks)


def write_meanwhile(case: Case) -> Ticket:
    """Another customer asks before anything went out; a person lets the request join."""
    case.floor.go_on(2)
    ticket = case.write(case.readers[list(case.readers)[3]][0])
    with house():
        ticket.refresh_from_db()
        assert ticket.incident_near == only_incident().number
        join_tickets(only_incident(), [ticket.pk], at=case.at, by=case.leader)
    return ticket


def let_policy_tell(case: Case) -> None:
    """Nobody decides: in its minute the policy tells everybody who is touched, and nobody else."""
    incident = only_incident()
    with house():
        notice = waiting_notice(incident, "first")
    assert notice is not None
    assert notice.release_at is not None
    case.floor.go_until(notice.release_at - timedelta(seconds=1))
    assert not any(case.mails(incident.name, one) for one in case.told)

    case.floor.go_until(notice.release_at)
    case.floor.go_on(1)

    notice = expect_notice(case, "first")
    assert notice.is_minimal
    assert notice.released_by.startswith(f"policy {case.scene.desk}")
    clocks = clocks_of(incident, "notify")
    assert {one.since for one in clocks} == {"occurrence", "detection"}
    for reader in case.told:
        [(arrived, mail)] = case.mails(f"{incident.name}", reader)
        assert all(arrived < one.limit_at for one in clocks)
        assert reader.reads(incident.occurred_at, text_of(mail))
    for clock in clocks:
        assert clock.met_at is not None
        assert clock.limit_at == clock.start_at + 30 * MINUTE
        assert clock.missed_at is None
        assert clock.met_at < clock.limit_at


def expect_notice(case: Case, stage: str) -> Notice:
    """Return the last notice of a stage: everybody touched has it once, in their own words."""
    incident = only_incident()
    with house():
        notice = Notice.objects.filter(stage=stage).latest("pk")
        proofs = {one.address: one for one in prove_notice(notice)}
    assert set(proofs) == {one.address for one in case.told}
    for reader in case.told:
        proof = proofs[reader.address]
        said = notice.said[reader.language].subject.replace("{{ incident }}", incident.name)
        [(_arrived, mail)] = case.mails(said, reader)
        assert mail["Content-Language"] == proof.language == reader.language
        assert proof.flags == ()
        assert proof.answer == "250 taken"
        assert all(name in text_of(mail) for name in reader.components)
        if notice.next_report_at is not None:
            assert reader.reads(notice.next_report_at, text_of(mail))
    everybody = {one for sink in case.sinks for to, _mail in sink.mails for one in to}
    assert not everybody & {one.address for one in case.spared}
    return notice


def write_afterwards(case: Case) -> Ticket:
    """Who asks once the notice is out gets it in answer to the request that joined."""
    case.floor.go_on(10, pause=600)
    alma = case.readers[list(case.readers)[4]][0]
    ticket = case.write(alma)
    with house():
        join_tickets(only_incident(), [ticket.pk], at=case.at, by=case.leader)
    case.floor.settle()

    [(_at, mail)] = case.mails(ticket.reference, alma)[-1:]
    assert alma.components[0] in text_of(mail)
    return ticket


def report(case: Case, tickets: list[Ticket]) -> None:
    """The report comes when the notice said so, and answers the files that joined."""
    [promised] = clocks_of(only_incident(), "report")
    with house():
        assert promised.limit_at == Notice.objects.get(stage="first").next_report_at
    case.floor.go_until(promised.limit_at - 10 * MINUTE, pause=1200)
    with house():
        send(case, draft_report(only_incident(), at=case.at, by=case.leader))
    case.floor.settle()

    notice = expect_notice(case, "report")
    kept, following = clocks_of(only_incident(), "report")
    assert kept.met_at == notice.released_at
    assert kept.missed_at is None
    assert following.limit_at == notice.next_report_at
    with house():
        for ticket in tickets:
            assert Entry.objects.filter(ticket=ticket, kind=Entry.Kind.NOTICE).count() == 2
            ticket.refresh_from_db()
            # Whether a notice is the first answer is a clause of the desk.
            assert (ticket.answered_at is not None) == (case.scene is MESSAGING)


def send(case: Case, notice: Notice) -> None:
    """Write what is new in every language, and let the notice out."""
    edited = edit_notice(
        notice, notice.said, NEWS, seen=notice.revision, by=case.leader, at=case.at
    )
    approve_notice(edited, seen=edited.revision, by=case.leader, at=case.at)


def resolve(case: Case) -> None:
    """It is over: everybody who heard of it hears that too, and its requests are resolved."""
    case.floor.go_on(15, pause=900)
    with house():
        incident = resolve_incident(only_incident(), cause="A line", at=case.at, by=case.leader)
        notice = waiting_notice(incident, "resolved")
        assert notice is not None
        send(case, notice)
    case.floor.settle()

    expect_notice(case, "resolved")
    with house():
        end_joined(only_incident(), words=NEWS, kept={}, at=case.at, by=case.leader)
    case.floor.settle()
    assert all(one.met_at for one in clocks_of(only_incident(), "report"))


def incidents() -> list[Incident]:
    with house():
        return list(Incident.objects.all())
