"""The words for rules: when, if, then, and what became of a turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from permanence.faces.desk.presenting.bulk_words import say_reason as say_refusal
from permanence.faces.desk.presenting.kinds import say_kind
from permanence.faces.desk.presenting.words import language_name, state_names
from permanence.faces.ui.templatetags.ui import CHANNELS
from permanence.overview.automation.rules.instructions import Asked, Then, When
from permanence.overview.worklists.rules import NOBODY
from permanence.promises.policies.rules import Policy
from permanence.world.wording.rules import Steps

HOURS_OF_DAY = 24


@dataclass(frozen=True)
class Names:
    """What is called how on a desk: those that are gone included, as a rule may name them."""

    policy: Policy
    teams: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    macros: Mapping[int, tuple[str, Steps]] = field(default_factory=dict)

    def macro(self, number: int) -> str:
        """What a macro is called."""
        return self.macros[number][0] if number in self.macros else f"#{number}"

    def team(self, number: int) -> str:
        """What a team is called."""
        return _("Nobody") if number == NOBODY else self.teams.get(number, f"#{number}")

    def person(self, number: int) -> str:
        """What somebody is called."""
        return _("Nobody") if number == NOBODY else self.people.get(number, f"#{number}")


def event_names() -> dict[str, str]:
    """Return what each event is called, as the beginning of a sentence."""
    return {
        "opened": _("When a request is received"),
        "customer_wrote": _("When the customer writes"),
        "answered": _("When the customer was answered"),
        "noted": _("When somebody leaves a note"),
        "triaged": _("When severity and level are judged for the first time"),
        "judged_again": _("When severity or level are judged anew"),
        "assigned": _("When it is given to a team or to somebody"),
        "handed_over": _("When it is handed over to another level"),
        "state": _("When its state changes"),
        "outside_answered": _("When a third party answers"),
        "bounced": _("When a message could not be delivered"),
        "at_risk": _("When a promise comes at risk"),
        "overdue": _("When a promise is missed"),
        "climbing": _("When the ladder begins to be climbed"),
    }


def since_names() -> dict[str, str]:
    """Return what each time is called from which hours are counted."""
    return {
        "opened": _("Some time after it was received"),
        "customer": _("Some time after the customer wrote last, without an answer since"),
        "answer": _("Some time after we answered last, without a word of the customer since"),
        "state": _("Some time after it came into its state"),
        "still": _("Some time after anybody of the desk worked on it last"),
        "due": _("Some time before the next promise is due"),
        "resolved": _("Some time after it was resolved"),
    }


def cause_names() -> dict[str, str]:
    """Return what each thing is called that sets rules off, as a turn names it."""
    return event_names() | {f"since:{key}": name for key, name in since_names().items()}


def say_span(hours: int) -> str:
    """Return how long some hours are, in days where they are whole days."""
    if hours and hours % HOURS_OF_DAY == 0:
        days = hours // HOURS_OF_DAY
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def say_when(when: When) -> str:
    """Return what sets a rule off, as the beginning of a sentence."""
    if when.event:
        return event_names().get(when.event, when.event)
    hours = when.hours
    span = say_span(hours)
    if when.is_working:
        span = ngettext("%(count)s working hour", "%(count)s working hours", hours) % {
            "count": hours
        }
    texts = {
        "opened": _("%(span)s after it was received"),
        "customer": _("%(span)s after the customer wrote last, without an answer since"),
        "answer": _("%(span)s after we answered last, without a word of the customer since"),
        "state": _("%(span)s after it came into its state"),
        "still": _("%(span)s after anybody of the desk worked on it last"),
        "due": _("%(span)s before the next promise is due"),
        "resolved": _("%(span)s after it was resolved"),
    }
    return texts.get(when.since, "%(span)s") % {"span": span}


def say_asked(asked: Asked, names: Names) -> list[str]:
    """Return what a rule asks of a ticket, each condition as a line; none for any ticket."""
    sieve, states = asked.sieve, state_names()
    promises = {
        "at_risk": _("At risk"),
        "overdue": _("Overdue"),
        "none": _("Nothing due"),
    }
    lines = [
        (_("State"), listed(states.get(one, one) for one in sieve.states)),
        (_("Severity"), listed(str(one) for one in sieve.severities)),
        (_("Level"), listed(str(one) for one in sieve.levels)),
        (_("Kind of request"), listed(say_kind(names.policy, one) for one in sieve.kinds)),
        (_("Team"), "" if sieve.team is None else names.team(sieve.team)),
        (_("Assignee"), "" if sieve.assignee is None else names.person(sieve.assignee)),
        (_("Organisation"), quoted([sieve.customer])),
        (_("Service"), names.services.get(sieve.service, sieve.service)),
        (_("Channel"), listed(channel_name(one) for one in sieve.channels)),
        (_("Language"), listed(language_name(one) for one in sieve.languages)),
        (_("Promise"), promises.get(sieve.promise, "")),
        (_("Words in the subject"), quoted([sieve.text])),
        (_("Words in the subject or the last message"), quoted(asked.words)),
        (_("The desk is"), hours_names().get(asked.hours, "")),
    ]
    return [f"{label}: {text}" for label, text in lines if text]


def hours_names() -> dict[str, str]:
    """Return what the desk's hours are called."""
    return {"open": pgettext("the desk", "open"), "closed": pgettext("the desk", "closed")}


def channel_name(key: str) -> str:
    """Return what a channel is called."""
    return str(CHANNELS[key][1]) if key in CHANNELS else key


