"""Keeping the record of what customers run; both sides do, and every change stays readable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import differences
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.queries import card_of_installation
from permanence.world.catalogue.rules import InstallationCard, Kind, PieceCard


class InstallationTaken(Refusal):
    """A customer's installations are told apart by their names."""


class RecordMoved(Refusal):
    """Somebody else has changed the record since it was looked at."""


class PieceUnsaid(Refusal):
    """A piece that does not say what it is."""


class RecordClosed(Refusal):
    """Nothing is kept any more of what is out of use."""


def enter_installation(
    organisation: Organisation, card: InstallationCard, *, by: Actor, at: datetime
) -> Installation:
    """Write down what a customer runs; whoever writes it confirms it."""
    made = Installation(organisation=organisation, **vars(card))
    confirm(made, by=by, at=at)
    save_named(made)
    record_on(made, "installation.added", by=by, at=at, changes=differences(None, card))
    return made


def change_installation(
    installation: Installation, card: InstallationCard, *, seen: int, by: Actor, at: datetime
) -> None:
    """Let a record say what the card says; `seen` is the version that somebody looked at."""
    held = lock_installation(installation)
    changes = differences(card_of_installation(held), card)
    if not changes:
        return
    if seen != held.number:
        raise RecordMoved(_("Somebody else has changed this record meanwhile: look at it again."))
    for field in changes:
        setattr(held, field, getattr(card, field))
    held.number += 1
    save_named(held)
    record_on(held, "installation.changed", by=by, at=at, changes=changes)


def confirm_installation(installation: Installation, *, by: Actor, at: datetime) -> None:
    """Note that somebody looked at the whole record and found it right."""
    held = lock_installation(installation)
    confirm(held, by=by, at=at)
    held.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_name"])
    record_on(held, "installation.confirmed", by=by, at=at)


def retire_installation(installation: Installation, *, by: Actor, at: datetime) -> None:
    """Put an installation out of use; what was kept of it stays readable."""
    held = lock_installation(installation)
    held.retired_at = at
    held.save(update_fields=["retired_at"])
    record_on(held, "installation.retired", by=by, at=at)


def restore_installation(installation: Installation, *, by: Actor, at: datetime) -> None:
    """Take an installation into use again; refused when its name was given away meanwhile."""
    held = Installation.objects.select_for_update(no_key=True).get(pk=installation.pk)
    if held.retired_at is not None:
        held.retired_at = None
        save_named(held)
        record_on(held, "installation.restored", by=by, at=at)


def write_piece(installation: Installation, card: PieceCard, *, by: Actor, at: datetime) -> Piece:
    """Write down what a piece is from an instant on; what was said of that instant is struck."""
    held = lock_installation(installation)
    check_piece(card)
    same = Piece.objects.filter(
        installation=held, kind=card.kind, name__iexact=card.name, since=card.since, struck_at=None
    )
    same.update(struck_at=at, struck_name=by.name)
    piece = Piece.objects.create(
        installation=held,
        organisation_id=held.organisation_id,
        written_at=at,
        written_by=by.key,
        written_name=by.name,
        **vars(card),
    )
    record_on(held, "installation.piece_written", by=by, at=at, **say_piece(piece))
    return piece


def strike_piece(installation: Installation, piece: int, *, by: Actor, at: datetime) -> None:
    """Take back what was written down wrongly; it stays readable in the journal."""
    held = lock_installation(installation)
    row = Piece.objects.filter(installation=held, pk=piece, struck_at=None).first()
    if row is None:
        raise RecordMoved(_("Somebody else has changed this record meanwhile: look at it again."))
    row.struck_at, row.struck_name = at, by.name
    row.save(update_fields=["struck_at", "struck_name"])
    record_on(held, "installation.piece_struck", by=by, at=at, **say_piece(row))


def lock_installation(installation: Installation) -> Installation:
    """Return an installation as it is now, locked; refuse one that is out of use."""
    held = Installation.objects.select_for_update(no_key=True).get(pk=installation.pk)
    if held.retired_at is not None:
        raise RecordClosed(_("This installation is out of use."))
    return held


def check_piece(card: PieceCard) -> None:
    """Refuse a piece that does not say what it is."""
    if card.kind == Kind.VERSION:
        if not card.value and not card.is_gone:
            raise PieceUnsaid(_("Say which version it is."))
    elif not card.name:
        raise PieceUnsaid(_("Say what it is called."))


def confirm(installation: Installation, *, by: Actor, at: datetime) -> None:
    """Note in an unsaved row who found it right, and when."""
    installation.confirmed_at = at
    installation.confirmed_by, installation.confirmed_name = by.key, by.name


def save_named(installation: Installation) -> None:
    """Save an installation; refuse a name that another one of its customer has."""
    try:
        with transaction.atomic():
            installation.save()
    except IntegrityError:
        raise InstallationTaken(
            _("There is an installation of this name already: {name}."), name=installation.name
        ) from None


def say_piece(piece: Piece) -> dict[str, Any]:
    """Return a piece as the journal keeps it."""
    return {
        "kind": piece.kind,
        "name": piece.name,
        "value": piece.value,
        "detail": piece.detail,
        "since": piece.since.isoformat() if piece.since else None,
        "is_gone": piece.is_gone,
    }


def record_on(
    installation: Installation, act: str, *, by: Actor, at: datetime, **facts: Any
) -> None:
    """Record one act on an installation."""
    record(
        act,
        f"installation:{installation.pk}",
        at=at,
        actor=by,
        organisation=installation.organisation_id,
        installation=installation.name,
        **facts,
    )
