"""What live pages ask of the database: who listens, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest

from permanence.faces.ui.sessions import STRONG
from permanence.ground.journal.queries import changes_since, current_cursor
from permanence.ground.lib.db import house
from permanence.world.accounts.models import StaffRole
from permanence.world.accounts.queries import must_use_second_factor

Change = tuple[int | None, str]


class StaffJournal:
    """The journal as staff may hear of it."""

    def find_desks(self, session: str) -> frozenset[int] | None:
        """Return the desks of the member of staff behind a session; None for anybody else."""
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
        try:
            # The log-in role reads sessions and users, and only the house reads who staff is.
            user = get_user(request)
            if not user.is_active:
                return None
            with house():
                given = StaffRole.objects.filter(specialist__user_id=user.pk)
                desks = frozenset(given.values_list("desk_id", flat=True))
                if not request.session.get(STRONG) and must_use_second_factor(user):
                    return None
        finally:
            connections.close_all()  # gives it back to the pool
        return desks or None

    def read_changes(self, cursor: str | None) -> tuple[str, Sequence[Change]]:
        """Return the next cursor and what has changed since the last."""
        try:
            with house():
                return changes_since(cursor) if cursor else (current_cursor(), ())
        finally:
            connections.close_all()
