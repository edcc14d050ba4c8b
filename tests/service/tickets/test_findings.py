"""Kinds of request, checking what was told, and finding that a cause lies outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Handling
from permanence.service.tickets.actions import Judgement, NotOnThisDesk, triage_ticket
from permanence.service.tickets.actions.finding import (
    FoundAlready,
    NoFinding,
    NoGround,
    Outside,
    find_outside,
    take_finding_back,
)
from permanence.service.tickets.actions.pausing import FindingStands
from permanence.service.tickets.actions.validating import (
    Check,
    NotChecked,
    NothingSeen,
    validate_ticket,
)
from permanence.service.tickets.models import Finding, Ticket, Validation
from tests.cast import World
from tests.service.tickets.acting import (
    HOUR,
    MINUTE,
    SAM,
    due,
    judge,
    policy_of,
    resume,
    write,
)

pytestmark = pytest.mark.usefixtures("house")
THEIRS = Outside("infrastructure", "Your firewall drops our answers.", "your IT department")


def check(ticket: Ticket, *, at: datetime, **changed: object) -> Validation:
    said = Check("not_reproduced", "Test system 4.2", "The fax arrives.", at)
    return validate_ticket(ticket, replace(said, **changed), by=SAM, at=at)  # type: ignore[arg-type]


def find(ticket: Ticket, outside: Outside = THEIRS, *, at: datetime) -> Finding:
    return find_outside(ticket, outside, policy=policy_of(ticket), by=SAM, at=at)


def take_back(ticket: Ticket, *, at: datetime, reason: str = "It was our proxy.") -> None:
    take_finding_back(ticket, reason=reason, policy=policy_of(ticket), by=SAM, at=at)


def judge_kind(ticket: Ticket, kind: str, *, at: datetime, level: int = 1) -> None:
    said = Judgement(level, 4, None, None, "It is another thing.", kind=kind)
    triage_ticket(ticket, said, policy=policy_of(ticket), by=SAM, at=at)


def test_the_kind_is_set_at_triage_and_changed_with_its_history(world: World) -> None:
    ticket = world.ticket()

    judge_kind(ticket, "question", at=world.at)
    judge_kind(ticket, "account", at=world.at + HOUR)

    ticket.refresh_from_db()
    assert ticket.kind == "account"
    acts = Act.objects.filter(act__in=["ticket.triaged", "ticket.judged_again"]).order_by("pk")
    assert [act.facts["kind"] for act in acts] == ["question", "account"]


def test_a_desk_has_only_the_kinds_that_its_policy_names(world: World) -> None:
    with pytest.raises(NotOnThisDesk):
        judge_kind(world.ticket(), "custom", at=world.at)


def test_custom_work_is_of_the_level_that_the_policy_says(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    with pytest.raises(NotOnThisDesk, match="of level 3"):
        judge_kind(ticket, "custom", at=world.at)
    judge_kind(ticket, "custom", at=world.at, level=3)


def test_a_judgement_that_says_no_kind_leaves_it_as_it_is(world: World) -> None:
    ticket = world.ticket()
    judge_kind(ticket, "question", at=world.at)

    judge(ticket, severity=3, at=world.at + MINUTE, reason="Graver than it looked.")

    ticket.refresh_from_db()
    assert ticket.kind == "question"


def test_what_was_seen_is_kept_with_who_where_and_when(world: World) -> None:
    ticket = world.ticket()

    check(ticket, at=world.at + MINUTE)
    check(ticket, at=world.at + HOUR, outcome="reproduced", seen="Error 554 here too.")

    rows = Validation.objects.filter(ticket=ticket).order_by("seen_at")
    assert [(row.outcome, row.by_name, row.environment) for row in rows] == [
        ("not_reproduced", "Sam", "Test system 4.2"),
        ("reproduced", "Sam", "Test system 4.2"),
    ]
    assert Act.objects.filter(act="ticket.validated").count() == 2


@pytest.mark.parametrize("said", [{"environment": " "}, {"seen": ""}])
def test_a_check_says_where_and_what(world: World, said: dict[str, str]) -> None:
    with pytest.raises(NothingSeen):
        check(world.ticket(), at=world.at, **said)


@pytest.mark.parametrize("moved", [-MINUTE, HOUR + MINUTE])
def test_nobody_checks_before_the_request_or_in_time_to_come(world: World, moved: object) -> None:
    ticket = world.ticket()

    with pytest.raises(Refusal, match="before now"):
        check(ticket, at=world.at + HOUR, seen_at=world.at + moved)  # type: ignore[operator]


def test_a_cause_is_found_outside_only_once_it_was_checked(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    with pytest.raises(NotChecked):
        find(ticket, at=world.at + MINUTE)

    assert not Finding.objects.exists()
    careless = replace(policy_of(ticket), handling=Handling())
    find_outside(ticket, THEIRS, policy=careless, by=SAM, at=world.at + MINUTE)


def test_a_finding_stops_the_clocks_that_a_clause_names_and_is_told(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    answered_by = due(ticket, "response")
    check(ticket, at=world.at + MINUTE)

    found = find(ticket, at=world.at + 2 * MINUTE)

    ticket.refresh_from_db()
    assert ticket.state == "out_of_scope"
    assert due(ticket, "resolution") is None
    assert due(ticket, "response") == answered_by
    assert found.clause_key == "exclusions.infrastructure"
    mail = Message.objects.filter(kind="notice").get().text
    for said in (
        "Your firewall drops our answers.",
        "Who can help you further: your IT department",
        "Our policy says: Your own IT infrastructure",
    ):
        assert said in mail


def test_a_finding_without_a_reason_is_none(world: World) -> None:
    with pytest.raises(NoGround):
        find(world.ticket(), replace(THEIRS, reason=" "), at=world.at)


def test_a_finding_taken_back_starts_the_clocks_again_and_is_told(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    owed = due(ticket, "resolution")
    check(ticket, at=world.at)
    find(ticket, at=world.at + HOUR)

    take_back(ticket, at=world.at + 3 * HOUR)

    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert owed
    assert due(ticket, "resolution") == owed + 2 * HOUR
    found = Finding.objects.get()
    assert (found.ended_at, found.ended_reason) == (world.at + 3 * HOUR, "It was our proxy.")
    mail = Message.objects.filter(kind="notice").latest("pk").text
    assert "We take that back and go on with it:" in mail
    assert "It was our proxy." in mail
    with pytest.raises(NoFinding):
        take_back(ticket, at=world.at + 4 * HOUR)


def test_what_was_told_is_taken_back_in_words_and_never_in_silence(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    check(ticket, at=world.at)
    find(ticket, at=world.at + MINUTE)

    with pytest.raises(FindingStands):
        resume(ticket, at=world.at + HOUR)
    with pytest.raises(FoundAlready):
        find(ticket, at=world.at + HOUR)


def test_a_customer_who_contests_opens_the_file_and_may_be_told_anew(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)
    check(ticket, at=world.at)
    find(ticket, at=world.at + MINUTE)
    write(ticket, "Our firewall has not changed.", at=world.at + HOUR)
    ticket.refresh_from_db()
    assert ticket.state == "open"

    find(ticket, replace(THEIRS, reason="We saw it in your trace."), at=world.at + 2 * HOUR)

    ticket.refresh_from_db()
    assert ticket.state == "out_of_scope"
    assert Finding.objects.get(ended_at=None).reason == "We saw it in your trace."
    assert Finding.objects.count() == 2
