"""Reading agreements: the versions of a file, what waits on a desk, and who may approve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from permanence.ground.lib.prepared import Prepared
from permanence.service.agreements.models import (
    AgreementVersion,
    Delegation,
    State,
    Wish,
)
from permanence.service.agreements.rules import Standing
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist, StaffRole
from permanence.world.accounts.rules import Right, may

VERSIONS = Prepared(lambda ticket: AgreementVersion.objects.of_ticket(ticket), "ticket")
HAS_AGREEMENT = Exists(AgreementVersion.objects.filter(ticket=OuterRef("pk")))


@dataclass(frozen=True)
class Dossier:
    """All versions of a file, the latest first, and what its customer asks to change."""

    versions: tuple[AgreementVersion, ...]
    wishes: tuple[Wish, ...] = ()

    @property
    def governing(self) -> AgreementVersion | None:
        """The version whose date is the promise."""
        return next(
            (one for one in self.versions if one.state == State.ACCEPTED and one.kind == "date"),
            None,
        )

    @property
    def open(self) -> AgreementVersion | None:
        """The version on which somebody has still to decide."""
        return next(
            (one for one in self.versions if one.state in {State.DRAFT, State.OFFERED}), None
        )

    @property
    def latest(self) -> AgreementVersion | None:
        """The version with the highest number."""
        return self.versions[0] if self.versions else None


def read_dossier(ticket: Ticket) -> Dossier:
    """Return what was proposed and agreed on a ticket, as far as the reader's role may see it.

    A ticket that was read with `has_agreement=HAS_AGREEMENT` and has none is not asked again.
    """
    if not getattr(ticket, "has_agreement", True):
        return Dossier(())
    versions = tuple(VERSIONS(ticket=ticket.pk))
    wishes = Wish.objects.filter(ticket=ticket, taken_up=None).order_by("pk") if versions else ()
    return Dossier(versions, tuple(wishes))


def open_agreements(desk: int) -> list[AgreementVersion]:
    """Return what waits on a desk for an approval or for a customer, the oldest first."""
    return list(
        AgreementVersion.objects.open()
        .filter(desk_id=desk)
        .select_related("ticket__organisation", "ticket__contact")
        .order_by("proposed_at", "pk")
    )


def standing_of(specialist: Specialist, *, desk: int, at: datetime) -> Standing:
    """Return whether somebody approves agreements on a desk as its head, a delegate, or not."""
    roles = StaffRole.objects.filter(specialist=specialist, desk=desk)
    given = list(roles.values_list("role", flat=True))
    if may(given, Right.APPROVE_AGREEMENTS):
        return "head"
    delegated = Delegation.objects.standing(at).filter(specialist=specialist, desk=desk)
    return "delegate" if given and delegated.exists() else ""


def delegations_of(desk: int, *, at: datetime) -> list[Delegation]:
    """Return the delegations of a desk that hold now or later, the first to begin first."""
    return list(
        Delegation.objects.filter(desk=desk, until_at__gt=at, ended_at=None)
        .select_related("specialist", "given_by")
        .order_by("from_at", "pk")
    )
