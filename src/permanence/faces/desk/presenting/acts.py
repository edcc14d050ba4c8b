"""The words for every act that the journal records on a ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.agreement_acts import SHAPES, tell_agreement
from permanence.faces.desk.presenting.article_acts import USING, say_using
from permanence.faces.desk.presenting.asking import say_asking
from permanence.faces.desk.presenting.assigning_acts import say_given
from permanence.faces.desk.presenting.automation_acts import say_rule
from permanence.faces.desk.presenting.blocking import BLOCKING, say_blocking
from permanence.faces.desk.presenting.bulk_words import say_bulk
from permanence.faces.desk.presenting.call_acts import say_call_taken
from permanence.faces.desk.presenting.climb_acts import CLIMB_SHAPES, QUIET_CLIMBS, tell_climb
from permanence.faces.desk.presenting.contact_merge_acts import REQUEST_ACTS, say_contact_merge
from permanence.faces.desk.presenting.enquiry_acts import SAID_BY_ENQUIRY, say_enquiry
from permanence.faces.desk.presenting.environment_acts import say_named
from permanence.faces.desk.presenting.escalation_acts import ESCALATING, say_escalating
from permanence.faces.desk.presenting.finding_acts import FINDING_SHAPES, say_finding
from permanence.faces.desk.presenting.holding_acts import HOLDING_SHAPES, say_holding
from permanence.faces.desk.presenting.joining_acts import JOINING, say_joining
from permanence.faces.desk.presenting.kinds import kind_names
from permanence.faces.desk.presenting.link_acts import LINKING, say_linking
from permanence.faces.desk.presenting.merge_acts import MERGING, is_said_by_merge, tell_merge
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.passing import say_facts, say_passing
from permanence.faces.desk.presenting.redaction_acts import REDACTING, say_redacting
from permanence.faces.desk.presenting.retention_acts import KEEPING, say_keeping
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.secrecy_acts import SECRECY, say_secrecy_act
from permanence.faces.desk.presenting.snooze_acts import SNOOZING, say_snoozing
from permanence.faces.desk.presenting.solving import say_solved
from permanence.faces.desk.presenting.suggestion_acts import say_set_aside, say_shown
from permanence.faces.desk.presenting.time_acts import TIME_SHAPES, tell_time
from permanence.faces.desk.presenting.words import state_names
from permanence.faces.ui.moments import say_span
from permanence.faces.ui.promises import promise_names
from permanence.faces.ui.templatetags.ui import CHANNELS
from permanence.ground.journal.models import Act
from permanence.service.tickets.rules.pausing import PAUSING

Facts = dict[str, Any]
Sayer = Callable[[Act, Facts, Reader], Said]
SAID_BY_ENTRY = frozenset({"ticket.answered", "ticket.noted", "ticket.customer_wrote"})
SAID_BY_TRACE = frozenset({"ticket.trace_added"})
HIDDEN = SAID_BY_ENTRY | SAID_BY_TRACE | SAID_BY_ENQUIRY | {"ticket.answer_held"}
LATE_WATCH = 1.0


def say_act(act: Act, reader: Reader) -> Said | None:
    """Return an act in the reader's words; None where an entry says it already."""
    if act.act in HIDDEN or is_said_by_merge(act):
        return None
    sayer = SAYERS.get(act.act)
    if sayer is None:
        return Said(act.act, "dot", is_quiet=True)
    return sayer(act, act.facts, reader)


def who(act: Act) -> str:
    """Return who did it, or the product itself."""
    return act.actor_name or "Permanence"


