"""What the variables of a canned answer say for one ticket."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.utils import translation

from permanence.ground.lib.dates import spell_instant
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.mails import next_published, zone_of
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries.promises import promise_names
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.wording.actions import read_enclosed
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.rules import Filled, choose_text, fill_text


class Writer(Protocol):
    """Who writes: a specialist, or nobody where no person does."""

    @property
    def name(self) -> str:
        """What they are called."""
        ...


@dataclass(frozen=True)
class Occasion:
    """The ticket for which canned answers are filled, and who writes."""

    ticket: Ticket
    policy: Policy
    writer: Writer

    @cached_property
    def promise(self) -> Commitment | None:
        """What is due next, as far as the customer may read of it."""
        return next_published(self.ticket)

    @cached_property
    def known(self) -> dict[str, dict[str, str]]:
        """What the variables say in each language asked for so far."""
        return {}

    def values(self, language: str) -> dict[str, str]:
        """Return what each variable says in a language; an empty one has no value."""
        if language not in self.known:
            self.known[language] = self.say_values(language)
        return self.known[language]

    def say_values(self, language: str) -> dict[str, str]:
        """Write out what each variable says in a language."""
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
                "due": spell_instant(due, zone_of(ticket, self.policy)) if due else "",
                "desk.name": self.policy.name,
                "specialist.name": self.writer.name,
            }


def parts_of_answer(answer: CannedAnswer) -> list[Part]:
    """Return the files that go with a canned answer, as an answer carries them."""
    return [Part(one.name, one.content_type, one.content) for one in read_enclosed(answer)]


def fill_answer(answer: CannedAnswer, occasion: Occasion) -> Filled:
    """Return a canned answer as it would be sent to this customer."""
    language, text = choose_text(
        answer.texts, occasion.ticket.language, occasion.policy.default_language
    )
    return fill_text(text, occasion.values(language), language=language)
