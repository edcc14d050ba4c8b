"""The words for what an incident itself went through, and for its clocks."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.incident_words import name_clock, since_names
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.service.incidents.models import Event
from permanence.service.incidents.rules.regulating import REPORTED
from permanence.world.accounts.models import Organisation

Facts = dict[str, Any]


def who(event: Event) -> str:
    """Return who did it, or the product itself."""
    return event.actor_name or "Permanence"


def with_reason(text: str, facts: Facts) -> str:
    """Return a sentence with the reason that was given."""
    if not facts.get("reason"):
        return text
    return " · ".join([text, _("“%(reason)s”") % {"reason": facts["reason"]}])


def say_opened(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for an incident that was declared or suspected."""
    told = {"who": who(event), "title": facts.get("title", "")}
    if event.kind == "suspected":
        text = _("%(who)s suspects an incident: %(title)s") % told
        reasons = [str(one) for one in facts.get("reasons", ())]
        return Said(" · ".join([text, *reasons]), "hourglass", "at_risk")
    return Said(_("%(who)s declared an incident: %(title)s") % told, "alarm", "overdue")


def say_decided(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what became of a suspicion."""
    told = {"who": who(event)}
    if event.kind == "confirmed":
        return Said(_("%(who)s confirmed that it is an incident") % told, "alarm", "overdue")
    text = _("%(who)s found that it is no incident") % told
    return Said(with_reason(text, facts), "cross")


def say_corrected(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for an occurrence that turned out to be another."""
    told = {
        "who": who(event),
        "before": say_moment_text(facts.get("from"), reader),
        "after": say_moment_text(facts.get("to"), reader),
    }
    text = _("%(who)s corrected the occurrence from %(before)s to %(after)s") % told
    return Said(with_reason(text, facts), "clock", "at_risk")


def say_kind_changed(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a disruption that turned out to be a breach, or the other way round."""
    if facts.get("to") == "security":
        text = _("%(who)s found that it is a security breach") % {"who": who(event)}
    else:
        text = _("%(who)s found that it is a disruption") % {"who": who(event)}
    return Said(with_reason(text, facts), "flag", "at_risk")


def say_components(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what is touched now."""
    return Said(_("%(who)s changed what is touched") % {"who": who(event)}, "list")


def say_ended(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for an incident that is over."""
    told = {"who": who(event), "cause": facts.get("cause", "")}
    if event.kind == "closed":
        return Said(_("%(who)s closed the incident") % told, "check")
    return Said(_("%(who)s resolved the incident: %(cause)s") % told, "check", "met")


def say_erased(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what was taken out of the record."""
    told = {"who": who(event), "number": facts.get("number", "")}
    return Said(with_reason(_("%(who)s erased event %(number)s") % told, facts), "lock", "at_risk")


def name_clock_of(event: Event, facts: Facts) -> str:
    """Return what a clock is for, and for which customer where it runs for one alone."""
    name = name_clock(str(facts.get("key", "")), event.incident)
    if event.organisation_id is None:
        return name
    customer = Organisation.objects.filter(pk=event.organisation_id).first()
    return " · ".join([name, customer.name]) if customer else name


def say_clock(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a clock."""
    told = {
        "clock": name_clock_of(event, facts),
        "since": since_names().get(str(facts.get("since")), ""),
        "goal": say_moment_text(facts.get("goal"), reader),
        "limit": say_moment_text(facts.get("limit"), reader),
    }
    if event.kind == "clock.met":
        if facts.get("missed"):
            text = _("%(clock)s, %(since)s: done, after the limit of %(limit)s") % told
            return Said(with_reason(text, facts), "check", "overdue")
        text = _("%(clock)s, %(since)s: done in time") % told
        return Said(with_reason(text, facts), "check", "met")
    text, icon, tone = {
        "clock.started": (_("%(clock)s, %(since)s: until %(limit)s"), "clock", ""),
        "clock.warned": (_("%(clock)s, %(since)s: the goal has passed"), "hourglass", "at_risk"),
        "clock.missed": (
            _("%(clock)s, %(since)s: the limit of %(limit)s has passed"),
            "alarm",
            "overdue",
        ),
        "clock.withdrawn": (_("%(clock)s, %(since)s: stands no longer"), "clock", ""),
    }[event.kind]
    is_quiet = event.kind in {"clock.started", "clock.withdrawn"}
    return Said(with_reason(text % told, facts), icon, tone, is_quiet=is_quiet)


def say_reported(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what was reported by law."""
    told = {"who": who(event), "clock": name_clock(str(facts.get("key", "")), event.incident)}
    text = _("%(who)s noted what was reported: %(clock)s") % told
    quote = _("“%(reason)s”") % {"reason": facts.get("text", "")}
    return Said(" · ".join([text, quote]), "flag", "met")


CORE_EVENTS: Final = {
    "suspected": say_opened,
    "declared": say_opened,
    "confirmed": say_decided,
    "dismissed": say_decided,
    "occurrence_corrected": say_corrected,
    "kind_changed": say_kind_changed,
    "components_changed": say_components,
    "resolved": say_ended,
    "closed": say_ended,
    "erased": say_erased,
    "clock.started": say_clock,
    "clock.met": say_clock,
    "clock.warned": say_clock,
    "clock.missed": say_clock,
    "clock.withdrawn": say_clock,
    REPORTED: say_reported,
}
