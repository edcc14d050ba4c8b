"""The words for whom an incident touches, in its record."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.service.incidents.models import Event
from permanence.world.accounts.models import Organisation

Facts = dict[str, Any]


def say_reckoned(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a new list of customers, with what became different."""
    touched = int(facts.get("possible", 0)) + int(facts.get("confirmed", 0))
    text = ngettext(
        "List %(list)s: %(count)s customer touched",
        "List %(list)s: %(count)s customers touched",
        touched,
    ) % {"list": facts.get("list"), "count": touched}
    told = [text]
    if int(facts.get("list", 1)) > 1:
        changes = {"added": facts.get("added", 0), "gone": facts.get("gone", 0)}
        told.append(_("%(added)s added, %(gone)s gone") % changes)
    return Said(" · ".join(told), "person", is_quiet=True)


def say_judged(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for what a person decided of some customers."""
    count = int(facts.get("customers", 0))
    told = {"who": event.actor_name, "count": count}
    if facts.get("standing") == "excluded":
        text = (
            ngettext(
                "%(who)s excluded %(count)s customer", "%(who)s excluded %(count)s customers", count
            )
            % told
        )
    else:
        text = (
            ngettext(
                "%(who)s confirmed %(count)s customer as touched",
                "%(who)s confirmed %(count)s customers as touched",
                count,
            )
            % told
        )
    if facts.get("reason"):
        text = " · ".join([text, _("“%(reason)s”") % {"reason": facts["reason"]}])
    return Said(text, "person")


def say_assessed(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a list that a person found right."""
    told = {"who": event.actor_name, "list": facts.get("list")}
    return Said(_("%(who)s found list %(list)s of touched customers right") % told, "check", "met")


def say_me_too(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a customer who said that it touches them too."""
    customer = Organisation.objects.filter(pk=event.organisation_id or 0).first()
    told = {"who": event.actor_name, "customer": customer.name if customer else "–"}
    return Said(_("%(who)s of %(customer)s says that it touches them too") % told, "flag")


IMPACT_EVENTS: Final = {
    "impact.reckoned": say_reckoned,
    "impact.judged": say_judged,
    "impact.confirmed": say_assessed,
    "me_too": say_me_too,
}
