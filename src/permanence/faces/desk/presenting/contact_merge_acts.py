"""The words for two records of one person that became one, and for two again."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

MERGE_ACTS: Final = ("contact.merged", "contact.merge_undone")
REQUEST_ACTS: Final = ("ticket.contact_merged", "ticket.contact_parted")


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


def say_contact_merge(act: Act, facts: dict[str, object], reader: Reader) -> Said:
    """Words in the file whose contact became another."""
    told = {
        "who": act.actor_name or "Permanence",
        "was": facts.get("was", ""),
        "now": facts.get("now", ""),
    }
    if act.act == "ticket.contact_parted":
        text = _("%(who)s undid the merge of contacts: of %(now)s again, no longer of %(was)s")
    else:
        text = _("%(who)s merged the contact %(was)s into %(now)s")
    return Said(text % told, "person")
