"""The path of a message as plain words, for a file: in one language, in one zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from permanence.faces.desk.presenting.trace_words import (
    passage_states,
    say_attempts,
    say_reason,
    say_stay,
)
from permanence.service.trace.models import Passage
from permanence.service.trace.rules.events import FAILING
from permanence.service.trace.rules.folding import Hop
from permanence.service.trace.rules.reasons import explain_failure


def write_path(passage: Passage, hops: Sequence[Hop], *, language: str, zone: ZoneInfo) -> str:
    """Return what is known of a message and its path, as text that stays readable by itself."""
    with override(language):
        return "\n".join([*tell_message(passage, zone), *tell_hops(hops, zone)])


def tell_message(passage: Passage, zone: ZoneInfo) -> Iterator[str]:
    """Yield how a message stands, and by which names it is known."""
    told = [passage_states()[passage.state], say_reason(passage.reason_class)]
    if passage.attempts > 1:
        told.append(say_attempts(passage.attempts))
    yield " · ".join([f"{passage.sender or '?'} → {passage.recipient}", *filter(None, told)])
    names = [
        (_("Job number"), passage.job),
        (_("Message-ID"), passage.message_id),
        (_("User ID"), passage.user_id),
        (_("Submission method"), passage.method),
    ]
    yield " · ".join(f"{name}: {value}" for name, value in names if value)


def tell_hops(hops: Sequence[Hop], zone: ZoneInfo) -> Iterator[str]:
    """Yield the path, line by line."""
    states = passage_states()
    for hop in hops:
        yield ""
        stay = say_stay(hop.lasted) if len(hop.events) > 1 else ""
        yield " · ".join(filter(None, [hop.host or _("a host that is not named"), stay]))
        for one in hop.events:
            fails = one.kind in FAILING and (one.status or one.reply)
            why = say_reason(explain_failure(one.status, one.reply)) if fails else ""
            yield " · ".join(filter(None, [write_instant(one.at, zone), states[one.kind], why]))
            if answer := " ".join(filter(None, [one.status, one.reply])):
                yield f"  {answer}"


def write_instant(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant to the second, with how far its zone is from UTC."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S %z}"
