"""What a macro will do to one ticket, in words."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import language_within, state_names
from permanence.service.tickets.actions.planning import Course
from permanence.world.wording.queries import standing_files


@dataclass(frozen=True)
class Outlook(Course):
    """A macro beside the ticket that it would change, as a reader looks at it."""

    def list_changes(self) -> list[str]:
        """Return what will happen, a line each; what stays as it is has none."""
        ticket, steps, states = self.ticket, self.steps, state_names()
        assignee = ticket.assignee.name if ticket.assignee else ""
        after = self.taker.name if steps.is_taken else assignee
        grades = [
            (_("Severity"), ticket.severity, steps.severity or ticket.severity),
            (_("Level"), ticket.level, steps.level or ticket.level),
        ]
        people = [
            (_("Team"), ticket.team and ticket.team.name, self.team and self.team.name),
            (_("Assignee"), assignee, after),
            (_("State"), states[ticket.state], states[self.state]),
        ]
        told = {"name": ticket.contact.name, "language": language_within(ticket.language)}
        texts = [
            _("The answer below is sent to %(name)s, in %(language)s.") % told
            if steps.answer
            else "",
            self.say_files(),
            _("The note below is kept.") if steps.note else "",
        ]
        lines = [
            f"{label}: {before or '–'} → {then or '–'}"
            for label, before, then in (*grades, *people)
            if before != then
        ]
        if self.is_judged and ticket.triaged_at is None:
            lines.append(_("The triage is done with it."))
        return [*lines, *filter(None, texts)]

    def say_files(self) -> str:
        """Return which files go with the answer; empty for none."""
        found = self.answer
        files = standing_files([found.pk]).get(found.pk, []) if found else []
        told = {"files": ", ".join(one.name for one in files)}
        return _("With it goes: %(files)s") % told if files else ""

    def mark(self) -> str:
        """Return the mark of what was looked at: another ticket or macro has another one."""
        shown = (self.macro.number, self.ticket.state, self.list_changes())
        return sha256(repr(shown).encode()).hexdigest()
