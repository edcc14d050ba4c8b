"""What live pages ask of the database: who listens, and what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest

from permanence.faces.ui.sessions import STRONG
from permanence.ground.journal.queries import changes_since, current_cursor
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.runtime.events import INSIDER, Change, Ears
from permanence.service.tickets.queries.secrecy import readers_of
from permanence.world.accounts.models import StaffRole
from permanence.world.accounts.queries import must_use_second_factor
from permanence.world.attention.queries.viewing import stirs_between

FILE = re.compile(r"(?:^|:)ticket:([0-9]{1,18})$")


class StaffJournal:
    """The journal as staff may hear of it."""

    def find_ears(self, session: str) -> Ears | None:
        """Return what the member of staff behind a session may hear of; None for anybody else."""
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
        try:
            # The log-in role reads sessions and users, and only the house reads who staff is.
            user = get_user(request)
            if not user.is_active:
                return None
            with house():
                roles = StaffRole.objects.filter(specialist__user_id=user.pk)
                given = list(roles.values_list("specialist_id", "desk_id"))
                if not request.session.get(STRONG) and must_use_second_factor(user):
                    return None
        finally:
            connections.close_all()  # gives it back to the pool
        return Ears(given[0][0], frozenset(desk for _, desk in given)) if given else None

    def read_changes(self, cursor: str | None) -> tuple[str, Sequence[Change]]:
        """Return the next cursor and what has changed since the last: acts, and what passes."""
        try:
            with house():
                if not cursor:
                    return current_cursor(), ()
                after, changes = changes_since(cursor)
                stirs = stirs_between(cursor, after) if after != cursor else ()
                return after, list(conceal_changes([*changes, *stirs], at=now()))
        finally:
            connections.close_all()


def conceal_changes(changes: Sequence[Change], *, at: datetime) -> Iterator[Change]:
    """Yield changes, those on confidential files for each of those who may know of them alone."""
    files = {topic: int(found[1]) for _, topic in changes if (found := FILE.search(topic))}
    readers = readers_of(set(files.values()), at=at)
    for desk, topic in changes:
        known = readers.get(files.get(topic, 0))
        if known is None:
            yield desk, topic
        else:
            yield from ((desk, f"{INSIDER}{one}:{topic}") for one in sorted(known))
