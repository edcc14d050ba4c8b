"""Many rows in one statement: what is written is what the objects say."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.ground.lib.rows import update_rows
from permanence.service.tickets.models import Ticket
from tests.cast import World

FIELDS = ("subject", "snoozed_until", "confidential", "facts", "team")


def test_fields_of_many_objects_are_written_in_one_statement_and_no_others(world: World) -> None:
    tickets = [world.ticket(), world.ticket(), world.ticket()]
    first, second, third = tickets
    first.subject, first.snoozed_until = 'A "quoted" one, with é', world.at + timedelta(hours=1)
    second.facts, second.team, second.language = {"user": [1, None]}, world.experts, "fr"
    third.confidential = True

    with house():
        with CaptureQueriesContext(connection) as asked:
            update_rows([first, second], FIELDS)
        kept = {one.pk: one for one in Ticket.objects.all()}

    assert len(asked) == 1
    for one in (first, second):
        for name in ("subject", "snoozed_until", "confidential", "facts", "team_id"):
            assert getattr(kept[one.pk], name) == getattr(one, name)
    assert kept[second.pk].language != "fr"
    assert not kept[third.pk].confidential


def test_nothing_to_write_asks_nothing(world: World) -> None:
    with house(), CaptureQueriesContext(connection) as asked:
        update_rows([], FIELDS)
    assert not len(asked)
