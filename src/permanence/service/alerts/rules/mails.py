"""Alerts that come as mails: which alert a subject speaks of, and whether it is over. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from permanence.service.alerts.rules.reports import LONGEST_FINGERPRINT, LONGEST_VALUE, Report
from permanence.service.alerts.rules.turns import FIRING, RESOLVED, Turn

ENDS: Final = ("OK", "RESOLVED", "RECOVERY", "RECOVERED", "UP", "CLEARED")
BEGINS: Final = (
    *("ALERT", "ALERTING", "FIRING", "PROBLEM", "CRITICAL", "WARNING", "DOWN", "ERROR"),
    *("TRIGGERED", "UNKNOWN"),
)
LONGEST_SUBJECT: Final = 300
MOST_PLACES: Final = 4
# A mail whose date lies further off than this was written by a wrong clock.
BELIEVED: Final = timedelta(hours=12)
_REPLY = re.compile(r"\s*(?:re|aw|fwd?|tr|wg|rv|r)\s*:\s*", re.IGNORECASE)
_WORD = re.compile(r"\W*(\w+)\W*")


class WrongPattern(ValueError):  # noqa: N818 -- an answer for who typed it
    """A pattern that finds nothing; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_alert_mail(
    subject: str,
    text: str,
    *,
    pattern: str = "",
    date: datetime | None,
    received_at: datetime,
) -> Report:
    """Return what a mail says of an alert; nothing that arrives is thrown away.

    Where a pattern is given and does not fit, the whole subject is taken as without one.
    """
    bare = strip_replies(subject)[:LONGEST_SUBJECT]
    found = match_pattern(pattern, bare) if pattern else None
    state, rest = split_state(bare)
    if found is not None:
        state = split_state(found["state"])[0] if found.get("state") else state
        rest = found["fingerprint"]
    title = " ".join(rest.split()) or " ".join(bare.split()) or "-"
    return Report(
        fingerprint=title.casefold()[:LONGEST_FINGERPRINT],
        title=title,
        turns=(Turn(trust_date(date, received_at), state),),
        labels={},
        notes={"description": text.strip()[:LONGEST_VALUE]} if text.strip() else {},
    )


def trust_date(date: datetime | None, received_at: datetime) -> datetime:
    """Return of when a mail speaks: its own date where that can be, so that one may come late."""
    if date is None or date.tzinfo is None:
        return received_at
    return date if timedelta(0) <= received_at - date <= BELIEVED else received_at


def strip_replies(subject: str) -> str:
    """Return a subject less its "Re:" and "Fwd:"."""
    while match := _REPLY.match(subject):
        subject = subject[match.end() :]
    return subject


def split_state(subject: str) -> tuple[str, str]:
    """Return what the first word of a subject says, and the rest; what says nothing fires."""
    match = _WORD.match(subject)
    word = match[1].upper() if match else ""
    if match and word in (*ENDS, *BEGINS):
        return RESOLVED if word in ENDS else FIRING, subject[match.end() :]
    last = subject.rsplit(maxsplit=1)
    if len(last) == 2 and last[1].strip("[]():!.").upper() in ENDS:
        return RESOLVED, last[0].rstrip(" -:|")
    if len(last) == 2 and last[1].strip("[]():!.").upper() in BEGINS:
        return FIRING, last[0].rstrip(" -:|")
    return FIRING, subject


def match_pattern(pattern: str, subject: str) -> Mapping[str, str] | None:
    """Return what stands in the places of a pattern; None when the subject does not fit."""
    match = compile_pattern(pattern).fullmatch(subject)
    return None if match is None else match.groupdict()


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return what a pattern means; raise WrongPattern for one that cannot be.

    `{fingerprint}` is what tells alerts apart, `{state}` a word for how it stands, `*` anything.
    """
    parts = re.split(r"(\{fingerprint\}|\{state\}|\*)", pattern)
    places = [one for one in parts if one in {"{fingerprint}", "{state}", "*"}]
    if places.count("{fingerprint}") != 1 or places.count("{state}") > 1:
        raise WrongPattern("places")
    if len(places) > MOST_PLACES:
        raise WrongPattern("most")
    written = {"{fingerprint}": "(?P<fingerprint>.+?)", "{state}": r"(?P<state>\w+)", "*": ".*?"}
    text = "".join(written.get(one) or re.escape(one) for one in parts)
    return re.compile(rf"\s*{text}\s*", re.IGNORECASE)
