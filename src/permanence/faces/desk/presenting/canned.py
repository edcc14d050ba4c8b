"""Canned answers filled for one ticket, and the questions after facts that are missing."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.asking_words import wanted_names
from permanence.faces.desk.presenting.words import language_within
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.tickets.actions.asking import files_wanted
from permanence.service.tickets.actions.filling import Occasion, fill_answer
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.facts import missing_facts
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.queries import standing_files
from permanence.world.wording.rules import Filled

Shown = dict[str, Any]
SHOWN_OF_TEXT = 120


def list_answers(answers: list[CannedAnswer], occasion: Occasion) -> list[Shown]:
    """Return canned answers as they would be sent to this customer."""
    files = standing_files([answer.pk for answer in answers])
    return [
        show_answer(answer, fill_answer(answer, occasion), occasion.ticket)
        | {"files": [one.name for one in files.get(answer.pk, ())]}
        for answer in answers
    ]


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
    told = {"mark": f"[{language}]", "language": language_within(ticket.language)}
    return _("%(mark)s This text is not there in the customer's language: %(language)s.") % told


def ask_for_missing(ticket: Ticket, policy: Policy) -> str:
    """Return a kind message that asks for the facts that are missing, in the customer's language.

    Nothing is missing: nothing is written.
    """
    lacking = missing_facts(policy.facts, ticket.facts, ticket.waived)
    wanted = files_wanted(ticket)
    if not lacking and not wanted:
        return ""
    name = ticket.contact.name
    with translation.override(ticket.language):
        hello = _("Hello,") if "@" in name else _("Hello %(name)s,") % {"name": name}
        asked = [say(fact.ask, ticket.language, policy.default_language) for fact in lacking]
        asked += [f"{wanted_names()[file.what]}: {file.question}" for file in wanted]
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
