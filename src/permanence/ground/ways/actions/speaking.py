"""What is said to who picks up a phone, in their language."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.ways.models import Call
from permanence.ground.ways.rules.replies import spell_out
from permanence.ground.ways.rules.spoken import Script


def write_script(call: Call) -> Script:
    """Return what a phone call says: the text, the number figure by figure, and which keys do."""
    with translation.override(call.language):
        lines = [call.spoken or call.text]
        if call.reference:
            lines.append(_("The number is: %(number)s.") % {"number": spell_out(call.reference)})
        lines.append(_("Press 1 to take it over. Press 2 to pass it on."))
        return Script(
            language=call.language,
            lines=tuple(lines),
            taken=_("Thank you. You have taken it over. Goodbye."),
            passed=_("It is passed on. Goodbye."),
            unclear=_("This key says nothing."),
        )
