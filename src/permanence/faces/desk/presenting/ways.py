"""Providers of SMS, chat and phone calls in words, and what became of attempts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.ui.moments import say_span
from permanence.ground.ways.models import Attempt, Call, Provider
from permanence.ground.ways.rules import Way
from permanence.ground.ways.rules.failing_over import Result
from permanence.ground.ways.rules.providers import KINDS, Kind
from permanence.promises.clocks.queries import last_silences, read_watch

Shown = dict[str, Any]
GOOD = {Result.ACCEPTED, Result.ANSWERED}
BAD = {Result.FAILED, Result.REFUSED, Result.LOST, Result.SILENT}


def way_names() -> dict[str, str]:
    """Return what each way is called."""
    return {Way.SMS: _("SMS"), Way.CHAT: _("Chat"), Way.VOICE: _("Phone call")}


def kind_names() -> dict[str, str]:
    """Return what each kind of provider is called."""
    return {
        Kind.GATEWAY: _("Gateway over HTTP"),
        Kind.APPRISE: _("Service of Apprise"),
        Kind.TWILIO: _("Like Twilio"),
        Kind.SIP: _("SIP"),
    }


def result_names() -> dict[str, str]:
    """Return how an attempt can have ended."""
    return {
        "": _("under way"),
        Result.ACCEPTED: _("taken"),
        Result.FAILED: _("the provider failed"),
        Result.REFUSED: _("refused for this address"),
        Result.SILENT: _("no receipt came"),
        Result.LOST: _("broken off"),
        Result.ANSWERED: _("picked up"),
        Result.UNANSWERED: _("nobody picked up"),
    }


def list_new(query: str) -> list[Shown]:
    """Return which providers can be added, with where each begins."""
    names = kind_names()
    return [
        {
            "name": f"{way_names()[way]} · {names[kind]}",
            "url": f"{reverse('desk:way-new')}?way={way}&kind={kind}{query}",
        }
        for way, kinds in KINDS.items()
        for kind in kinds
    ]


def show_ways(providers: Iterable[Provider], reader: Reader, desks: dict[int, str]) -> list[Shown]:
    """Return each way with its providers in their order; with fewer than two a way is weak."""
    grouped: dict[str, list[Provider]] = {one.value: [] for one in Way}
    for one in providers:
        grouped[one.way].append(one)
    return [
        {
            "name": way_names()[way],
            "rows": [show_provider(one, reader, desks) for one in rows],
            "is_weak": len(rows) == 1,
        }
        for way, rows in grouped.items()
    ]


def show_provider(provider: Provider, reader: Reader, desks: dict[int, str]) -> Shown:
    """Return a provider as the list shows it."""
    until = provider.rests_until
    return {
        "name": provider.name,
        "kind": kind_names().get(provider.kind, provider.kind),
        "rank": provider.rank,
        "desk": desks.get(provider.desk_id, "") if provider.desk_id else _("All desks"),
        "rests": show_instant(until, reader) if until and until > reader.at else None,
        "failures": provider.failures,
        "url": reverse("desk:way", args=[provider.pk]),
    }


def show_trials(calls: Iterable[Call], reader: Reader, *, is_plain: bool = False) -> list[Shown]:
    """Return what became of trials, the last one first; plain without what providers answered."""
    return [
        {
            "address": call.address,
            **show_instant(call.posted_at, reader),
            "is_open": call.ended_at is None,
            "attempts": [show_attempt(one, is_plain=is_plain) for one in call.attempts.all()],
            "replies": [one.text or one.kind for one in call.replies.all() if one.kind != "failed"],
        }
        for call in calls
    ]


def show_attempt(attempt: Attempt, *, is_plain: bool = False) -> Shown:
    """Return one attempt in words; `tone` is good, doubtful or bad.

    What a provider answered may repeat a key; plain it is left out.
    """
    result = attempt.result
    tone = "good" if result in GOOD else "bad" if result in BAD else "doubtful"
    return {
        "words": result_names().get(result, result),
        "tone": tone,
        "answer": "" if is_plain else attempt.answer,
        "receipt": "" if is_plain else attempt.receipt,
    }


def show_watch(reader: Reader) -> Shown:
    """Return whether promises are watched, how the ping outside goes, and when nobody watched."""
    seen = read_watch()
    silent = None if seen is None else seen.silent_since(at=reader.at)
    pinged = seen.pinged_at if seen else None
    return {
        "beat": show_instant(seen.beat_at, reader) if seen else None,
        "is_silent": silent is not None,
        "host": urlsplit(settings.PING_URL).hostname or "",
        "ping": show_instant(pinged, reader) if pinged else None,
        "ping_works": bool(seen and seen.ping_works),
        "ping_answer": seen.ping_answer if seen else "",
        "silences": [
            {
                **show_instant(one.since, reader, name="since"),
                **show_instant(one.until, reader, name="until"),
                "span": say_span(one.until - one.since),
            }
            for one in last_silences()
        ],
    }
