"""Lines of a report drawn in one go: a page has hundreds of figures and instants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from permanence.faces.ui.templatetags.ui import grouped

Shown = Mapping[str, Any]


def draw_lines(rows: Iterable[Shown]) -> SafeString:
    """Return the lines of a table of figures, as `show_section` tells them."""
    return mark_safe("".join(map(draw_line, rows)))  # noqa: S308 -- each text is escaped


def draw_line(row: Shown) -> str:
    """Return one line: what it is about, each figure with what is behind it, and the share."""
    tone = f"is-{row['tone']}{' is-again' if row['again'] else ''}"
    figures = "".join(
        f'<td class="number c-{one["key"]}" data-label="{escape(one["label"])}">'
        f"{draw_figure(one)}</td>"
        for one in row["counts"]
    )
    bar = (
        ""
        if row["part"] is None
        else f'<progress max="{row["whole"]}" value="{row["part"]}" aria-hidden="true"></progress>'
    )
    return (
        f'<tr class="{tone}"><th scope="row">{escape(row["label"])}</th>'
        f'<td class="faint c-kind">{escape(row["kind"])}</td>{figures}'
        f'<td class="c-share"><span>{escape(row["share"])}</span>{bar}</td></tr>\n'
    )


def draw_figure(count: Shown) -> str:
    """Return a figure; one behind which something is leads there."""
    said = escape(count["said"])
    return f'<a href="{escape(count["url"])}">{said}</a>' if count["url"] else said


def draw_promises(rows: Iterable[Shown]) -> SafeString:
    """Return promises one by one as lines of a table."""
    words = name_words()
    drawn = "".join(draw_promise(row, words) for row in rows)
    return mark_safe(drawn)  # noqa: S308 -- each text is escaped


def draw_promise(row: Shown, words: Mapping[str, str]) -> str:
    """Return one promise: its request, its clause, when it was due, what became of it, and why."""
    late = f" <b>{escape(row['late_by'])}</b>" if row["late_by"] else ""
    met = (
        f'<span class="report-clause faint">{words["met"]} {draw_time(row, "met")}</span>'
        if row["met"]
        else ""
    )
    return (
        f'<tr class="row"><td class="c-ref"><a href="{escape(row["url"])}"'
        f' title="{escape(row["subject"])}">{grouped(row["reference"])}</a></td>'
        f'<td class="c-customer">{escape(row["customer"])}</td>'
        f'<td><b>{escape(row["promise"])}</b> <span class="badge">{escape(row["kind"])}</span>'
        f'<span class="report-clause faint">{escape(row["clause"])}</span></td>'
        f'<td class="c-when">{draw_due(row, words)}</td>'
        f'<td class="c-verdict"><span class="report-verdict is-{row["verdict"]}">'
        f"{escape(row['verdict_label'])}</span>{late}{met}</td>"
        f'<td class="c-why">{draw_reason(row, words)}</td></tr>\n'
    )


def draw_due(row: Shown, words: Mapping[str, str]) -> str:
    """Return when a promise was due; one whose clock stood still had no such time."""
    if not row["due"]:
        return f'<span class="faint">{words["stood"]}</span>'
    return f'<span class="report-due faint">{words["due"]} </span>{draw_time(row, "due")}'


def draw_time(row: Shown, name: str) -> str:
    """Return an instant of a line, with its full form behind it."""
    at, title = escape(row[f"{name}_iso"]), escape(row[f"{name}_title"])
    return f'<time datetime="{at}" title="{title}">{escape(row[name])}</time>'


def draw_reason(row: Shown, words: Mapping[str, str]) -> str:
    """Return why a promise was late, and for who may say so the way there."""
    reason = f'<span class="report-reason">{escape(row["reason"])}</span>' if row["reason"] else ""
    if not row["explain_url"]:
        return reason
    said, full = ("change", "change_it") if row["reason"] else ("explain", "explain_it")
    label = words[full] % {"promise": row["promise"], "reference": row["reference"]}
    address = escape(row["explain_url"])
    return f'{reason}<a href="{address}" aria-label="{escape(label)}">{words[said]}</a>'


def name_words() -> dict[str, str]:
    """Return what stands on every line of a list of promises."""
    return _name_words(get_language())


@lru_cache(maxsize=16)
def _name_words(_language: str | None) -> dict[str, str]:
    words = {
        "due": gettext("Due"),
        "met": gettext("met"),
        "stood": gettext("the clock stood still"),
        "change": gettext("Change"),
        "explain": gettext("Say why"),
    }
    return {name: escape(word) for name, word in words.items()} | {
        "change_it": gettext("Change the reason: %(promise)s, %(reference)s"),
        "explain_it": gettext("Say why: %(promise)s, %(reference)s"),
    }
