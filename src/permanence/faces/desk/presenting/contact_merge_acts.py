"""The words for two records of one person that became one, and for two again."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

MERGE_ACTS: Final = ("contact.merged", "contact.merge_undone")
REQUEST_ACTS: Final = ("ticket.contact_merged", "ticket.contact_parted", "ticket.contact_left")


def tell_contact_merge(act: Act) -> str:
    """Return who was merged into whom, with how many requests; or that it was undone."""
    told = {"name": act.facts["name"], "to": act.facts["to"]}
    if act.act == "contact.merge_undone":
        return _("The merge of %(name)s into %(to)s was undone") % told
    count = int(act.facts["tickets"])
    if not count:
        return _("%(name)s was merged into %(to)s") % told
    text = ngettext(
        "%(name)s was merged into %(to)s, with %(count)s request",
        "%(name)s was merged into %(to)s, with %(count)s requests",
        count,
    )
    return text % (told | {"count": count})


def tell_succession(act: Act) -> str:
    """Return who took over from whom, with how many requests."""
    count = int(act.facts["tickets"])
    text = ngettext(
        "%(to)s took over %(count)s open request from %(name)s",
        "%(to)s took over %(count)s open requests from %(name)s",
        count,
    )
    return text % {"name": act.facts["name"], "to": act.facts["to"], "count": count}


def say_contact_merge(act: Act, facts: dict[str, object], reader: Reader) -> Said:
    """Words in the file whose contact became another."""
    told = {
        "who": act.actor_name or "Permanence",
        "was": facts.get("was", ""),
        "now": facts.get("now", ""),
    }
    if act.act == "ticket.contact_parted":
        text = _("%(who)s undid the merge of contacts: of %(now)s again, no longer of %(was)s")
    elif act.act == "ticket.contact_left":
        text = _("%(who)s noted that %(was)s has left; %(now)s takes over")
    else:
        text = _("%(who)s merged the contact %(was)s into %(now)s")
    return Said(text % told, "person")
