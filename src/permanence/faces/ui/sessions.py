"""Sessions that know whose they are, where they are and when they were last used."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.http import HttpRequest

from permanence.ground.lib.clock import now
from permanence.ground.lib.prepared import Prepared
from permanence.world.accounts.models import Session, User
from permanence.world.accounts.rules import Whereabouts

SESSIONS = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), "key", "at"
)
USERS = Prepared(lambda number: User.objects.filter(pk=number), "number")
SEEN_EVERY = timedelta(minutes=1)
DEVICE, PLACE, SINCE = "device", "place", "since"
HOW, STRONG = "how", "strong"


class SessionStore(db.SessionStore):
    """Django's sessions in the table `accounts_session`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of a session, with what its data say of it."""
        row = cast(Session, super().create_model_instance(data))
        row.seen_at = now()
        row.since = Session._meta.get_field("since").to_python(data.get(SINCE)) or row.seen_at
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device, row.place = data.get(DEVICE, ""), data.get(PLACE, "")
        return row

    def load(self) -> dict[str, Any]:
        """Return the data of a session that is there, and note now and then that it is used."""
        at = now()
        row = next(iter(SESSIONS(key=self.session_key, at=at)), None)
        if row is None:
            self._session_key = None
            return {}
        if row.user_id and at - row.seen_at > SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=at)
        found: dict[str, Any] = self.decode(row.session_data)
        return found


class KnownUsers(ModelBackend):
    """Django's log-ins with a password; whose a session is is asked with every page."""

    def get_user(self, user_id: int) -> User | None:
        """Return who has a log-in and may use it."""
        found = USERS(number=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


def whereabouts_of(request: HttpRequest) -> Whereabouts:
    """Return where a request comes from, and what with."""
    return Whereabouts(
        place=str(request.META.get("REMOTE_ADDR", "")),
        device=request.headers.get("User-Agent", "")[:300],
    )


def mark_session(request: HttpRequest, *, how: str, is_strong: bool) -> None:
    """Note in a session that has just begun what it is, and how its person got in.

    It is strong when two factors were proven.
    """
    where = whereabouts_of(request)
    request.session[HOW], request.session[STRONG] = how, is_strong
    request.session[DEVICE], request.session[PLACE] = where.device, where.place
    request.session[SINCE] = now().isoformat()
