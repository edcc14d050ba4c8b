"""Telling subscribers what changed, once it has stood, and never too often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from permanence.ground.lib.dates import say_date
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import claim_returned, post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.promises.policies.queries import policies_in_force
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.status.actions.subscribing import (
    MOST_RETURNED,
    draft_to,
    link_subscriber,
)
from permanence.service.status.models import Delivery, Page, Subscriber
from permanence.service.status.queries.news import (
    OPERATIONAL,
    digest_page,
    facts_of,
    tell_page,
    whole_page,
)
from permanence.service.status.queries.own import own_page
from permanence.service.status.queries.pages import address_of
from permanence.service.status.queries.words import condition_names, stage_names, window_names
from permanence.service.status.rules.standing import Shown
from permanence.service.status.rules.telling import Change, Fact, Heard, Pace, decide

MOST = 200
Told = dict[str, Any]


@dataclass(frozen=True)
class News:
    """What there is to tell of a desk: its policy, its page, and as of when."""

    policy: Policy
    page: Page
    shown: Shown
    at: datetime


def tell_subscribers(*, at: datetime) -> int:
    """Tell those who asked what changed and has stood; return how many were told."""
    policies = dict(policies_in_force(at=at))
    told = 0
    for page in Page.objects.select_related("desk"):
        rows = Subscriber.objects.confirmed().filter(desk=page.desk_id)
        if not page.is_open:
            rows = rows.filter(contact__isnull=False)
        if page.desk.key in policies and rows.exists():
            news = News(policies[page.desk.key], page, tell_page(page.desk_id), at)
            wake_subscribers(page, rows, news)
            told += tell_desk(page, rows, news)
    return told


def wake_subscribers(page: Page, rows: QuerySet[Subscriber], news: News) -> None:
    """Let all of a desk's subscribers be looked at when something there has changed."""
    digest = digest_page(whole_page(page.desk_id))
    if page.digest != digest:
        Page.objects.filter(pk=page.pk).update(digest=digest)
        rows.update(look_at=news.at)


def tell_desk(page: Page, rows: QuerySet[Subscriber], news: News) -> int:
    """Tell the subscribers of one desk who are due; return how many."""
    claimed = claim_due(rows, news)
    show = pages_of(news)
    pace = Pace(page.stands, page.most)
    drafts: list[Draft] = []
    deliveries: list[Delivery] = []
    for one in claimed:
        own = replace(news, shown=show(one))
        changes = hear(one, facts_of(own.shown, one.components), pace=pace, at=news.at)
        if changes and one.way == "mail":
            drafts.append(write_word(one, changes, own))
        elif changes:
            body = write_call(one, changes, own)
            deliveries.append(Delivery(subscriber=one, body=body, made_at=news.at, due_at=news.at))
    fields = ["states", "sent", "unsettled_since", "look_at"]
    Subscriber.objects.bulk_update(claimed, fields)
    post_drafts(drafts, at=news.at)
    Delivery.objects.bulk_create(deliveries)
    return len(drafts) + len(deliveries)


def claim_due(rows: QuerySet[Subscriber], news: News) -> list[Subscriber]:
    """Return the subscribers who are due; whoever left their organisation is forgotten."""
    due = rows.filter(look_at__lte=news.at).select_related("desk", "contact")
    held = due.order_by("look_at", "pk").select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    )[:MOST]
    claimed = list(held)
    gone = [one.pk for one in claimed if not one.is_theirs]
    if gone:
        Subscriber.objects.filter(pk__in=gone).delete()
    return [one for one in claimed if one.pk not in gone]


def pages_of(news: News) -> Callable[[Subscriber], Shown]:
    """Return what finds the page of which a subscriber is told, each customer's made once."""

    @cache
    def show_own(organisation: int | None) -> Shown:
        return own_page(organisation, desk=news.page.desk_id, at=news.at).shown

    return lambda one: show_own(one.organisation_id) if one.contact_id else news.shown


def hear(
    subscriber: Subscriber, facts: Sequence[Fact], *, pace: Pace, at: datetime
) -> tuple[Change, ...]:
    """Decide what a subscriber is told now, and note that they heard it."""
    known = {one.key: OPERATIONAL for one in facts if one.key.startswith("component:")}
    before = subscriber.heard
    heard = Heard(known | dict(before.states), before.sent, before.unsettled_since)
    decision = decide(heard, facts, pace=pace, at=at)
    kept = {one.key for one in facts}
    states = decision.heard.states
    subscriber.states = {key: state for key, state in states.items() if key in kept}
    subscriber.sent = [one.isoformat() for one in decision.heard.sent]
    subscriber.unsettled_since = decision.heard.unsettled_since
    subscriber.look_at = decision.again_at
    return decision.changes


