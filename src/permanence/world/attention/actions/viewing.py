"""Saying that somebody is here, writes, or has left; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from permanence.world.accounts.models import Specialist
from permanence.world.attention.models import Stir, Viewing
from permanence.world.attention.rules.viewing import GONE_AFTER, STILL_WRITING

STIRRED_FOR: Final = timedelta(minutes=5)
KEPT_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Place:
    """What somebody looks at: the subject, its desk, and the page by which they do."""

    subject: str
    desk: int
    page: str

    @property
    def topic(self) -> str:
        """What pages of the same subject live on."""
        return f"here:{self.subject}"


def note_viewing(place: Place, *, by: Specialist, writing: str, at: datetime) -> bool:
    """Note that somebody is here; True when that is news to the others, who then hear of it."""
    rows = Viewing.objects.filter(subject=place.subject, specialist=by)
    known = rows.select_for_update(no_key=True).first()
    if known is None:
        fresh = Viewing(
            subject=place.subject,
            specialist=by,
            page=place.page,
            writing=writing,
            writing_at=at if writing else None,
            since=at,
            seen_at=at,
        )
        Viewing.objects.bulk_create([fresh], ignore_conflicts=True)
        tell_of_viewing(place, is_about_writing=bool(writing), at=at)
        return True
    was_here = known.seen_at > at - GONE_AFTER
    wrote = writing_now(known, at=at)
    known.page, known.seen_at = place.page, at
    if not was_here:
        known.since = at
    if writing:
        known.writing, known.writing_at = writing, at
    elif wrote:
        known.writing, known.writing_at = "", None
    known.save(update_fields=["page", "seen_at", "since", "writing", "writing_at"])
    is_news = not was_here or wrote != writing
    if is_news:
        tell_of_viewing(place, is_about_writing=wrote != writing, at=at)
    return is_news


def writing_now(viewing: Viewing, *, at: datetime) -> str:
    """Return what somebody was writing a moment ago."""
    typed = viewing.writing_at
    return viewing.writing if typed and typed > at - STILL_WRITING else ""


def leave_page(place: Place, *, by: Specialist, at: datetime) -> None:
    """Note that a page was left; one that its reader has replaced by another changes nothing."""
    gone, _each = Viewing.objects.filter(
        subject=place.subject, specialist=by, page=place.page
    ).delete()
    if gone:
        tell_of_viewing(place, is_about_writing=True, at=at)


def tell_of_viewing(place: Place, *, is_about_writing: bool, at: datetime) -> None:
    """Let the pages of a subject look again who is here; and lists, when somebody writes."""
    stir([place.topic], desk=place.desk, at=at)
    if is_about_writing:
        stir(["writing:"], desk=place.desk, at=at)


def stir(topics: Iterable[str], *, desk: int | None, at: datetime) -> None:
    """Let open pages hear of topics once this transaction is done; the journal keeps nothing."""
    Stir.objects.bulk_create(Stir(at=at, desk_id=desk, topic=topic) for topic in topics)


def forget_passed(*, at: datetime) -> int:
    """Clear what is over; return how much it was."""
    stirs, _each = Stir.objects.filter(at__lt=at - STIRRED_FOR).delete()
    views, _each = Viewing.objects.filter(seen_at__lt=at - KEPT_FOR).delete()
    return stirs + views
