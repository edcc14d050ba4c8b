"""Messages that fail in tests: so many of a customer on a component, as a server tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from permanence.ground.lib.db import house
from permanence.service.incidents.actions.failing import watch_failures
from permanence.service.trace.actions import take_events
from permanence.service.trace.models import TraceSource
from permanence.service.trace.rules.events import Kind, Told
from permanence.world.accounts.models import Organisation, OrganisationDomain
from tests.cast import World
from tests.service.trace.telling import add_source

NUMBERS = count(1)
MINUTE = timedelta(minutes=1)


def messages(
    sender: str,
    *,
    at: datetime,
    failed: int = 5,
    passed: int = 0,
    component: str = "fax-lines",
) -> list[Told]:
    """Return messages of one sender: the failed a second apart, then those that passed."""
    kinds = [Kind.FAILED] * failed + [Kind.DELIVERED] * passed
    return [
        Told(
            uid=f"u{number}",
            at=at + timedelta(seconds=place),
            kind=kind,
            recipient="to@example.org",
            job=f"J{number}",
            facts={"sender": sender, "component": component},
        )
        for place, (kind, number) in enumerate(zip(kinds, NUMBERS, strict=False))
    ]


def tell_of(world: World, *told: Sequence[Told]) -> None:
    """Let the desk's source tell of messages."""
    with house():
        source = TraceSource.objects.filter(desk=world.messaging).first()
    source = source or add_source(world)[0]
    with house():
        take_events(source, [one for each in told for one in each], at=world.at)


def look(world: World, *, later: float = 0) -> int:
    """Let the watch look for failing messages, so many minutes from now."""
    world.pass_time(minutes=later)
    with house():
        return watch_failures(at=world.at)


def add_senders(most: int) -> list[str]:
    """Return addresses of so many new customers."""
    with house():
        rows = Organisation.objects.bulk_create(
            Organisation(name=f"Sender {number:03}") for number in range(most)
        )
        OrganisationDomain.objects.bulk_create(
            OrganisationDomain(organisation=one, domain=f"sender-{number:03}.example")
            for number, one in enumerate(rows)
        )
    return [f"mail@sender-{number:03}.example" for number in range(most)]
