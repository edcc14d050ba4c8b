"""What a macro comes to on one ticket: what it changes, and the plan that does it."""

from __future__ import annotations

from dataclasses import dataclass

from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.filling import Occasion, fill_answer
from permanence.service.tickets.actions.macros import Plan
from permanence.service.tickets.actions.triaging import Judgement
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.pausing import WAITING
from permanence.world.accounts.models import Specialist, Team
from permanence.world.wording.models import CannedAnswer, Macro
from permanence.world.wording.queries import answer_keyed
from permanence.world.wording.rules import Steps


@dataclass(frozen=True)
class Course:
    """A macro beside the ticket that it would change; `taker` carries it out."""

    macro: Macro
    ticket: Ticket
    policy: Policy
    taker: Specialist

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
        waits = steps.then in WAITING and not (steps.answer and steps.then == "waiting_customer")
        return waits or (self.is_judged and self.ticket.triaged_at is not None)

    @property
    def answer(self) -> CannedAnswer | None:
        """The canned answer that is sent; None when there is none that the taker may use."""
        key, desk = self.steps.answer, self.ticket.desk_id
        return answer_keyed(desk, key, specialist=self.taker.pk) if key else None

    def first_words(self) -> dict[str, str]:
        """Return the texts that the macro suggests, filled for this ticket."""
        found, reply = self.answer, ""
        if found:
            reply = fill_answer(found, Occasion(self.ticket, self.policy, self.taker)).text
        return {"reply": reply, "note": self.steps.note, "reason": self.steps.reason}

    def plan(self, words: dict[str, str]) -> Plan:
        """Return what is carried out, with the words that were written."""
        ticket, steps = self.ticket, self.steps
        assignee = self.taker if steps.is_taken else ticket.assignee
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
            enclosed=self.answer,
            then=steps.then,
            reason=reason,
        )
