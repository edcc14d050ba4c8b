"""What an incident's notices say stands in the files that joined it, and answers where it may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.incidents.actions import join_tickets
from permanence.service.incidents.actions.filing import file_notices
from permanence.service.incidents.models import Incident, Joining
from permanence.service.incidents.queries.joining import OWNER
from permanence.service.incidents.rules.joining import may_answer
from permanence.service.notices.actions import approve_notice, draft_notices
from permanence.service.notices.actions.posting import post_released
from permanence.service.notices.models import Notice
from permanence.service.notices.rules import Customer, NewNotice
from permanence.service.tickets.models import Commitment, Entry, Ticket
from tests.cast import World
from tests.service.incidents.leading import MINUTE, actor_of, declare


@pytest.mark.parametrize(
    ("answers", "by_person", "may"),
    [
        ("never", True, False),
        ("approved", True, True),
        ("approved", False, False),
        ("always", False, True),
    ],
)
def test_a_notice_answers_only_as_the_policy_says(answers: Any, by_person: bool, may: bool) -> None:
    assert may_answer(answers, by_person=by_person) is may


def send(world: World, incident: Incident, *organisations: int) -> Notice:
    """Return a notice of an incident that a person let go out to these customers."""
    new = NewNotice(
        owner=OWNER,
        subject=incident.pk,
        desk=incident.desk_id,
        kind="disruption",
        severity=2,
        stage="first",
        title=incident.name,
        customers=[Customer(one, [{"en": "Fax lines", "fr": "Lignes"}]) for one in organisations],
        instants={"since": incident.occurred_at},
        every=timedelta(hours=1),
    )
    notice = draft_notices(new, at=world.at)
    approve_notice(notice, seen=1, at=world.at, by=actor_of(world, "lena"))
    post_released(at=world.at)
    return notice


def entries_of(ticket: Ticket) -> list[Entry]:
    """Return the notices in a file."""
    return list(Entry.objects.filter(ticket=ticket, kind="notice").order_by("pk"))


def test_each_file_has_the_notice_once_and_it_is_the_first_answer(world: World) -> None:
    before = world.ticket(world.ada, at=world.at - 2 * MINUTE)
    other = world.ticket(world.stranger, at=world.at - 2 * MINUTE)
    with house():
        incident = declare(world)
        join_tickets(incident, [before.pk, other.pk], at=world.at, by=actor_of(world))
        assert file_notices(at=world.at) == 0
        send(world, incident, world.brightwater.pk)
        mails = Message.objects.count()

        assert file_notices(at=world.at) == 2
        assert file_notices(at=world.at) == 0

        assert Message.objects.count() == mails + 1  # Ada had hers, the stranger had none
        (entry,) = entries_of(before)
        assert (entry.is_public, entry.language) == (True, "en")
        assert entries_of(other)[0].language == "de"
        met = Commitment.objects.get(ticket=before, promise="response", replaced_at=None)
        assert met.met_at == world.at
        joining = Joining.objects.get(ticket=before)
        assert (joining.answered_by, joining.answered_at) == ("operator.joining.answers", world.at)


def test_who_writes_after_the_notice_gets_it_in_answer(world: World) -> None:
    with house():
        incident = declare(world)
        send(world, incident, world.brightwater.pk)
    later = world.ticket(world.ada, at=world.at + MINUTE)
    with house():
        at = world.at + 2 * MINUTE
        join_tickets(incident, [later.pk], at=at, by=Actor("specialist:1", "Sam"))
        mails = Message.objects.count()

        assert file_notices(at=at) == 1

        assert Message.objects.count() == mails + 1
        later.refresh_from_db()
        assert (later.answered_at, later.state) == (at, "open")


def test_on_a_desk_whose_policy_says_no_a_person_answers(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, at=world.at - MINUTE)
    with house():
        incident = declare(world, desk=world.content.pk, components=[])
        join_tickets(incident, [ticket.pk], at=world.at, by=actor_of(world))
        send(world, incident, world.verdier.pk)

        assert file_notices(at=world.at) == 1

        ticket.refresh_from_db()
        assert ticket.answered_at is None
        assert len(entries_of(ticket)) == 1