def say_opened(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a request received."""
    channel = str(CHANNELS[facts["channel"]][1]) if facts.get("channel") in CHANNELS else ""
    text = _("Received by %(channel)s; the reference was given") % {"channel": channel}
    return Said(text, "flag", is_quiet=True)


def say_confirmed(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a confirmation posted."""
    return Said(
        _("Confirmation sent to %(to)s") % {"to": facts.get("to", "")}, "mail", is_quiet=True
    )


def say_machine(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for an automatic message that arrived."""
    text = _("An automatic message arrived (%(kind)s); nobody was answered")
    return Said(text % {"kind": facts.get("kind", "")}, "mail", is_quiet=True)


def say_bounced(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a mail that came back."""
    text = _("A message could not be delivered: %(answer)s")
    return Said(text % {"answer": facts.get("answer", "")}, "alert", "at_risk")


def say_triaged(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a judgement."""
    found = {"who": who(act), "severity": facts["severity"], "level": facts["level"]}
    if act.act == "ticket.judged_again":
        text = _("%(who)s changed the judgement: severity %(severity)s, level %(level)s") % found
    else:
        text = _("%(who)s set severity %(severity)s, level %(level)s") % found
    kind = filter(None, [kind_names().get(str(facts.get("kind", "")))])
    told = [*people_of(facts), *reason_of(facts), *say_shown(facts)]
    return Said(" · ".join([text, *kind, *told]), "flag")


def say_assigned(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for an assignment."""
    people = people_of(facts) or [_("nobody")]
    text = _("%(who)s gave it to %(people)s") % {"who": who(act), "people": " · ".join(people)}
    return Said(text, "person")


def people_of(facts: Facts) -> list[str]:
    """Return the team and the person named."""
    return [facts[key] for key in ("team", "assignee") if facts.get(key)]


def reason_of(facts: Facts) -> list[str]:
    """Return the reason given, in quotation marks."""
    return [_("“%(reason)s”") % {"reason": facts["reason"]}] if facts.get("reason") else []


def say_state(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a change of state."""
    before, after = facts.get("before"), facts.get("after")
    name = state_names().get(str(after), str(after))
    ended = {"resolved": "check", "closed": "check", "merged": "link"}
    if before in ended and after not in ended:
        text = _("%(who)s opened it again") % {"who": who(act)}
        return Said(" · ".join([text, *reason_of(facts)]), "again", "at_risk")
    text = _("%(who)s: now %(state)s") % {"who": who(act), "state": name}
    if after in ended:
        return Said(text, ended[str(after)], "met")
    icon = "pause" if after in PAUSING else "dot"
    return Said(" · ".join([text, *reason_of(facts)]), icon, is_quiet=icon == "dot")


def say_moved(act: Act, facts: Facts, reader: Reader) -> Said:
    """The contact was put into an organisation, and the file went with it."""
    told = {"who": who(act), "name": facts["name"]}
    return Said(_("%(who)s put the contact into %(name)s; this file went along") % told, "folder")


def say_merged(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for two files of one matter, or for two again."""
    text = tell_merge(act.act, who(act), str(facts.get("reference", "")))
    return Said(" · ".join([text, *reason_of(facts)]), "link")


def say_corrected(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a span of the past that was corrected."""
    told = {
        "who": who(act),
        "state": state_names().get(str(facts.get("state")), ""),
        "since": say_moment_text(facts.get("since"), reader),
        "until": say_moment_text(facts.get("until"), reader),
    }
    text = _("%(who)s corrected the past: %(state)s from %(since)s to %(until)s") % told
    return Said(" · ".join([text, *reason_of(facts)]), "pause", "at_risk")


def say_agreed(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a delivery date that was agreed, or is no longer."""
    if act.act == "ticket.agreement_ended":
        return Said(_("The agreed date no longer stands"), "clock")
    due = say_moment_text(facts.get("due"), reader)
    return Said(_("Both sides agreed on delivery by %(due)s") % {"due": due}, "check", "met")


def say_agreement(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for what either side did about an agreement."""
    return Said(*tell_agreement(act.act, who(act), facts, reader))


def say_call(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for an answer by phone."""
    told = {"who": who(act), "when": say_moment_text(facts.get("called_at"), reader)}
    return Said(_("%(who)s called the customer, %(when)s") % told, "person", is_quiet=True)


def say_terms(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a policy or contract that changed under an open request."""
    if facts.get("cause") == "contract":
        return Said(_("The contract changed; the promises were reckoned anew"), "book")
    return Said(_("A new version of the policy holds; it is better here"), "book")


def say_explained(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for the reason of a broken promise."""
    told = {"who": who(act), "promise": promise_of(facts)}
    text = _("%(who)s said why it was late: %(promise)s") % told
    return Said(" · ".join([text, *reason_of(facts)]), "alert")


def promise_of(facts: Facts) -> str:
    """Return the name of the promise an act is about."""
    return promise_names().get(str(facts.get("promise")), str(facts.get("promise")))


def say_made(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a promise made."""
    named = {"promise": promise_of(facts), "due": say_moment_text(facts.get("due"), reader)}
    if not named["due"]:
        return Said(_("%(promise)s: the clock stands still") % named, "pause", is_quiet=True)
    return Said(_("%(promise)s is due by %(due)s") % named, "clock", is_quiet=True)


def say_met(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a promise kept, perhaps too late."""
    named = {"promise": promise_of(facts), "due": say_moment_text(facts.get("due"), reader)}
    if facts.get("late"):
        return Said(
            _("%(promise)s: done, but late; it was due %(due)s") % named, "check", "overdue"
        )
    text = _("%(promise)s: kept; it was due %(due)s") if named["due"] else _("%(promise)s: kept")
    return Said(text % named, "check", "met", is_quiet=True)


def say_clock(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a clock that reached one of its marks, with how late the watch was."""
    named = {"promise": promise_of(facts), "due": say_moment_text(facts.get("due"), reader)}
    texts = {
        "commitment.warned": _("%(promise)s at risk: due %(due)s"),
        "commitment.climbed": _("%(promise)s climbs the ladder before it is due, %(due)s"),
        "commitment.missed": _("%(promise)s is overdue: it was due %(due)s"),
    }
    shapes = {
        "commitment.warned": ("hourglass", "at_risk"),
        "commitment.climbed": ("climb", "at_risk"),
        "commitment.missed": ("alarm", "overdue"),
    }
    text = texts[act.act] % named
    late = float(facts.get("late_by") or 0)
    if late > LATE_WATCH:
        text += " · " + say_late(late, facts, reader)
    return Said(text, *shapes[act.act])


def say_late(late: float, facts: Facts, reader: Reader) -> str:
    """Return how late the watch was, and why: from when to when nobody watched."""
    if not facts.get("unwatched_from"):
        return _("noticed %(seconds)s s late") % {"seconds": round(late)}
    named = {
        "span": say_span(timedelta(seconds=round(late))),
        "since": say_moment_text(facts["unwatched_from"], reader),
        "until": say_moment_text(facts.get("unwatched_to"), reader),
    }
    return _("noticed %(span)s late: nobody watched from %(since)s to %(until)s") % named


def say_climb(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for what happened on the ladder."""
    icon, tone = CLIMB_SHAPES[act.act]
    told = [tell_climb(act.act, who(act), dict(facts), reader), *reason_of(facts)]
    return Said(" · ".join(told), icon, tone, is_quiet=act.act in QUIET_CLIMBS)


def say_letter(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for what a person decided about a letter that waited."""
    texts = {
        "letter.attached": _("%(who)s brought a message here that had been held"),
        "letter.opened": _("%(who)s opened this from a message that had been held"),
    }
    return Said(texts[act.act] % {"who": who(act)}, "hold")


def say_time(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for time that was spent, taken back or asked for."""
    icon, tone = TIME_SHAPES[act.act]
    return Said(tell_time(act, facts), icon, tone, is_quiet=act.act == "time.logged")


def say_macro(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for several changes made in one act."""
    told = {"who": who(act), "title": facts.get("title", "")}
    return Said(_("%(who)s carried out “%(title)s”") % told, "list")


SAYERS: dict[str, Sayer] = {
    "ticket.opened": say_opened,
    "ticket.confirmed": say_confirmed,
    "ticket.machine_wrote": say_machine,
    "ticket.bounced": say_bounced,
    "ticket.triaged": say_triaged,
    "ticket.judged_again": say_triaged,
    "ticket.assigned": say_assigned,
    "ticket.given": say_given,
    "ticket.installation_named": say_named,
    "ticket.suggestion_dismissed": say_set_aside,
    "ticket.macro": say_macro,
    "ticket.bulk": say_bulk,
    "ticket.rule": say_rule,
    "ticket.state": say_state,
    "ticket.called": say_call,
    "ticket.call_taken": say_call_taken,
    "ticket.terms_changed": say_terms,
    "ticket.corrected": say_corrected,
    "ticket.moved": say_moved,
    "ticket.agreed": say_agreed,
    "ticket.agreement_ended": say_agreed,
    **dict.fromkeys(USING, say_using),
    **dict.fromkeys(JOINING, say_joining),
    **dict.fromkeys(BLOCKING, say_blocking),
    **dict.fromkeys(MERGING, say_merged),
    **dict.fromkeys(REQUEST_ACTS, say_contact_merge),
    **dict.fromkeys(LINKING, say_linking),
    **dict.fromkeys(SNOOZING, say_snoozing),
    **dict.fromkeys(REDACTING, say_redacting),
    **dict.fromkeys(KEEPING, say_keeping),
    **dict.fromkeys(SECRECY, say_secrecy_act),
    **dict.fromkeys(SHAPES, say_agreement),
    **dict.fromkeys(TIME_SHAPES, say_time),
    **dict.fromkeys(FINDING_SHAPES, say_finding),
    **dict.fromkeys(ESCALATING, say_escalating),
    "ticket.solved": say_solved,
    "ticket.file_asked": say_asking,
    "ticket.file_settled": say_asking,
    "ticket.handed_over": say_passing,
    "ticket.facts_told": say_facts,
    **dict.fromkeys(HOLDING_SHAPES, say_holding),
    "enquiry.closed": say_enquiry,
    "commitment.explained": say_explained,
    "commitment.made": say_made,
    "commitment.met": say_met,
    "commitment.warned": say_clock,
    "commitment.climbed": say_clock,
    "commitment.missed": say_clock,
    **dict.fromkeys(CLIMB_SHAPES, say_climb),
    "letter.attached": say_letter,
    "letter.opened": say_letter,
}
