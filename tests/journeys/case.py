"""An incident of a desk in the tests: who reports it, who leads it, what goes out and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from django.test import Client

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.runtime.letterbox import Bounds
from permanence.runtime.mail import read_addresses, store_deliveries
from permanence.service.alerts.actions import add_source
from permanence.service.alerts.rules.sources import Kind, SourceCard
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.journeys.firms import (
    FIRMS,
    QUIET,
    Firm,
    Reader,
    add_firm,
    add_firms,
    name_components,
)
from tests.journeys.floor import Floor
from tests.journeys.post import send_mail, write_mail
from tests.journeys.sink import Sink
from tests.runtime.test_mail import Post
from tests.service.alerts.hearing import ROOT, tell
from tests.service.incidents.leading import actor_of


@dataclass(frozen=True)
class Scene:
    """What differs between the desks: what breaks, and what each customer has of what fails.

    `whole` is what those have of it whose contract gives everything: Claire, on the content desk.
    """

    desk: str
    mailbox: str
    leader: str
    broken: str
    spared: str
    given: tuple[tuple[str, ...], ...]
    whole: tuple[str, ...] = ()


MESSAGING = Scene(
    desk="messaging",
    mailbox="support@messaging.example.com",
    leader="sam",
    broken="fax-lines",
    spared="message-tracing",
    given=(
        ("inbound-fax", "outbound-fax"),
        ("fax-broadcast",),
        ("inbound-fax",),
        ("outbound-fax",),
        ("fax-to-mail",),
    ),
)
CONTENT = Scene(
    desk="content",
    mailbox="soutien@content.example.com",
    leader="noor",
    broken="content-store",
    spared="web-sites",
    given=(("editing",), ("editing", "publishing"), ("publishing",), ("editing",), ("publishing",)),
    whole=("content-platform", "editing", "publishing"),
)


@dataclass
class Case:
    """A desk with customers, a letterbox and a mail server, at three in the afternoon.

    `told` is everybody who has to be told, `spared` who must not.
    """

    world: World
    scene: Scene
    floor: Floor
    post: Post
    sinks: Sequence[Sink]
    readers: dict[Firm, list[Reader]]
    told: list[Reader]
    spared: list[Reader]
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.world.at

    @property
    def at(self) -> datetime:
        """What the clock shows."""
        return now()

    @property
    def leader(self) -> Actor:
        """Who leads the incident."""
        return actor_of(self.world, self.scene.leader)

    @property
    def specialist(self) -> Specialist:
        """The same, as one of the staff."""
        found: Specialist = getattr(self.world, self.scene.leader)
        return found

    @property
    def desk(self) -> Desk:
        """Where it happens."""
        found: Desk = getattr(self.world, self.scene.desk)
        return found

    def write(self, reader: Reader, subject: str = "", text: str = "") -> Ticket:
        """Let a customer write over SMTP; return the request that comes of it."""
        with house():
            name = Component.objects.get(desk=self.desk, key=self.scene.broken)
        mail = write_mail(
            sender=reader.address,
            to=self.scene.mailbox,
            subject=subject or f"{name.names[reader.language]} ?",
            text=text or "?",
        )
        send_mail(self.post.smtp, mail)
        self.floor.settle()
        with house():
            return Ticket.objects.filter(contact=reader.contact).latest("pk")

    def alert(self) -> None:
        """Let monitoring say that the component is broken."""
        card = SourceCard("Monitoring", Kind.PLAIN, self.desk.pk)
        with house():
            source, token = add_source(card, by=ROOT, at=self.at)
        said = Client().post(
            f"/api/alerts/{source.pk}",
            tell("Nothing answers", labels={"component": self.scene.broken}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert said.status_code == 200
        self.floor.settle()

    def mails(self, words: str, reader: Reader) -> list[tuple[datetime, EmailMessage]]:
        """Return what reached somebody with these words in its subject, and when it came."""
        return [
            (at, mail)
            for sink in self.sinks
            for at, (recipients, mail) in zip(sink.times, sink.mails, strict=True)
            if reader.address in recipients and words in str(mail["Subject"])
        ]


@contextmanager
def open_case(world: World, scene: Scene, sinks: Sequence[Sink]) -> Iterator[Case]:
    """Put up a desk with its customers, and its letterbox on a port of this machine."""
    with house():
        desk: Desk = getattr(world, scene.desk)
        readers = add_firms(world, desk, dict(zip(FIRMS, scene.given, strict=True)))
        spared = add_firm(world, desk, QUIET, [scene.spared])
        everything = [claire(world, desk, scene.whole)] if scene.whole else []
        told = [one for people in readers.values() for one in people] + everything
    post = Post(Bounds(), None)
    post.addresses, post.store = read_addresses(), store_deliveries
    post.start()
    try:
        floor = Floor(world)
        floor.settle()
        yield Case(world, scene, floor, post, sinks, readers, told, spared)
    finally:
        post.stop()


def claire(world: World, desk: Desk, keys: Sequence[str]) -> Reader:
    """Return Claire, whose contract gives everything, with the names of what fails of it."""
    names = name_components(desk, keys, "fr")
    return Reader(world.claire, world.verdier, "fr", world.verdier.zone, names)


def only_incident() -> Incident:
    """Return the one incident that there is."""
    with house():
        return Incident.objects.select_related("desk").get()


def clocks_of(incident: Incident, key: str) -> list[IncidentClock]:
    """Return the clocks of a matter that stand, in the order in which they began."""
    with house():
        rows = IncidentClock.objects.standing().filter(incident=incident, key=key)
        return list(rows.order_by("pk"))
