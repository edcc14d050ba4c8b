"""The words for what was done about an enquiry with a third party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

# What was written to them and by them stands in the timeline itself.
SAID_BY_ENQUIRY = frozenset({"enquiry.sent", "enquiry.heard"})


def say_enquiry(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for an enquiry that was closed."""
    told = {"who": act.actor_name, "name": facts.get("who", "")}
    return Said(_("%(who)s closed the enquiry with %(name)s") % told, "globe", is_quiet=True)
