"""What an administrator does to sources of traces and their tokens."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.tokens import ROTATION, hash_token
from permanence.service.trace.models import TraceSource

SHOWN = 4
LONGEST_NAME = 100


class WrongTraceSource(Refusal):
    """What is said of a source of traces cannot be."""


def add_trace_source(desk: int, name: str, *, by: Actor, at: datetime) -> tuple[TraceSource, str]:
    """Add a source, and return it with its token: it is shown now and never again."""
    made = TraceSource(desk_id=desk, made_at=at, name=check_name(desk, name))
    token = put_token(made, at=at)
    made.save()
    tell(made, "added", by=by, at=at, name=made.name)
    return made, token


def rename_trace_source(source: TraceSource, name: str, *, by: Actor, at: datetime) -> None:
    """Give a source another name."""
    held = lock_source(source)
    was, held.name = held.name, check_name(held.desk_id, name, but=held.pk)
    if was != held.name:
        held.save(update_fields=["name"])
        tell(held, "renamed", by=by, at=at, before=was, name=held.name)


def renew_trace_token(source: TraceSource, *, by: Actor, at: datetime) -> str:
    """Give a source a new token and return it; the one before works for a day more."""
    held = lock_source(source)
    held.token_before, held.token_before_until = held.token, at + ROTATION
    token = put_token(held, at=at)
    held.save()
    tell(held, "token_renewed", by=by, at=at, name=held.name)
    return token


def disable_trace_source(source: TraceSource, *, by: Actor, at: datetime) -> None:
    """Take nothing more from a source; what it told stays."""
    held = lock_source(source)
    if held.enabled:
        held.disabled_at = at
        held.save(update_fields=["disabled_at"])
        tell(held, "disabled", by=by, at=at, name=held.name)


def enable_trace_source(source: TraceSource, *, by: Actor, at: datetime) -> None:
    """Hear a source again, by the token that it had."""
    held = lock_source(source)
    if not held.enabled:
        held.disabled_at = None
        held.save(update_fields=["disabled_at"])
        tell(held, "enabled", by=by, at=at, name=held.name)


def lock_source(source: TraceSource) -> TraceSource:
    """Return a source as it is now, locked."""
    return TraceSource.objects.select_for_update(no_key=True).get(pk=source.pk)


def check_name(desk: int, name: str, *, but: int = 0) -> str:
    """Return a name that a source may have; refuse none, and one that another has."""
    told = " ".join(name.split())[:LONGEST_NAME]
    if not told:
        raise WrongTraceSource(_("Give it a name."))
    if TraceSource.objects.filter(desk=desk, name=told).exclude(pk=but).exists():
        raise WrongTraceSource(_("Another source has this name."))
    return told


def put_token(source: TraceSource, *, at: datetime) -> str:
    """Give a source a fresh token and return it."""
    token = secrets.token_urlsafe(24)
    source.token, source.token_end = hash_token(token), token[-SHOWN:]
    source.token_made_at = at
    return token


def tell(source: TraceSource, act: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Record what was done to a source."""
    subject = f"trace_source:{source.pk}"
    record(f"trace_source.{act}", subject, at=at, actor=by, desk=source.desk_id, **facts)
