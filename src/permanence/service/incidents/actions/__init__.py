"""Leading an incident: each act writes its event and its journal in its own transaction."""

from permanence.service.incidents.actions.chain import erase_event, lock_incident, write_events
from permanence.service.incidents.actions.clocks import (
    meet_clock,
    start_clock,
    start_report_clock,
    withdraw_clock,
)
from permanence.service.incidents.actions.correcting import change_components, correct_occurrence
from permanence.service.incidents.actions.declaring import (
    confirm_suspicion,
    declare_incident,
    dismiss_suspicion,
    suspect_incident,
)
from permanence.service.incidents.actions.ending import close_incident, resolve_incident
from permanence.service.incidents.actions.impact import (
    confirm_impact,
    judge_customers,
    reckon_impact,
)
from permanence.service.incidents.actions.joining import end_joined, join_tickets, leave_incident
from permanence.service.incidents.actions.notifying import draft_report, draft_resolution
from permanence.service.incidents.actions.reaching import hear_notices, hear_reached
from permanence.service.incidents.actions.regulating import (
    change_kind,
    report_regulation,
    waive_regulation,
)
from permanence.service.incidents.actions.signals import confirm_by_signals, say_me_too
from permanence.service.incidents.actions.suspecting import name_component, watch_signs
from permanence.service.incidents.actions.watching import settle_due_clocks

__all__ = [
    "change_components",
    "change_kind",
    "close_incident",
    "confirm_by_signals",
    "confirm_impact",
    "confirm_suspicion",
    "correct_occurrence",
    "declare_incident",
    "dismiss_suspicion",
    "draft_report",
    "draft_resolution",
    "end_joined",
    "erase_event",
    "hear_notices",
    "hear_reached",
    "join_tickets",
    "judge_customers",
    "leave_incident",
    "lock_incident",
    "meet_clock",
    "name_component",
    "reckon_impact",
    "report_regulation",
    "resolve_incident",
    "say_me_too",
    "settle_due_clocks",
    "start_clock",
    "start_report_clock",
    "suspect_incident",
    "waive_regulation",
    "watch_signs",
    "withdraw_clock",
    "write_events",
]
