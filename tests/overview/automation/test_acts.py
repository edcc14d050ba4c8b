"""Macros that rules run, and files that rules hand over to more expertise."""

from __future__ import annotations

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.overview.automation.actions.editing import save_rule, switch_on
from permanence.overview.automation.jobs import carry_out_rules
from permanence.overview.automation.models import Run
from permanence.overview.automation.rules.guard import MOST_MAILS_A_DAY
from permanence.overview.automation.rules.instructions import Asked, Instruction, Then, When
from permanence.overview.worklists.rules import Sieve
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.queries import climbs_of
from permanence.service.tickets.actions import add_note
from permanence.service.tickets.actions.triaging import Judgement, triage_ticket
from permanence.service.tickets.actions.watching import settle_due_marks
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.world.accounts.models import Specialist, Team
from permanence.world.wording.actions import delete_macro, save_macro
from permanence.world.wording.models import Macro
from permanence.world.wording.rules import Steps
from tests.cast import World
from tests.overview.automation.test_events import add_hello
from tests.overview.automation.writing import LENA, add_rule, let_rules_act, outcomes, read_ticket

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = When("opened")
NOTED = When("noted")
FIRST_LEVEL = Asked(Sieve(levels=(1,)))


def add_macro(world: World, steps: Steps, title: str = "Greet") -> Macro:
    with house():
        return save_macro(world.messaging, title, steps, by=LENA, at=world.at)


def judge(
    world: World, ticket: Ticket, *, by: Specialist, level: int = 1, team: Team | None = None
) -> None:
    with house():
        policy = policy_of_version(ticket.policy_version_id)
        judgement = Judgement(level=level, severity=3, team=team, assignee=by)
        triage_ticket(ticket, judgement, policy=policy, by=by.actor, at=world.at)


def test_a_rule_runs_a_macro_whose_answer_is_an_automatic_mail(world: World) -> None:
    add_hello(world)
    steps = Steps(team=world.experts.pk, note="For {{ reference }}", answer="hello")
    macro = add_macro(world, steps)
    rule = add_rule(world, OPENED, Then(macro=macro.pk), name="Greet")
    ticket = world.ticket(world.claire)

    let_rules_act()

    found = read_ticket(ticket)
    assert (found.team, found.state, found.answered_at) == (world.experts, "new", None)
    with house():
        mail = Message.objects.get(owner=f"ticket:{ticket.pk}", kind="notice")
        assert mail.headers["Auto-Submitted"] == "auto-generated"
        assert "Bonjour Claire" in mail.text
        run = Run.objects.get(rule=rule)
        assert [one["deed"] for one in run.did] == ["macro", "team", "note", "mail"]
        assert run.mailed
        act = Act.objects.get(subject=f"ticket:{ticket.pk}", act="ticket.macro")
        assert (act.actor_name, act.facts) == ("Greet", {"title": "Greet"})
        assert not Commitment.objects.filter(ticket=ticket, met_at__isnull=False).exists()


def test_the_answer_of_a_macro_is_held_back_like_any_mail_of_a_rule(world: World) -> None:
    add_hello(world)
    macro = add_macro(world, Steps(answer="hello"))
    rule = add_rule(world, NOTED, Then(macro=macro.pk), name="Greet")
    ticket = world.ticket()

    for number in range(MOST_MAILS_A_DAY + 1):
        with house():
            add_note(ticket, text=f"Note {number}", by=world.sam.actor, at=world.at)
        let_rules_act()

    assert outcomes(rule) == ["Greet: done"] * MOST_MAILS_A_DAY + ["Greet: held, mails"]


def test_a_macro_that_is_gone_or_judges_meanwhile_breaks_its_rule(world: World) -> None:
    macro = add_macro(world, Steps(note="Hello."))
    rule = add_rule(world, OPENED, Then(macro=macro.pk), name="Greet")
    with house():
        steps = Steps(severity=2, level=1)
        save_macro(world.messaging, "Greet", steps, by=LENA, at=world.at, macro=macro.pk)
    world.ticket()
    let_rules_act()
    with house():
        delete_macro(world.messaging, macro.pk, by=LENA, at=world.at)
    world.ticket()
    let_rules_act()

    assert outcomes(rule) == ["Greet: failed, broken"] * 2
    with house():
        told = [one.reason["text"] for one in Run.objects.order_by("pk")]
        assert told == ["macro_changed", "macro"]
        assert not Entry.objects.filter(kind="note").exists()


def test_a_macro_that_only_a_person_may_run_is_refused_when_the_rule_is_kept(world: World) -> None:
    macro = add_macro(world, Steps(severity=1, level=2))

    with pytest.raises(Refusal, match="judges severity or level"):
        add_rule(world, OPENED, Then(macro=macro.pk))


