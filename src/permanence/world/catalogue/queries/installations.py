"""What a customer runs, and what it consists of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from permanence.ground.lib.prepared import Prepared
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.rules import STALE_AFTER, Held, InstallationCard, Side

OWN = Prepared(
    lambda organisation: (
        Installation.objects.standing()
        .filter(organisation=organisation)
        .order_by("purpose", "name", "pk")
    ),
    "organisation",
)
RETIRED = Prepared(
    lambda organisation: Installation.objects.filter(
        organisation=organisation, retired_at__isnull=False
    ).order_by("name", "pk"),
    "organisation",
)
UNCONFIRMED = Prepared(
    lambda organisation, until: (
        Installation.objects.standing()
        .filter(organisation=organisation, keeper=Side.CUSTOMER, confirmed_at__lte=until)
        .order_by("purpose", "name", "pk")
    ),
    "organisation",
    "until",
)


def installations_of(organisation: int | None) -> list[Installation]:
    """Return what a customer has in use, production first, by name."""
    if organisation is None:
        return []
    return OWN(organisation=organisation)


def retired_of(organisation: int) -> list[Installation]:
    """Return what a customer had in use once, by name."""
    return RETIRED(organisation=organisation)


def pieces_of(installation: int) -> list[Piece]:
    """Return every piece of an installation that holds or held, those struck left out."""
    return list(Piece.objects.filter(installation=installation, struck_at=None).order_by("pk"))


def pieces_among(installations: Collection[int]) -> dict[int, list[Held]]:
    """Return the pieces of several installations."""
    found: dict[int, list[Held]] = {one: [] for one in installations}
    for row in Piece.objects.filter(installation__in=found, struck_at=None).order_by("pk"):
        found[row.installation_id].append(row.held)
    return found


def unconfirmed_of(organisation: int, *, at: datetime) -> list[Installation]:
    """Return whose record the customer keeps and nobody has confirmed for long."""
    return UNCONFIRMED(organisation=organisation, until=at - STALE_AFTER)


def find_installation(number: str, *, organisation: int | None) -> Installation | None:
    """Return what a customer has in use under a number; None for nothing, or another's."""
    if organisation is None or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    rows = Installation.objects.standing().filter(organisation=organisation)
    return rows.filter(pk=int(number)).first()


def card_of_installation(installation: Installation) -> InstallationCard:
    """Return what is kept of an installation now."""
    return InstallationCard(
        name=installation.name,
        product=installation.product,
        purpose=installation.purpose,
        runs_at=installation.runs_at,
        keeper=installation.keeper,
        region=installation.region,
        zone=installation.zone,
        notes=installation.notes,
    )
