"""What the portal's templates may say beyond those of both faces."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from permanence.faces.ui.bundle import draw_icon
from permanence.faces.ui.templatetags.ui import (
    deadline_icon,
    deadline_word,
    grouped,
)

register = template.Library()


@register.filter
def request_card(it: Mapping[str, Any]) -> SafeString:
    """Draw a request of a list; a page has more than a hundred, so it is no template.

    `it` holds .url .reference .subject .sentence .tone .opened .opened_iso, .whose where it is a
    colleague's, and .deadline: None, or .state and .share of the time.
    """
    tone = f" is-{it['tone']}" if it["tone"] else ""
    mark, bar = draw_deadline(it["deadline"]) if it["deadline"] else ("", "")
    whose = f"{escape(it['whose'])} · " if it.get("whose") else ""
    return mark_safe(  # noqa: S308 -- each word is escaped
        f'<a class="request-card{escape(tone)}" href="{escape(it["url"])}">'
        f'<b>{escape(it["subject"])}</b><span class="request-next">{mark}'
        f"{escape(it['sentence'])}</span>{bar}"
        f'<small class="faint">{whose}{grouped(it["reference"])} · '
        f'<time datetime="{escape(it["opened_iso"])}">{escape(it["opened"])}</time></small></a>'
    )


def draw_deadline(deadline: Mapping[str, Any]) -> tuple[str, str]:
    """Return the symbol of a deadline and the share of its time as a bar."""
    state = deadline["state"]
    label = escape(gettext("Share of the promised time used"))
    bar = f'<progress max="100" value="{deadline["share"]}" aria-label="{label}"></progress>'
    return draw_icon(deadline_icon(state), deadline_word(state)), bar


@register.simple_tag
def policy_section(
    section: Any, own: Mapping[str, Any] | None, *, number: int = 0, inner: bool = False
) -> SafeString:
    """Draw a section of a policy: once for all to whom it says the same.

    What a customer's contract says beside a clause is kept nowhere.
    """
    if not isinstance(section, Hashable) or (own and own["marks"].keys() & keys_of(section)):
        facts = {"section": section, "own": own, "number": number, "inner": inner}
        return render_to_string("portal/parts/policy_section.html", facts)
    return draw_section(section, number, inner, get_language())


@lru_cache(maxsize=512)
def keys_of(section: Any) -> frozenset[str]:
    """Return the keys of the clauses of a section."""
    rows = {row.key for item in section.items for row in item.rows}
    return frozenset(rows | {item.key for item in section.items})


@lru_cache(maxsize=512)
def draw_section(section: Any, number: int, inner: bool, _language: str | None) -> SafeString:
    """Return a section as everybody reads it; a version of a policy never changes."""
    facts = {"section": section, "number": number, "inner": inner}
    return render_to_string("portal/parts/policy_section.html", facts)
