"""The words for what customers were told of an incident, in its record."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.written_notices import stage_names
from permanence.service.incidents.models import Event
from permanence.world.accounts.models import Organisation

Facts = dict[str, Any]


def say_drafted(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a notice that waits to be approved."""
    count = int(facts.get("customers", 0))
    told = {"stage": name_stage(facts), "count": count}
    text = ngettext(
        "%(stage)s drafted for %(count)s customer",
        "%(stage)s drafted for %(count)s customers",
        count,
    )
    return Said(text % told, "write", is_quiet=True)


def say_released(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a notice that went out, by whose decision."""
    count = int(facts.get("customers", 0))
    told = {"stage": name_stage(facts), "count": count, "who": facts.get("released_by", "")}
    text = ngettext(
        "%(stage)s sent to %(count)s customer, released by %(who)s",
        "%(stage)s sent to %(count)s customers, released by %(who)s",
        count,
    )
    return Said(text % told, "mail")


def say_reached(event: Event, facts: Facts, reader: Reader) -> Said:
    """Words for a customer whom a notice reached."""
    customer = Organisation.objects.filter(pk=event.organisation_id or 0).first()
    told = {"stage": name_stage(facts), "customer": customer.name if customer else ""}
    return Said(_("%(stage)s: %(customer)s has it") % told, "check", is_quiet=True)


def name_stage(facts: Facts) -> str:
    """Return which news a notice brought."""
    return stage_names().get(str(facts.get("stage", "")), str(facts.get("stage", "")))


NOTICE_EVENTS: Final = {
    "notice.drafted": say_drafted,
    "notice.released": say_released,
    "notice.reached": say_reached,
}
