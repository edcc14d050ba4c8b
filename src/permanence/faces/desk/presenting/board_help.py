"""On the board: how far articles on the portal spare customers a request."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from permanence.service.knowledge.queries import Helping


def show_helping(counted: Helping) -> list[dict[str, str]]:
    """Return the counts of the portal's articles; none where nobody reads any."""
    if counted == Helping():
        return []
    return [
        {"label": label, "said": number_format(number, force_grouping=True)}
        for label, number in (
            (_("Articles read"), counted.read),
            (_("Said that it helped"), counted.helped),
            (_("of these, instead of a request"), counted.spared),
            (_("Said that it did not help"), counted.not_helped),
            (_("Requests written after reading"), counted.written),
        )
    ]