def listed(words: Iterable[str]) -> str:
    """Return several of which one is enough."""
    return f" {_('or')} ".join(words)


def quoted(words: Sequence[str]) -> str:
    """Return texts in quotation marks, of which one is enough."""
    return listed(_("“%(reason)s”") % {"reason": one} for one in words if one)


def say_then(then: Then, names: Names) -> list[str]:
    """Return what a rule does, each deed as a line."""
    ends = end_names()
    lines = [ends["resume"]] if then.end == "resume" else []
    lines += say_hands(then, names)
    if then.note:
        lines.append(_("Leave the note: %(text)s") % {"text": quoted([then.note])})
    if then.climb:
        lines.append(_("Climb the ladder: %(text)s") % {"text": quoted([then.climb])})
    if then.macro is not None:
        lines.append(_("Run the macro: %(title)s") % {"title": quoted([names.macro(then.macro)])})
    if then.answer:
        title = names.answers.get(then.answer, f"/{then.answer}")
        lines.append(_("Send automatically: %(title)s") % {"title": quoted([title])})
    if then.end in {"resolve", "close"}:
        lines.append(ends[then.end])
    return lines + say_calls(then, names)


def say_hands(then: Then, names: Names) -> list[str]:
    """Return to whom a rule gives or hands over a ticket."""
    lines: list[str] = []
    if then.level:
        told = {"level": then.level, "text": quoted([then.tried])}
        lines.append(_("Hand it over to level %(level)s: %(text)s") % told)
    if then.team is not None:
        lines.append(_("Give it to the team: %(name)s") % {"name": names.team(then.team)})
    if then.assignee is not None:
        lines.append(_("Give it to: %(name)s") % {"name": names.person(then.assignee)})
    if then.is_best:
        lines.append(_("Give it to whoever of the team fits best, if it is nobody's"))
    return lines


def say_calls(then: Then, names: Names) -> list[str]:
    """Return whom a rule calls, and for how long it puts a ticket out of sight."""
    lines: list[str] = []
    if then.snooze:
        told = {"span": say_span(then.snooze), "reason": then.reason}
        lines.append(_("Put it out of sight for %(span)s: “%(reason)s”") % told)
    if then.watch:
        people = ", ".join(names.person(one) for one in then.watch)
        lines.append(_("Let watch: %(names)s") % {"names": people})
    if then.tell:
        people = ", ".join(names.person(one) for one in then.tell)
        lines.append(_("Tell: %(names)s") % {"names": people})
    if then.tells_owner:
        lines.append(_("Tell who has it, or else its team"))
    return lines


def end_names() -> dict[str, str]:
    """Return what a rule may do to the state of a ticket."""
    return {
        "resume": _("Let it go on, if it waits"),
        "resolve": _("Resolve it"),
        "close": _("Close it"),
    }


def run_names() -> dict[str, str]:
    """Return what each outcome of a turn is called."""
    return {
        "done": pgettext("outcome of an act", "Done"),
        "skipped": pgettext("outcome of an act", "Skipped"),
        "held": pgettext("outcome of a rule", "Held back"),
        "failed": pgettext("outcome of an act", "Failed"),
    }


def say_deed(deed: Mapping[str, Any]) -> str:
    """Return one thing that a rule did to a ticket."""
    kind = deed["deed"]
    labels = {
        "state": _("State"),
        "level": _("Level"),
        "team": _("Team"),
        "assignee": _("Assignee"),
    }
    if kind in labels:
        names = state_names() if kind == "state" else {}
        was, now = (names.get(str(deed[one]), deed[one]) or "–" for one in ("before", "after"))
        return f"{labels[kind]}: {was} → {now}"
    if kind == "best":
        return _("Given to whoever of the team fits best")
    people = ", ".join(deed.get("names", ()))
    texts = {
        "note": _("Note: %(text)s"),
        "climb": _("Ladder climbed: %(text)s"),
        "macro": _("Macro: “%(title)s”"),
        "mail": _("Sent automatically: “%(title)s” (%(language)s)"),
        "snooze": _("Out of sight for %(span)s"),
        "watch": _("Watching: %(people)s"),
        "tell": _("Told: %(people)s"),
    }
    return texts[kind] % {
        "text": deed.get("text", ""),
        "title": deed.get("title", ""),
        "language": language_name(deed.get("language", "")),
        "span": say_span(int(deed.get("hours", 0))),
        "people": people,
    }


def say_why_not(reason: Mapping[str, Any]) -> str:
    """Return why a rule did nothing on its turn; empty when it did."""
    code, text = str(reason.get("code", "")), str(reason.get("text", ""))
    if not code:
        return ""
    if code == "refused":
        return str(say_refusal(code, text, reason.get("facts", {})))
    if code == "broken":
        return {
            "team": _("The team that it names is gone"),
            "person": _("The person whom it names is gone"),
            "answer": _("The canned answer that it names is gone"),
            "macro": _("The macro that it names is gone"),
            "macro_changed": _("The macro that it names now does more than a rule may"),
        }.get(text, text)
    return {
        "already": _("It is so already"),
        "state": _("Not possible in its state"),
        "unanswered": _("Nobody has answered the customer yet"),
        "unjudged": _("Nobody has judged the request yet"),
        "macro": _("The macro that it names is gone"),
        "again": _("What happened came of this rule itself"),
        "deep": _("Too many rules set each other off"),
        "often": _("Rules acted on this ticket too often within an hour"),
        "mails": _("The customer got enough automatic messages within a day"),
        "error": _("Something went wrong; nothing was changed on it"),
    }.get(code, code)
