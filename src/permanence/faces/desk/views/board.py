"""The supervisor's board: which promises are at risk right now, and who can save them."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.board import (
    say_counted,
    show_ages,
    show_customers,
    show_gaps_ahead,
    show_loads,
    show_risks,
    show_spans,
    show_speed,
    show_whole,
)
from permanence.faces.desk.presenting.board_help import show_helping
from permanence.faces.desk.presenting.shell import build_shell
from permanence.ground.lib.db import house
from permanence.overview.boards.queries import list_risks, name_customers, read_board
from permanence.overview.boards.rules import read_span
from permanence.overview.worklists.queries import people_of_desk
from permanence.service.knowledge.queries import Helping, helping_since
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_REPORTS)
def board(request: StaffRequest) -> HttpResponse:
    """Show the board of a desk, or of one of its teams."""
    desk, at = access.desk(request, Right.READ_REPORTS), request.reader.at
    teams, people = people_of_desk(desk.pk, anybody=True)
    asked = request.GET.get("team", "")
    team = int(asked) if asked in {str(one) for one in teams} else None
    days = read_span(request.GET.get("days", ""))
    with house():  # what is confidential counts, but stands in no list of tickets or customers
        found = read_board(desk.pk, team=team, days=days, at=at)
        helping = Helping() if team else helping_since(desk.pk, since=at - timedelta(days=days))
    backlog = found.backlog
    context = {
        "shell": build_shell(request, desk, place="board"),
        "desk_key": desk.key,
        "teams": [
            {"value": str(number), "label": name, "chosen": number == team}
            for number, name in teams.items()
        ],
        "spans": show_spans(days),
        "figures": show_whole(backlog, desk, team=team) + show_gaps_ahead(desk, at=at),
        "risks": show_risks(list_risks(desk.pk, at=at, team=team), request.reader),
        "people": show_loads(backlog.people, people, desk, axis="assignee"),
        "by_team": [] if team else show_loads(backlog.teams, teams, desk, axis="team"),
        "customers": show_customers(name_customers(backlog.customers), desk),
        "ages": show_ages(backlog) if backlog.whole.open else [],
        "helping": show_helping(helping),
        "speeds": [
            show_speed(_("Time to the first answer"), found.speeds.answers, key="answer"),
            show_speed(_("Time to the solution"), found.speeds.solutions, key="solution"),
        ],
        "counted": say_counted(found, request.reader),
    }
    part = "desk/board.html#now" if request.GET.get("part") == "now" else "desk/board.html"
    return render(request, part, context)
