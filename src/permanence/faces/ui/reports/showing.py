"""Lines of figures as the templates of both faces read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from permanence.faces.ui.reports.sections import Entry, Section
from permanence.faces.ui.reports.words import kind_names, say_number, say_share, verdict_names
from permanence.overview.reports.rules import VERDICTS, WHOLE, Line, sum_up

Shown = dict[str, Any]
# Gives the address of the promises of a line, to which a verdict is added; "" where there is none.
Link = Callable[[Entry], str]


def link_nowhere(_entry: Entry) -> str:
    """Return no address: the figures stand alone."""
    return ""


def show_whole(lines: Sequence[Line], *, link: Link = link_nowhere) -> list[Shown]:
    """Return the figures of a whole report, a line for each kind of promise."""
    names = kind_names()
    return [show_line(Entry(names[line.kind], line, {}), link=link) for line in sum_up(lines)]


def show_section(section: Section, *, link: Link = link_nowhere) -> Shown:
    """Return one table of figures."""
    return {
        "id": section.key,
        "title": section.title,
        "about": section.about,
        "rows": [
            show_line(entry, link=link) | {"again": place > 0 and before.label == entry.label}
            for place, (before, entry) in enumerate(pair_up(section.entries))
        ],
    }


def pair_up(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Return each line with the one before it; the first with itself."""
    return list(zip([*entries[:1], *entries], entries, strict=False))


def show_line(entry: Entry, *, link: Link) -> Shown:
    """Return one line of figures; `link` gives the address of the promises behind each."""
    tally, names, address = entry.line.tally, verdict_names(), link(entry)
    return {
        "label": entry.label,
        "kind": kind_names()[entry.line.kind],
        "counts": [
            {
                "key": verdict,
                "label": names[verdict],
                "said": say_number(getattr(tally, verdict)),
                "url": f"{address}&verdict={verdict}"
                if address and getattr(tally, verdict)
                else "",
            }
            for verdict in VERDICTS
        ],
        "share": say_share(tally.share),
        "part": tally.share,
        "whole": WHOLE,
        "tone": "met" if tally.share == WHOLE else "part",
    }
