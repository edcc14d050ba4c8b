"""Canned answers filled for one ticket, and the questions after facts that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.promises import promise_names
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.tickets.actions.mails import next_published, say_instant, zone_of
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.rules.facts import missing_facts
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.rules import Filled, choose_text, fill_text

Shown = dict[str, Any]
SHOWN_OF_TEXT = 120


@dataclass(frozen=True)
class Occasion:
    """The ticket for which canned answers are filled, and who writes."""

    ticket: Ticket
    policy: Policy
    reader: Reader

    @cached_property
    def promise(self) -> Commitment | None:
        """What is due next, as far as the customer may read of it."""
        return next_published(self.ticket)

    def values(self, language: str) -> dict[str, str]:
        """Return what each variable says in a language; an empty one has no value."""
        ticket, contact = self.ticket, self.ticket.contact
        promise = self.promise
        due = promise.due_at if promise else None
        with translation.override(language):
            return {
                "contact.name": "" if "@" in contact.name else contact.name,
                "organisation.name": ticket.organisation.name if ticket.organisation else "",
                "reference": speak_reference(ticket.reference),
                "subject": ticket.subject,
                "promise": promise_names()[promise.promise] if promise else "",
                "due": say_instant(due, zone_of(ticket, self.policy)) if due else "",
                "desk.name": self.policy.name,
                "specialist.name": self.reader.specialist.name,
            }


def list_answers(answers: list[CannedAnswer], occasion: Occasion) -> list[Shown]:
    """Return canned answers as they would be sent to this customer."""
    values: dict[str, dict[str, str]] = {}
    shown = []
    for answer in answers:
        language, text = choose_text(
            answer.texts, occasion.ticket.language, occasion.policy.default_language
        )
        if language not in values:
            values[language] = occasion.values(language)
        filled = fill_text(text, values[language], language=language)
        shown.append(show_answer(answer, filled, occasion.ticket))
    return shown


def show_answer(answer: CannedAnswer, filled: Filled, ticket: Ticket) -> Shown:
    """Return one canned answer, with what the writer has to know before it is sent."""
    words = [answer.key, answer.title, *answer.tags, filled.text]
    return {
        "key": answer.key,
        "title": answer.title,
        "tags": answer.tags,
        "text": filled.text,
        "beginning": shorten(filled.text, SHOWN_OF_TEXT, placeholder="…"),
        "language": filled.language,
        "mark": "" if filled.language == ticket.language else f"[{filled.language}]",
        "lacking": [f"{{{{ {name} }}}}" for name in filled.lacking],
        "notice": say_notice(filled.language, ticket),
        "words": " ".join(words).casefold(),
    }


def say_notice(language: str, ticket: Ticket) -> str:
    """Return the warning that a text is in another language than the customer's."""
    if language == ticket.language:
        return ""
    told = {"mark": f"[{language}]", "language": language_name(ticket.language)}
    return _("%(mark)s This text is not there in the customer's language: %(language)s.") % told


def ask_for_missing(ticket: Ticket, policy: Policy) -> str:
    """Return a kind message that asks for the facts that are missing, in the customer's language.

    Nothing is missing: nothing is written.
    """
    lacking = missing_facts(policy.facts, ticket.facts)
    if not lacking:
        return ""
    name = ticket.contact.name
    with translation.override(ticket.language):
        hello = _("Hello,") if "@" in name else _("Hello %(name)s,") % {"name": name}
        asked = [say(fact.ask, ticket.language, policy.default_language) for fact in lacking]
        return "\n\n".join(
            [
                hello,
                _("To help you faster we still need this from you:"),
                "\n".join(f"- {ask}" for ask in asked),
                _("If you do not have all of it, that is all right: we have started."),
            ]
        )


def add_text(body: str, text: str) -> str:
    """Return what was typed so far with a text after it."""
    return "\n\n".join(one for one in (body.replace("\r\n", "\n").strip(), text) if one)
