"""What a new version of a policy would change; nothing is changed by asking (SPEC C1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from permanence.overview.previews.rules import (
    MOST_COUNTED,
    MOST_JUDGED,
    MOST_SHOWN,
    Moved,
    Running,
    find_moved,
    next_policies,
)
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.policies.queries import (
    LoadedPolicy,
    NoPolicy,
    loaded_policy_in_force,
    policies_since,
    policy_in_force,
    versions_coming,
)
from permanence.promises.policies.rules import Difference, Policy, Promise, differences, read_policy
from permanence.promises.policies.rules.comparing import (
    PromiseChange,
    compare_promises,
    promises_as_before,
)
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.models import AgreedDate, Commitment, StateSpan, Ticket
from permanence.service.tickets.queries import stops_among, terms_among
from permanence.service.tickets.rules.promising import Agreed, Grounds
from permanence.world.accounts.models import Desk

FIELDS = (
    "pk",
    "reference",
    "subject",
    "desk_id",
    "organisation_id",
    "organisation__name",
    "policy_version_id",
    "terms",
    "service",
    "level",
    "severity",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class TicketMove:
    """One promise of an open ticket that would be due at another instant."""

    reference: str
    subject: str
    organisation: str
    moved: Moved


@dataclass(frozen=True)
class TicketEffect:
    """What a new version would mean for the tickets that are open now.

    `open` counts them, up to a hundred thousand; `judged` were reckoned, those due next first.
    `moves` are the first of the promises that would move.
    """

    open: int = 0
    judged: int = 0
    earlier: int = 0
    later: int = 0
    late_at_once: int = 0
    moved: int = 0
    moves: tuple[TicketMove, ...] = ()

    @property
    def kept(self) -> int:
        """How many tickets keep every due instant."""
        return self.judged - self.moved


@dataclass(frozen=True)
class Preview:
    """What a document would change if it took effect at an instant.

    `before` is the version that it would replace, None on a desk without any; `coming` are those
    that would still replace it later.
    """

    policy: Policy
    effective_at: datetime
    before: LoadedPolicy | None
    coming: tuple[LoadedPolicy, ...]
    promises: tuple[PromiseChange, ...]
    clauses: tuple[Difference, ...]
    tickets: TicketEffect


def preview_policy(
    text: str, *, file: str, at: datetime, effective_at: datetime | None = None
) -> Preview:
    """Return what loading a document would change, or raise Faults. Runs in a `house()`."""
    policy = read_policy(text, file=file)
    effective = effective_at or at
    before = _find_before(policy.desk, effective)
    if before is None:
        return Preview(policy, effective, None, (), (), (), TicketEffect())
    return Preview(
        policy,
        effective,
        before,
        tuple(versions_coming(policy.desk, at=effective)),
        compare_promises(before.policy, policy, start=effective),
        differences(before.policy, policy),
        foresee_tickets(policy, at=at, effective_at=effective),
    )


def foresee_tickets(new: Policy, *, at: datetime, effective_at: datetime) -> TicketEffect:
    """Return which promises of the open tickets would be due at another instant.

    As many reads for many tickets as for one, and no more tickets than can be judged in a moment.
    """
    desk = Desk.objects.get(key=new.desk)
    unended = Ticket.objects.unended().filter(desk=desk)
    rows = {
        row["pk"]: row for row in unended.order_by("order_at", "pk").values(*FIELDS)[:MOST_JUDGED]
    }
    present = policy_in_force(new.desk, at=at)[1]
    if promises_as_before(present, new):
        moved = []
    else:
        running = list_running(rows, new, at=at)
        moved = find_moved(running, effective_at=effective_at)
    touched = {one.ticket for one in moved}
    return TicketEffect(
        open=unended[:MOST_COUNTED].count() if len(rows) == MOST_JUDGED else len(rows),
        judged=len(rows),
        earlier=len({one.ticket for one in moved if one.is_earlier}),
        later=len({one.ticket for one in moved if not one.is_earlier}),
        late_at_once=len({one.ticket for one in moved if one.is_late_at_once}),
        moved=len(touched),
        moves=tuple(_tell(rows[one.ticket], one) for one in moved[:MOST_SHOWN]),
    )


def list_running(rows: Mapping[int, Row], new: Policy, *, at: datetime) -> list[Running]:
    """Return the promises that run on the tickets, each with what it rests on now and then."""
    grounds = _read_grounds(rows.values(), at=at)
    stops = _read_stops(rows)
    standing = Commitment.objects.filter(ticket__in=rows, replaced_at=None, met_at=None)
    return [
        Running(
            ticket,
            cast(Promise, promise),
            start_at,
            grounds[ticket],
            replace(grounds[ticket], policies=next_policies(grounds[ticket].policies, new)),
            stops[ticket],
        )
        for ticket, promise, start_at in standing.values_list("ticket_id", "promise", "start_at")
    ]


def _read_grounds(rows: Iterable[Row], *, at: datetime) -> dict[int, Grounds]:
    rows = list(rows)
    organisations = {row["organisation_id"] for row in rows} - {None}
    contracts = contracts_of(
        desks=list({row["desk_id"] for row in rows}), organisations=list(organisations), at=at
    )
    dates = AgreedDate.objects.filter(ticket__in=[row["pk"] for row in rows], to_at=None)
    agreed = {one.ticket_id: Agreed(one.source, one.text, one.due_at, one.waives) for one in dates}
    versions = {row["policy_version_id"] for row in rows}
    policies = {version: policies_since(version, at=at) for version in versions}
    return {
        row["pk"]: Grounds(
            policies=policies[row["policy_version_id"]],
            contracts=terms_among(
                row["terms"], contracts.get((row["desk_id"], row["organisation_id"]), ()), at=at
            ),
            level=row["level"],
            severity=row["severity"],
            service=row["service"],
            agreed=agreed.get(row["pk"]),
        )
        for row in rows
    }


def _read_stops(tickets: Iterable[int]) -> dict[int, tuple[Stop, ...]]:
    spans: dict[int, list[StateSpan]] = {ticket: [] for ticket in tickets}
    for span in StateSpan.objects.filter(ticket__in=spans, replaced_at=None):
        spans[span.ticket_id].append(span)
    return {ticket: stops_among(found) for ticket, found in spans.items()}


def _find_before(desk_key: str, at: datetime) -> LoadedPolicy | None:
    try:
        return loaded_policy_in_force(desk_key, at=at)
    except NoPolicy:
        return None


def _tell(row: Row, moved: Moved) -> TicketMove:
    return TicketMove(row["reference"], row["subject"], row["organisation__name"] or "", moved)
