"""Keeping, changing and dropping views of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.rules import (
    MOST_ADDED,
    Order,
    Sieve,
    describe_sieve,
    order_added,
)
from permanence.world.accounts.models import Desk, Specialist

MOST_KEPT = 50


class NotYourView(Refusal):
    """A view is changed by who made it."""


@dataclass(frozen=True)
class ViewDraft:
    """A view as it is to be kept."""

    name: str
    is_shared: bool
    sieve: Sieve
    order: Order
    hidden: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def save_view(
    draft: ViewDraft,
    *,
    desk: Desk,
    owner: Specialist,
    by: Actor,
    at: datetime,
    view: SavedView | None = None,
) -> SavedView:
    """Keep a view under a name, or change one that its owner has kept."""
    own = SavedView.objects.filter(desk=desk, owner=owner)
    if view is None:
        if own.count() >= MOST_KEPT:
            raise Refusal(_("You keep {most} views here already: delete one."), most=MOST_KEPT)
        view = SavedView(desk=desk, owner=owner, made_at=at)
    check_owner(view, owner)
    check_columns(draft)
    if own.filter(name=draft.name).exclude(pk=view.pk).exists():
        raise Refusal(_("You have a view of this name already."))
    view.name, view.is_shared, view.order = draft.name, draft.is_shared, draft.order
    view.sieve, view.hidden = describe_sieve(draft.sieve), list(draft.hidden)
    view.added = list(order_added(draft.added))
    view.changed_at = at
    view.save()
    record_view(view, "view.saved", by=by, at=at)
    return view


def drop_view(view: SavedView, *, owner: Specialist, by: Actor, at: datetime) -> None:
    """Delete a view; only who made it may."""
    check_owner(view, owner)
    record_view(view, "view.deleted", by=by, at=at)
    view.delete()


def check_owner(view: SavedView, owner: Specialist) -> None:
    """Refuse who did not make a view."""
    if view.owner_id != owner.pk:
        raise NotYourView(_("Only who made a view changes it: save it as one of your own."))


def check_columns(draft: ViewDraft) -> None:
    """Refuse more columns than a list has room for."""
    if len(set(draft.added)) > MOST_ADDED:
        raise Refusal(_("Choose at most {most} columns to add."), most=MOST_ADDED)


def record_view(view: SavedView, act: str, *, by: Actor, at: datetime) -> None:
    """Write into the journal what became of a view."""
    record(
        act,
        f"view:{view.pk}",
        at=at,
        actor=by,
        desk=view.desk_id,
        name=view.name,
        shared=view.is_shared,
    )
