"""Ticking tickets in a list: what the form below it carries from page to page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.overview.bulk.rules import MOST_TICKETS
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
PICKED = "picked"
MOST_PICKED = 500
LONGEST_NUMBER = 18


def add_picking(
    request: StaffRequest, desk: Desk, context: Shown, *, question: Shown, count: str = ""
) -> None:
    """Let the rows of a list be ticked, by whoever may change tickets on the desk.

    `question` is what the whole view asks for; empty where only rows can be ticked.
    """
    rights = (Right.ANSWER, Right.TRIAGE)
    if not context["rows"] or not any(request.reader.may(one, desk.pk) for one in rights):
        return
    picked = read_picked(request.GET.get(PICKED, ""))
    shown = {row["id"] for row in context["rows"]}
    for row in context["rows"]:
        row["pickable"], row["picked"] = True, row["id"] in picked
    others = [number for number in picked if number not in shown]
    context["pick"] = {
        "url": f"{reverse('desk:bulk-pick')}?desk={desk.key}",
        "others": write_picked(others),
        "count": len(picked),
        "others_count": len(others),
        "back": request.get_full_path(),
        "question": question.items(),
        "at": request.reader.at.isoformat(),
        "all": say_all(count) if question else "",
        "previous_url": context["pager"]["previous_url"],
        "next_url": context["pager"]["next_url"],
    }


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
    numbers = (one for one in texts if one.isdecimal() and len(one) <= LONGEST_NUMBER)
    return list(dict.fromkeys(int(one) for one in numbers))[:MOST_TICKETS]


def write_picked(numbers: Sequence[int]) -> str:
    """Return tickets as they stand in an address."""
    return ".".join(str(number) for number in numbers)
