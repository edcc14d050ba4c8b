"""Many rows in one statement: what is written is what the objects say."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.ground.lib.rows import insert_objects, update_rows
from permanence.service.tickets.models import Entry, Ticket
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


def test_objects_are_inserted_in_one_statement_with_all_that_they_say(world: World) -> None:
    ticket = world.ticket()
    said = {"ticket": ticket, "kind": "mail", "direction": "in", "author": "contact:1"}
    texts = ['A "quoted" one,\nwith é and \\', "Second"]
    entries = [
        Entry(**said, author_name="Ada", at=world.at, language="en", text=text, letter_id=place)
        for place, text in enumerate(texts, start=7)
    ]
    entries[0].redactions, entries[1].articles = [{"from": 1, "to": None}], [3, 1]

    with house():
        with CaptureQueriesContext(connection) as asked:
            written = insert_objects(entries)
        kept = {one.pk: one for one in Entry.objects.filter(ticket=ticket)}

    assert len(asked) == 1
    assert written == entries
    assert not any(one._state.adding for one in written)
    for one in entries:
        for field in Entry._meta.concrete_fields:
            assert getattr(kept[one.pk], field.attname) == getattr(one, field.attname)


def test_nothing_to_write_asks_nothing(world: World) -> None:
    with house(), CaptureQueriesContext(connection) as asked:
        update_rows([], FIELDS)
        assert insert_objects(list[Ticket]()) == []
    assert not len(asked)
