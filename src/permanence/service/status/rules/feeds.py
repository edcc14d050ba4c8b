"""Feeds that programs read: RSS 2.0, Atom (RFC 4287) and calendars (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from icalendar import Calendar, Event

PRODUCT: Final = "-//Permanence//Maintenance//EN"
MOST: Final = 50
HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True)
class Channel:
    """What a feed is of: its title, where its page and the feed itself stand, its language."""

    title: str
    page: str
    itself: str
    language: str
    updated: datetime


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells; `key` never changes for the same thing."""

    key: str
    title: str
    text: str
    link: str
    at: datetime


@dataclass(frozen=True)
class Planned:
    """Planned work as a calendar reads it; `version` grows with each change."""

    key: str
    title: str
    text: str
    link: str
    starts: datetime
    ends: datetime
    made: datetime
    version: int
    is_cancelled: bool


def write_rss(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Return a feed as RSS 2.0."""
    items = "".join(
        f"<item><title>{clean(one.title)}</title><link>{clean(one.link)}</link>"
        f'<guid isPermaLink="false">{clean(one.key)}</guid>'
        f"<pubDate>{format_datetime(one.at)}</pubDate>"
        f"<description>{clean(one.text)}</description></item>"
        for one in entries[:MOST]
    )
    return (
        f'{HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{clean(channel.title)}</title><link>{clean(channel.page)}</link>"
        f"<description>{clean(channel.title)}</description>"
        f"<language>{clean(channel.language)}</language>"
        f"<lastBuildDate>{format_datetime(channel.updated)}</lastBuildDate>"
        f'<atom:link href={quoteattr(channel.itself)} rel="self" type="application/rss+xml"/>'
        f"{items}</channel></rss>\n"
    ).encode()


def write_atom(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Return a feed as Atom."""
    items = "".join(
        f"<entry><id>{clean(one.key)}</id><title>{clean(one.title)}</title>"
        f"<updated>{one.at.isoformat()}</updated><link href={quoteattr(one.link)}/>"
        f'<content type="text">{clean(one.text)}</content></entry>'
        for one in entries[:MOST]
    )
    return (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(channel.language)}>'
        f"<id>{clean(channel.itself)}</id><title>{clean(channel.title)}</title>"
        f"<updated>{channel.updated.isoformat()}</updated>"
        f"<author><name>{clean(channel.title)}</name></author>"
        f"<link href={quoteattr(channel.page)}/>"
        f'<link rel="self" href={quoteattr(channel.itself)}/>{items}</feed>\n'
    ).encode()


def clean(text: str) -> str:
    """Return a text as XML takes it: escaped, without characters that it has no place for."""
    return escape("".join(one for one in text if one in "\t\n" or one >= " "))


def write_calendar(name: str, work: Iterable[Planned]) -> bytes:
    """Return planned work as a calendar; its instants are in UTC, so that no zone is mistaken."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT1H")
    for one in work:
        event = Event()
        event.add("uid", one.key)
        event.add("dtstamp", one.made)
        event.add("sequence", one.version - 1)
        event.add("dtstart", one.starts)
        event.add("dtend", one.ends)
        event.add("summary", one.title)
        if one.text:
            event.add("description", one.text)
        event.add("url", one.link)
        event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
