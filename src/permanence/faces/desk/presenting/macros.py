"""What a macro will do to one ticket, in words, and the plan that does it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.canned import Occasion, list_answers
from permanence.faces.desk.presenting.words import language_name, state_names
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions import Judgement
from permanence.service.tickets.actions.macros import Plan
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.pausing import PAUSING
from permanence.world.accounts.models import Team
from permanence.world.wording.models import Macro
from permanence.world.wording.queries import answer_keyed
from permanence.world.wording.rules import Steps


@dataclass(frozen=True)
class Outlook:
    """A macro beside the ticket that it would change."""

    macro: Macro
    ticket: Ticket
    policy: Policy
    reader: Reader

    @property
    def steps(self) -> Steps:
        """What the macro says."""
        return Steps(**self.macro.steps)

    @property
    def team(self) -> Team | None:
        """The team that has the ticket afterwards."""
        if self.steps.team is None:
            return self.ticket.team
        return Team.objects.filter(pk=self.steps.team).first() or self.ticket.team

    @property
    def state(self) -> str:
        """The state in which the ticket is afterwards."""
        ends = {"resolve": "resolved", "resume": "open"}
        after = ends.get(self.steps.then, self.steps.then)
        if after:
            return after
        moves = self.is_judged or bool(self.steps.answer)
        return "open" if self.ticket.state == "new" and moves else self.ticket.state

    @property
    def is_judged(self) -> bool:
        """Whether it judges the ticket: for the first time, or otherwise than before."""
        ticket, steps = self.ticket, self.steps
        chosen = steps.severity is not None or steps.level is not None
        changed = (steps.severity or ticket.severity, steps.level or ticket.level)
        return chosen and (ticket.triaged_at is None or changed != (ticket.severity, ticket.level))

    @property
    def needs_reason(self) -> bool:
        """Whether the act wants a reason: for another judgement, or for a pause by itself."""
        steps = self.steps
        waits = steps.then in PAUSING and not (steps.answer and steps.then == "waiting_customer")
        return waits or (self.is_judged and self.ticket.triaged_at is not None)

    def first_words(self) -> dict[str, str]:
        """Return the texts that the macro suggests, filled for this ticket."""
        reply = ""
        found = self.steps.answer and answer_keyed(
            self.ticket.desk_id, self.steps.answer, specialist=self.reader.specialist.pk
        )
        if found:
            occasion = Occasion(self.ticket, self.policy, self.reader)
            reply = list_answers([found], occasion)[0]["text"]
        return {"reply": reply, "note": self.steps.note, "reason": self.steps.reason}

    def list_changes(self) -> list[str]:
        """Return what will happen, a line each; what stays as it is has none."""
        ticket, steps, states = self.ticket, self.steps, state_names()
        assignee = ticket.assignee.name if ticket.assignee else ""
        after = self.reader.specialist.name if steps.is_taken else assignee
        grades = [
            (_("Severity"), ticket.severity, steps.severity or ticket.severity),
            (_("Level"), ticket.level, steps.level or ticket.level),
        ]
        people = [
            (_("Team"), ticket.team and ticket.team.name, self.team and self.team.name),
            (_("Assignee"), assignee, after),
            (_("State"), states[ticket.state], states[self.state]),
        ]
        told = {"name": ticket.contact.name, "language": language_name(ticket.language)}
        texts = [
            _("The answer below is sent to %(name)s, in %(language)s.") % told
            if steps.answer
            else "",
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

    def mark(self) -> str:
        """Return the mark of what was looked at: another ticket or macro has another one."""
        shown = (self.macro.number, self.ticket.state, self.list_changes())
        return sha256(repr(shown).encode()).hexdigest()

    def plan(self, words: dict[str, str]) -> Plan:
        """Return what is carried out, with the words that were written."""
        ticket, steps = self.ticket, self.steps
        assignee = self.reader.specialist if steps.is_taken else ticket.assignee
        reason = words.get("reason", "")
        judgement = Judgement(
            level=steps.level or ticket.level or 0,
            severity=steps.severity or ticket.severity or 0,
            team=self.team,
            assignee=assignee,
            reason=reason,
        )
        changes_hands = (self.team, assignee) != (ticket.team, ticket.assignee)
        return Plan(
            title=self.macro.title,
            judgement=judgement if self.is_judged else None,
            given_to=(self.team, assignee) if changes_hands else None,
            note=words.get("note", ""),
            reply=words.get("reply", ""),
            then=steps.then,
            reason=reason,
        )