def test_a_file_on_which_nobody_works_is_handed_over_when_its_time_comes(world: World) -> None:
    left, worked_on = world.ticket(), world.ticket()
    for one in (left, worked_on):
        judge(world, one, by=world.sam, team=world.first_line)
    then = Then(level=2, tried="{{ reference }}: nothing for hours.", wanted="Take a look.")
    still = When(since="still", hours=4, is_working=True)
    rule = add_rule(world, still, then, asked=FIRST_LEVEL, name="Rise")
    world.pass_time(hours=3)
    with house():
        add_note(worked_on, text="I am on it.", by=world.sam.actor, at=world.at)

    world.pass_time(hours=1, minutes=1)
    for _round in range(3):
        carry_out_rules()
        world.pass_time(minutes=1)

    assert outcomes(rule) == ["Rise: done"]
    found = read_ticket(left)
    assert (found.level, found.team, found.assignee) == (2, world.experts, None)
    assert read_ticket(worked_on).level == 1
    with house():
        note = Entry.objects.get(ticket=left, kind="note")
        assert "nothing for hours" in note.text
        assert "Take a look." in note.text
        mail = Message.objects.get(owner=f"ticket:{left.pk}", kind="handover")
        assert mail.recipients == [world.lena.user.email]
        deed = Act.objects.get(subject=f"ticket:{left.pk}", act="ticket.handed_over")
        assert deed.actor == f"rule:{rule.pk}"
    world.pass_time(hours=3)
    carry_out_rules()
    assert outcomes(rule) == ["Rise: done"] * 2
    assert read_ticket(worked_on).level == 2


def test_a_promise_at_risk_hands_a_file_over_to_whoever_of_the_level_fits_best(
    world: World,
) -> None:
    then = Then(level=2, tried="At risk.", is_best=True)
    rule = add_rule(world, When("at_risk"), then, asked=FIRST_LEVEL, name="Rise")
    ticket = world.ticket()
    judge(world, ticket, by=world.sam)
    world.pass_time(minutes=70)
    world.log_in(world.lena).get("/desk/")
    with house():
        Specialist.objects.filter(pk=world.lena.pk).update(level=3)
        settle_due_marks(at=world.at)

    let_rules_act()

    assert outcomes(rule)[:1] == ["Rise: done"]
    found = read_ticket(ticket)
    assert (found.level, found.team, found.assignee) == (2, world.experts, world.lena)


def test_what_nobody_has_judged_is_not_handed_over(world: World) -> None:
    rule = add_rule(world, NOTED, Then(level=3, tried="Hard.", note="Lost."), name="Rise")
    ticket = world.ticket()
    with house():
        add_note(ticket, text="Look.", by=world.sam.actor, at=world.at)

    let_rules_act()

    assert outcomes(rule) == ["Rise: skipped, refused"]
    with house():
        assert not Entry.objects.filter(text="Lost.").exists()


def test_no_rule_wins_time_by_handing_over(world: World) -> None:
    then = Then(level=2, tried="It does not behave.")
    with house():
        said = Instruction(NOTED, FIRST_LEVEL, then)
        rule = save_rule(world.content, "Rise", said, by=LENA, at=world.at)
        switch_on(world.content, rule.pk, by=LENA, at=world.at)
    ticket = world.ticket(world.claire, desk=world.content)
    judge(world, ticket, by=world.noor)
    with house():
        due = Ticket.objects.get(pk=ticket.pk).next_due_at
        add_note(ticket, text="Hm.", by=world.noor.actor, at=world.at)

    let_rules_act()

    assert outcomes(rule) == ["Rise: skipped, refused"]
    with house():
        assert "due later" in Run.objects.get(rule=rule).reason["text"]
    found = read_ticket(ticket)
    assert (found.level, found.next_due_at) == (1, due)


def test_a_rule_climbs_the_ladder_once_with_its_reason(world: World) -> None:
    then = Then(climb="{{ reference }}: nobody of the first line is here.")
    rule = add_rule(world, NOTED, then, name="Climb")
    ticket = world.ticket()

    for text in ("One", "Two"):
        with house():
            add_note(ticket, text=text, by=world.sam.actor, at=world.at)
        let_rules_act()

    assert outcomes(rule) == ["Climb: done", "Climb: skipped, already"]
    with house():
        (climb,) = climbs_of("ticket", ticket.pk)
        assert climb.ground == "specialist"
        mail = Message.objects.get(owner=f"ticket:{ticket.pk}", kind="climb")
        assert "nobody of the first line is here." in mail.text.replace("\n", " "), mail.text
        assert Run.objects.order_by("pk")[0].did[0]["deed"] == "climb"
