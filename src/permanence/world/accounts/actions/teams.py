"""Changing the teams of a desk; the journal keeps what was before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Desk, Specialist, Team
from permanence.world.accounts.queries.staff import card_of_team
from permanence.world.accounts.rules import TeamCard, differences


class KeyTaken(Refusal):
    """A desk knows a team by one key."""


class TeamInUse(Refusal):
    """What a ticket was given to stays readable on it."""


class NoColleague(Refusal):
    """A team has members who work on its desk."""


def enter_team(desk: Desk, *, key: str, card: TeamCard, by: Actor, at: datetime) -> Team:
    """Add a team to a desk as somebody wrote it down."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if Team.objects.filter(desk=desk, key=key).exists():
        raise KeyTaken(_("There is a team with this key already."))
    team = Team.objects.create(desk=desk, key=key, **asdict(card))
    changes = {"key": [None, key]} | differences(None, card)
    record_team("team.added", team, by=by, at=at, changes=changes)
    return team


def change_team(team: Team, card: TeamCard, *, by: Actor, at: datetime) -> None:
    """Let a team be what the card says; the journal keeps what was before."""
    held = lock_team(team)
    changes = differences(card_of_team(held), card)
    if not changes:
        return
    for field in changes:
        setattr(held, field, asdict(card)[field])
    held.save(update_fields=list(changes))
    record_team("team.changed", held, by=by, at=at, changes=changes)


def choose_members(team: Team, members: Collection[Specialist], *, by: Actor, at: datetime) -> None:
    """Let these people and no others be members of a team."""
    held = lock_team(team)
    strange = [one for one in members if not one.roles.filter(desk=held.desk_id).exists()]
    if strange:
        raise NoColleague(_("{name} has no role on this desk."), name=strange[0].name)
    was = sorted(held.members.values_list("name", flat=True))
    now = sorted(one.name for one in members)
    if was == now:
        return
    held.members.set(members)
    record_team("team.changed", held, by=by, at=at, changes={"members": [was, now]})


def retire_team(team: Team, *, by: Actor, at: datetime) -> None:
    """Let a team take no more work; the tickets it had still say so."""
    held = lock_team(team)
    if held.retired_at is None:
        held.retired_at = at
        held.save(update_fields=["retired_at"])
        record_team("team.retired", held, by=by, at=at)


def bring_team_back(team: Team, *, by: Actor, at: datetime) -> None:
    """Let a retired team take work again."""
    held = lock_team(team)
    if held.retired_at is not None:
        held.retired_at = None
        held.save(update_fields=["retired_at"])
        record_team("team.returned", held, by=by, at=at)


def delete_team(team: Team, *, by: Actor, at: datetime) -> None:
    """Delete a team that no ticket was ever given to."""
    held = lock_team(team)
    record_team("team.deleted", held, by=by, at=at, name=held.name)
    try:
        held.delete()
    except ProtectedError:
        raise TeamInUse(_("Tickets were given to this team: retire it instead.")) from None


def lock_team(team: Team) -> Team:
    """Return a team as it is now, locked."""
    return Team.objects.select_for_update(no_key=True).get(pk=team.pk)


def record_team(act: str, team: Team, *, by: Actor, at: datetime, **facts: object) -> None:
    """Record one act on a team."""
    record(act, f"team:{team.pk}", at=at, actor=by, desk=team.desk_id, organisation=None, **facts)
