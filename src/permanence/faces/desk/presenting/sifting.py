"""What of a ticket's timeline is shown: everything, what was said, one channel, notes, events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.timeline import CHANNELS

Shown = dict[str, Any]
# A file that fits on a screen is read whole.
WORTH_SIFTING: Final = 6
SAID: Final = frozenset({"in", "out"})
KINDS: Final[dict[str, frozenset[str]]] = {
    "said": SAID,
    "note": frozenset({"note"}),
    "trace": frozenset({"trace"}),
    "outside": frozenset({"enquiry"}),
    "event": frozenset({"event", "events"}),
}


def sift_timeline(items: Sequence[Shown], asked: str, *, url: str) -> Shown:
    """Return the items that were asked for, and the choices: each with how many it shows.

    What is asked for and is not there shows everything; one who reads never faces an empty file.
    """
    counts = {key: count_items(items, key) for key in list_choices(items)}
    shows = asked if counts.get(asked) else ""
    whole = {"show": shows} if shows else {}
    return {
        "timeline": [one for one in items if is_shown(one, shows)] if shows else list(items),
        "sieve": show_choices(counts, shows, url=url) if is_worth_it(items, counts) else [],
        "timeline_url": f"{url}?{urlencode({'part': 'timeline', **whole})}",
    }


def list_choices(items: Sequence[Shown]) -> list[str]:
    """Return what can be asked for; a channel by itself only where there are several."""
    used = {one["channel"] for one in items if one["kind"] in SAID} & CHANNELS
    channels = sorted(used) if len(used) > 1 else []
    return ["said", *channels, "note", "trace", "outside", "event"]


def is_shown(item: Shown, choice: str) -> bool:
    """Say whether an item is of what was asked for."""
    if choice in KINDS:
        return item["kind"] in KINDS[choice]
    return item["kind"] in SAID and item["channel"] == choice


def count_items(items: Sequence[Shown], choice: str) -> int:
    """Return how many items a choice shows, those that are folded too."""
    return sum(one.get("count", 1) for one in items if is_shown(one, choice))


def is_worth_it(items: Sequence[Shown], counts: dict[str, int]) -> bool:
    """Say whether choosing helps: there is much, and of more than one kind."""
    return len(items) >= WORTH_SIFTING and sum(map(bool, counts.values())) > 1


def show_choices(counts: dict[str, int], shows: str, *, url: str) -> list[Shown]:
    """Return the choices, everything first; what is not there is not offered."""
    names = choice_names()
    everything = sum(counts[key] for key in KINDS)
    offered = {"": everything} | {key: count for key, count in counts.items() if count}
    return [
        {
            "label": names[key],
            "count": count,
            "url": f"{url}?{urlencode({'show': key})}" if key else url,
            "part_url": f"{url}?{urlencode({'part': 'timeline', 'show': key})}",
            "current": key == shows,
        }
        for key, count in offered.items()
    ]


def choice_names() -> dict[str, str]:
    """Return what each choice is called."""
    return {
        "": _("Everything"),
        "said": _("Messages"),
        "call": _("Calls"),
        "fax": _("Faxes"),
        "mail": _("Mails"),
        "portal": _("Portal"),
        "note": _("Notes"),
        "trace": _("Message traces"),
        "outside": _("Third parties"),
        "event": _("Events"),
    }