def gather_words(subscriber: Subscriber, changes: Sequence[Change], news: News) -> Told:
    """Return what changed in words, in the subscriber's language."""
    swings = {one.key: one.swings for one in changes}
    zone, fallback = ZoneInfo(news.policy.zone), news.policy.default_language

    def words(told: Any) -> str:
        return say(told, subscriber.language, fallback) if told else ""

    def when(instant: datetime) -> str:
        local = instant.astimezone(zone)
        return f"{say_date(local.date(), 'D j M Y')}, {local:%H:%M} ({zone.key})"

    conditions, stages, works = condition_names(), stage_names(), window_names()
    return {
        "incidents": [
            {
                "title": words(one.titles),
                "stage": stages[one.last.stage],
                "text": words(one.last.texts),
                "when": when(one.last.at),
            }
            for one in news.shown.incidents
            if f"incident:{one.number}" in swings
        ],
        "components": [
            {
                "key": one.key,
                "name": words(one.names),
                "code": str(one.condition),
                "word": conditions[str(one.condition)],
                "since": when(one.since) if one.since else "",
                "swings": max(swings[f"component:{one.number}"] - 1, 0),
            }
            for one in news.shown.components
            if f"component:{one.number}" in swings
        ],
        "windows": [
            {
                "title": words(one.titles),
                "stage": works[one.stage],
                "code": one.stage,
                "text": words(one.texts),
                "when": f"{when(one.starts)} – {when(one.ends)}",
                "components": ", ".join(words(each.names) for each in one.components),
            }
            for one in news.shown.windows
            if f"window:{one.number}" in swings
        ],
    }


def write_word(subscriber: Subscriber, changes: Sequence[Change], news: News) -> Draft:
    """Return the mail that tells a subscriber what changed."""
    with translation.override(subscriber.language):
        told = gather_words(subscriber, changes, news)
        text = render_to_string(
            "status/mail/word.txt",
            told
            | {
                "desk": news.policy.name,
                "page": page_address(subscriber, news.page),
                "keep": keep_address(subscriber),
                "leave": link_subscriber("status-leave", subscriber),
            },
        )
        subject = f"[{news.policy.name}] {head_of(told)}"
    return draft_to(subscriber, news.policy, subject=subject, text=text, is_news=True)


def head_of(told: Told) -> str:
    """Return in one line what a word is about: the gravest kind of news in it."""
    if told["incidents"]:
        first = told["incidents"][0]
        return f"{first['title']} · {first['stage']}"
    if told["components"]:
        first = told["components"][0]
        return f"{first['name']}: {first['word']}"
    first = told["windows"][0] if told["windows"] else None
    return f"{first['title']} · {first['stage']}" if first else gettext("News")


def page_address(subscriber: Subscriber, page: Page) -> str:
    """Return where everything stands that they are told of, in the subscriber's language."""
    desk, language = subscriber.desk.key, subscriber.language
    if subscriber.contact_id:
        return link_to("services", base=settings.PUBLIC_URL, desk=desk)
    return address_of(page, desk=desk, language=language)


def keep_address(subscriber: Subscriber) -> str:
    """Return where a subscriber changes what they are told of."""
    if subscriber.contact_id:
        desk = subscriber.desk.key
        return f"{link_to('services', base=settings.PUBLIC_URL, desk=desk)}#told-heading"
    return link_subscriber("status-subscription", subscriber)


def write_call(subscriber: Subscriber, changes: Sequence[Change], news: News) -> Told:
    """Return what a subscriber's program is told."""
    with translation.override(subscriber.language):
        told = gather_words(subscriber, changes, news)
    return {
        "event": "status.changed",
        "desk": subscriber.desk.key,
        "at": news.at.isoformat(),
        "language": subscriber.language,
        "page": page_address(subscriber, news.page),
        **told,
    }


def hear_returned(*, at: datetime, most: int = 100) -> int:
    """Forget an address from which mail came back again and again; return how many came back."""
    returned = claim_returned("subscriber:", at=at, most=most)
    for message in returned:
        found = Subscriber.objects.filter(pk=message.owner.partition(":")[2]).first()
        if found is not None and found.returned + 1 >= MOST_RETURNED:
            found.delete()
        elif found is not None:
            Subscriber.objects.filter(pk=found.pk).update(returned=found.returned + 1)
    return len(returned)
