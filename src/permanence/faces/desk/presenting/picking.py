"""Ticking tickets in a list: what the form below it carries from page to page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.ui.numbers import read_number
from permanence.overview.bulk.rules import MOST_TICKETS
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
PICKED = "picked"
MOST_PICKED = 500


def add_picking(
    request: StaffRequest, desk: Desk, context: Shown, *, question: Shown, count: str = ""
) -> None:
    """Let the rows of a list be ticked, by whoever may change tickets on the desk.

    `question` is what the whole view asks for; empty where only rows can be ticked.
    """
    if not context["rows"] or not may_pick(request, desk):
        return
    picked = read_picked(request.GET.get(PICKED, ""))
    shown = [row["id"] for row in context["rows"]]
    for row in context["rows"]:
        row["pickable"], row["picked"] = True, row["id"] in picked
    others = [number for number in picked if number not in shown]
    context["pick"] = {
        "url": f"{reverse('desk:bulk-pick')}?desk={desk.key}",
        "shown": write_picked(shown),
        "others": write_picked(others),
        "count": len(picked),
        "others_count": len(others),
        "back": request.get_full_path(),
        "question": question.items(),
        "at": request.reader.at.isoformat(),
        "all": say_all(count) if question else "",
        "previous_url": context["pager"]["previous_url"],
        "next_url": context["pager"]["next_url"],
        "may_join": request.reader.may(Right.WORK_ON_INCIDENTS, desk.pk),
    }


def may_pick(request: StaffRequest, desk: Desk) -> bool:
    """Say whether the reader may do anything at all to many tickets of a desk."""
    rights = (Right.ANSWER, Right.TRIAGE, Right.WORK_ON_INCIDENTS)
    return any(request.reader.may(one, desk.pk) for one in rights)


def say_all(count: str) -> str:
    """Return the words for all tickets of a view."""
    if not count or count.endswith("+"):
        return _("All of this view")
    return _("All %(count)s of this view") % {"count": count}


def read_picked(text: str) -> list[int]:
    """Return the tickets that an address or a form names, each once."""
    return read_numbers(text.split("."))[:MOST_PICKED]


def read_numbers(texts: Iterable[str]) -> list[int]:
    """Return those texts that can be numbers of tickets."""
    numbers = (number for one in texts if (number := read_number(one)) is not None)
    return list(dict.fromkeys(numbers))[:MOST_TICKETS]


def write_picked(numbers: Sequence[int]) -> str:
    """Return tickets as they stand in an address."""
    return ".".join(str(number) for number in numbers)


def with_picked(address: str, numbers: list[int]) -> str:
    """Return the address of a list with these tickets ticked."""
    parts = urlsplit(address)
    asked = [(name, one) for name, one in parse_qsl(parts.query) if name != PICKED]
    if numbers:
        asked.append((PICKED, write_picked(numbers)))
    return parts._replace(query=urlencode(asked)).geturl()
