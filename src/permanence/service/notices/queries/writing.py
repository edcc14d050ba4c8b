"""Writing a notice for one recipient: in their language and zone, nothing silently empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import say_date
from permanence.ground.lib.paths import link_to
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.notices.models import Delivery, Notice
from permanence.service.notices.rules import Text
from permanence.service.notices.rules.wording import choose_language, fill_notice, uses


@dataclass(frozen=True)
class Writing:
    """What the deliveries of one notice are written from."""

    notice: Notice
    policy: Policy
    texts: Mapping[str, Text]
    words: Mapping[str, str]
    moments: Mapping[str, datetime]
    languages: tuple[str, ...]
    said: dict[tuple[datetime, str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A notice as one person gets it; `lacking` are variables that still have no value."""

    language: str
    text: Text
    flags: tuple[str, ...]
    lacking: tuple[str, ...] = ()


def writing_of(
    notice: Notice, texts: Mapping[str, Text], *, next_at: datetime | None, at: datetime
) -> Writing:
    """Return what the deliveries of a notice are written from, with these texts."""
    _version, policy = policy_in_force(notice.desk.key, at=at)
    words = {code: one for code, one in notice.words.items() if one.strip()}
    known = [code for code in texts if code in words] if uses(texts, "words") else list(texts)
    moments = dict(notice.moments)
    if next_at is not None:
        moments["next_report"] = next_at
    return Writing(notice, policy, texts, words, moments, tuple(known or texts))


def write_delivery(writing: Writing, delivery: Delivery) -> Written:
    """Return a notice for one recipient; in another language than theirs it says so by a flag."""
    wanted = (delivery.wanted, delivery.fallback, writing.policy.default_language)
    language = choose_language(wanted, dict.fromkeys(writing.languages))
    with translation.override(language):
        values, stood_in = values_for(writing, delivery, language)
        text, lacking = fill_notice(writing.texts[language], values, language=language)
        if writing.notice.is_drill:
            text = Text(
                _("DRILL: {subject}").format(subject=text.subject),
                _("This is a drill. Nothing has happened, and nothing has to be done.")
                + f"\n\n{text.text}",
            )
    flags = (["language"] if language != delivery.wanted else []) + stood_in
    return Written(language, text, tuple(flags), tuple(lacking))


def values_for(
    writing: Writing, delivery: Delivery, language: str
) -> tuple[dict[str, str], list[str]]:
    """Return what is filled in, in the language in force, and what had to stand in."""
    names = [say_name(one, language) for one in delivery.components]
    phone = phone_for(writing.policy, delivery.region)
    own = {
        "contact.name": delivery.name,
        "organisation.name": delivery.organisation_name,
        "components": ", ".join(name for name in names if name),
        "desk.phone": phone,
    }
    instead = {
        "contact.name": delivery.organisation_name or _("Sir or Madam"),
        "organisation.name": _("your organisation"),
        "components": _("services that you use"),
        "desk.phone": writing.policy.mailboxes[0].address,
    }
    stood_in = [name for name, one in own.items() if not one.strip()]
    values = {name: own[name].strip() or instead[name] for name in own}
    values |= {
        "desk.name": writing.policy.name,
        "incident": writing.notice.title,
        "link": link_to("told", base=settings.PUBLIC_URL, desk=writing.policy.desk),
        "words": writing.words.get(language, "").strip(),
    }
    for name, instant in writing.moments.items():
        values[name] = say_cached(writing, instant, delivery.zone, language)
    return values, stood_in


def say_name(names: Mapping[str, str], language: str) -> str:
    """Return a component's name in a language, else in any it has."""
    return names.get(language) or next((one for one in names.values() if one), "")


def phone_for(policy: Policy, region: str) -> str:
    """Return the number that serves a region, else the desk's first; empty without any."""
    numbers = [phone.number for phone in policy.phones if region in phone.regions]
    return (numbers or [phone.number for phone in policy.phones] or [""])[0]


def say_cached(writing: Writing, instant: datetime, zone: str, language: str) -> str:
    """Return an instant in words; thousands of readers share a few zones and languages."""
    key = (instant, zone, language)
    if key not in writing.said:
        writing.said[key] = say_moment(instant, zone)
    return writing.said[key]


def say_moment(instant: datetime, zone: str) -> str:
    """Return an instant in words with its zone and the offset, in the language in force."""
    local = instant.astimezone(ZoneInfo(zone))
    offset = f"{local:%z}"
    told = {
        "day": say_date(local.date(), "l j F Y"),
        "time": f"{local:%H:%M}",
    }
    place = f"{zone.replace('_', ' ')}, UTC{offset[:3]}:{offset[3:]}"
    return f"{_('%(day)s, %(time)s') % told} ({place})"
