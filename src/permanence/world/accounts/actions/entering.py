"""Getting in: what is counted, signed links, passwords, sessions and the log-in journal."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from permanence.world.accounts.models import LogInEvent, Session, User
from permanence.world.accounts.rules import LogInAct, Whereabouts

LINK_SALT = "permanence.portal"
CHOICE_SALT = "permanence.choice"
NOWHERE = Whereabouts()
COUNT_ATTEMPT = """
insert into accounts_attempt (key, "window", count) values (%s, %s, 1)
on conflict (key, "window") do update set count = accounts_attempt.count + 1
returning count
"""


def count_attempt(key: str, *, at: datetime, minutes: int = 15) -> int:
    """Count one more try of something limited and return how many there were in this window."""
    window = at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ATTEMPT, [key, window])
        row = cursor.fetchone()
    return int(row[0])


def sign_contact(contact: int, *, reference: str = "") -> str:
    """Return the token of a link by which this contact, and nobody else, enters the portal."""
    return signing.dumps([contact, reference], salt=LINK_SALT)


def contact_of_token(token: str, *, days: int) -> tuple[int, str] | None:
    """Return the contact and reference a link was signed for; None when false or too old."""
    try:
        contact, reference = signing.loads(token, salt=LINK_SALT, max_age=days * 86400)
    except signing.BadSignature:
        return None
    return int(contact), str(reference)


def sign_password_link(user: User, *, at: datetime, good_for: timedelta) -> str:
    """Return the token of a link by which this person chooses a password, once."""
    until = int((at + good_for).timestamp())
    return signing.dumps([user.pk, until, fingerprint_password(user)], salt=CHOICE_SALT)


def user_of_password_link(token: str, *, at: datetime) -> User | None:
    """Return whose password a link lets choose; None when it is false, too old or was used."""
    try:
        pk, until, fingerprint = signing.loads(token, salt=CHOICE_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or at.timestamp() >= until:
        return None
    return user if constant_time_compare(fingerprint, fingerprint_password(user)) else None


def fingerprint_password(user: User) -> str:
    """Return what stays the same until the password changes, and tells nothing of it."""
    return salted_hmac(CHOICE_SALT, f"{user.pk} {user.email} {user.password}").hexdigest()[:20]


def choose_password(user: User, password: str) -> None:
    """Give a log-in a new password; links that were sent before no longer work."""
    user.set_password(password)
    user.save(update_fields=["password"])


def note_log_in(
    user: User | None,
    act: LogInAct,
    *,
    at: datetime,
    where: Whereabouts = NOWHERE,
    by: str = "",
    **facts: str | int,
) -> None:
    """Write one line of the log-in journal; `facts` are no secrets."""
    LogInEvent.objects.create(
        user_id=user.pk if user else None,
        at=at,
        act=act,
        place=where.place,
        device=where.device[:300],
        by=by,
        facts=facts,
    )


def end_session(user: User, *, handle: str, at: datetime) -> bool:
    """Log one browser of a person out, at once; False when it is not theirs or no longer there."""
    for session in Session.objects.of_user(user, at=at):
        if session.handle == handle:
            return bool(session.delete()[0])
    return False


def end_sessions(user: User, *, kept: str = "") -> int:
    """Log all browsers of a person out but the one with the key `kept`; return how many."""
    return Session.objects.filter(user=user.pk).exclude(session_key=kept).delete()[0]
