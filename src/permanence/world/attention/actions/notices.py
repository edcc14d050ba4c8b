"""Telling people of what happened, in the transaction of the act, and never of their own acts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from permanence.ground.lib.rows import Row, insert_rows
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.viewing import stir
from permanence.world.attention.models import Channels, Notice, Watch
from permanence.world.attention.queries.notices import Hearer, Hearers, find_hearers
from permanence.world.attention.rules.channels import ALWAYS, Event, Wishes

READ_KEPT_FOR: Final = timedelta(days=30)
KEPT_FOR: Final = timedelta(days=180)
MOST_CLEARED: Final = 5000


@dataclass(frozen=True)
class News:
    """One event to be told; `by` and `who` are the actor's key and name, `besides` hear nothing.

    `only` names who may hear of a confidential subject; without it everybody may.
    """

    event: Event
    hearers: Hearers
    by: str = ""
    who: str = ""
    besides: frozenset[int] = field(default_factory=frozenset)
    only: frozenset[int] | None = None


def tell_people(news: Sequence[News], *, at: datetime) -> int:
    """Tell each hearer of each event by the ways that they want; return how many notices."""
    if not news:
        return 0
    rows: list[Row] = []
    for one, hearers in zip(news, find_hearers([each.hearers for each in news]), strict=True):
        rows += [
            describe_notice(one, hearer, at=at) for hearer in hearers if wants_to_hear(one, hearer)
        ]
    insert_rows(Notice, rows)
    tell_bells({row["specialist_id"] for row in rows if row["in_page"]}, at=at)
    return len(rows)


def wants_to_hear(news: News, hearer: Hearer) -> bool:
    """Say whether somebody is told: not of their own act, nor by no way at all."""
    if f"specialist:{hearer.specialist}" == news.by or hearer.specialist in news.besides:
        return False
    if news.only is not None and hearer.specialist not in news.only:
        return False
    return news.event in hearer.page | hearer.mail | hearer.push | ALWAYS


def describe_notice(news: News, hearer: Hearer, *, at: datetime) -> Row:
    """Return the row of one notice."""
    return {
        "specialist_id": hearer.specialist,
        "event": str(news.event),
        "subject": news.hearers.subject,
        "desk_id": news.hearers.desk,
        "who": news.who,
        "at": at,
        "in_page": news.event in hearer.page | ALWAYS,
        "by_mail": news.event in hearer.mail,
        "by_push": news.event in hearer.push,
    }


def tell_bells(specialists: Collection[int], *, at: datetime) -> None:
    """Let the open pages of these people count their notices again."""
    stir([f"notices:{one}" for one in sorted(specialists)], desk=None, at=at)


def watch_subject(subject: str, specialists: Collection[int], *, at: datetime) -> None:
    """Let these people hear of what happens to a subject from now on."""
    Watch.objects.bulk_create(
        [Watch(subject=subject, specialist_id=one, since=at) for one in sorted(specialists)],
        ignore_conflicts=True,
    )


def unwatch_subject(subject: str, specialist: Specialist) -> None:
    """Let somebody hear no more of a subject, unless it is theirs."""
    Watch.objects.filter(subject=subject, specialist=specialist).delete()


def keep_watchers(subject: str, specialists: Collection[int]) -> None:
    """Let nobody but these people hear of what happens to a subject."""
    Watch.objects.filter(subject=subject).exclude(specialist__in=specialists).delete()


def carry_watches(subject: str, to: str, *, at: datetime) -> None:
    """Let those who watch a subject watch the one in which it goes on as well."""
    watchers = Watch.objects.filter(subject=subject).values_list("specialist_id", flat=True)
    watch_subject(to, list(watchers), at=at)


def read_notices(
    specialist: Specialist, *, at: datetime, subject: str = "", numbers: Collection[int] = ()
) -> int:
    """Note that somebody has read their notices: all, of one subject, or some; return how many."""
    rows = Notice.objects.filter(specialist=specialist).unread()
    if subject:
        rows = rows.filter(subject=subject)
    if numbers:
        rows = rows.filter(pk__in=numbers)
    read = rows.update(read_at=at)
    if read:
        tell_bells([specialist.pk], at=at)
    return read


def choose_channels(specialist: Specialist, wishes: Wishes) -> None:
    """Keep how somebody wants to be told from now on."""
    Channels.objects.update_or_create(
        specialist=specialist,
        defaults={
            "page": wishes.list_page(),
            "mail": wishes.list_mail(),
            "push": wishes.list_push(),
            "mail_every": wishes.mail_every,
            "mail_at": wishes.mail_at,
            "quiet_from": wishes.quiet_from,
            "quiet_to": wishes.quiet_to,
            "urgent_passes": wishes.urgent_passes,
        },
    )


def forget_notices(*, at: datetime) -> int:
    """Clear notices that were read a month ago, and those that nobody will read any more."""
    dead = Notice.objects.dead(read_before=at - READ_KEPT_FOR, told_before=at - KEPT_FOR)
    gone, _each = Notice.objects.filter(
        pk__in=list(dead.order_by("at").values_list("pk", flat=True)[:MOST_CLEARED])
    ).delete()
    return gone
