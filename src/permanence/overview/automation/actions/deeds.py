"""What a rule does to one ticket: the acts of the tickets' own room, all of them or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from permanence.overview.automation.actions.course import (
    Broken,
    Course,
    Done,
    Nobody,
    assignee_wished,
    fill_words,
    list_changes,
    team_wished,
)
from permanence.overview.automation.actions.handing import hand_on
from permanence.overview.automation.actions.naming import find_macro
from permanence.overview.automation.rules.macros import unfold_macro
from permanence.service.escalation.queries import climbing_subjects
from permanence.service.tickets.actions.answering import add_note, close_ticket, resolve_ticket
from permanence.service.tickets.actions.assigning import assign_automatically
from permanence.service.tickets.actions.automatic import send_automatic
from permanence.service.tickets.actions.climbing import climb_by_hand
from permanence.service.tickets.actions.filling import Occasion, fill_answer, parts_of_answer
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.pausing import resume_ticket
from permanence.service.tickets.actions.snoozing import snooze_ticket
from permanence.service.tickets.actions.triaging import assign_ticket
from permanence.service.tickets.rules.pausing import PAUSING
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people, watch_subject
from permanence.world.attention.models import Watch
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.rules import Steps


def do_deeds(course: Course) -> list[Done]:
    """Do all that a rule says and return what became different; nothing where all is so already."""
    done: list[Done] = []
    for deed in (
        go_on,
        hand_on,
        give,
        note,
        climb,
        run_macro,
        write,
        end,
        put_away,
        let_watch,
        call,
    ):
        done += deed(course)
    return done


def run_macro(course: Course) -> list[Done]:
    """Run a macro, all of it or nothing; what it sends is a mail of the rule, as automatic."""
    if course.then.macro is None:
        return []
    macro = find_macro(course)
    inner = replace(course, then=unfold_macro(Steps(**macro.steps)))
    done = [one for deed in (go_on, give, note, write, end) for one in deed(inner)]
    course.read_again()
    if not done:
        return []
    record_on(course.ticket, "ticket.macro", at=course.at, actor=course.actor, title=macro.title)
    return [{"deed": "macro", "title": macro.title}, *done]


def go_on(course: Course) -> list[Done]:
    """Let a ticket that waits go on."""
    before = course.ticket.state
    if course.then.end != "resume" or before not in PAUSING:
        return []
    resume_ticket(course.ticket, by=course.actor, at=course.at)
    course.read_again()
    return [{"deed": "state", "before": before, "after": course.ticket.state}]


def give(course: Course) -> list[Done]:
    """Give the ticket to a team, to somebody, or to whoever fits best."""
    then, ticket = course.then, course.ticket
    if then.level:
        return []
    before = (ticket.team, ticket.assignee)
    hands = (team_wished(course), assignee_wished(course))
    if hands != before:
        team, assignee = hands
        assign_ticket(ticket, team=team, assignee=assignee, by=course.actor, at=course.at)
        course.read_again()
    if then.is_best and course.ticket.assignee is None:
        assign_automatically(course.ticket, at=course.at, by=course.actor)
        course.read_again()
    return list_changes(before, (course.ticket.team, course.ticket.assignee))


def note(course: Course) -> list[Done]:
    """Leave a note for colleagues, in the language of the desk."""
    text = course.then.note
    if not text:
        return []
    filled = fill_words(course, text)
    add_note(course.ticket, text=filled, by=course.actor, at=course.at)
    return [{"deed": "note", "text": filled}]


def climb(course: Course) -> list[Done]:
    """Climb the ladder for the ticket, with the reason; nothing where it is climbed already."""
    if not course.then.climb or climbing_subjects("ticket", [course.ticket.pk]):
        return []
    reason = fill_words(course, course.then.climb)
    climb_by_hand(course.ticket, reason=reason, by=course.actor, at=course.at)
    return [{"deed": "climb", "text": reason}]


def write(course: Course) -> list[Done]:
    """Send a canned answer to the customer, in their language, as an automatic message."""
    if not course.then.answer:
        return []
    rows = CannedAnswer.objects.filter(desk=course.ticket.desk_id, key=course.then.answer)
    answer = rows.in_use().first()
    if answer is None:
        raise Broken("answer")
    filled = fill_answer(answer, Occasion(course.ticket, course.policy, Nobody()))
    send_automatic(
        course.ticket,
        filled.text,
        policy=course.policy,
        language=filled.language,
        by=course.actor,
        at=course.at,
        parts=parts_of_answer(answer),
    )
    return [{"deed": "mail", "title": answer.title, "language": filled.language}]


def end(course: Course) -> list[Done]:
    """Resolve what waits for its customer, or close what is resolved."""
    wanted, before = course.then.end, course.ticket.state
    if wanted == "resolve" and before != "resolved":
        resolve_ticket(course.ticket, by=course.actor, at=course.at)
    elif wanted == "close" and before != "closed":
        close_ticket(course.ticket, by=course.actor, at=course.at)
    else:
        return []
    course.read_again()
    return [{"deed": "state", "before": before, "after": course.ticket.state}]


def put_away(course: Course) -> list[Done]:
    """Put the ticket out of sight for some hours."""
    hours = course.then.snooze
    if not hours:
        return []
    until = course.at + timedelta(hours=hours)
    snooze_ticket(
        course.ticket, until=until, reason=course.then.reason, by=course.actor, at=course.at
    )
    return [{"deed": "snooze", "hours": hours}]


def let_watch(course: Course) -> list[Done]:
    """Let people hear of the ticket from now on."""
    subject = f"ticket:{course.ticket.pk}"
    watching = Watch.objects.filter(subject=subject).values_list("specialist_id", flat=True)
    new = names_of(set(course.then.watch) - set(watching))
    if not new:
        return []
    watch_subject(subject, list(new), at=course.at)
    return [{"deed": "watch", "names": sorted(new.values())}]


def call(course: Course) -> list[Done]:
    """Tell people that the rule calls them to the ticket."""
    then, ticket = course.then, course.ticket
    if not then.tell and not then.tells_owner:
        return []
    people = names_of(then.tell)
    owner = ticket.assignee_id if then.tells_owner else None
    team = ticket.team_id if then.tells_owner and owner is None else None
    hearers = Hearers(
        f"ticket:{ticket.pk}", ticket.desk_id, assignee=owner, team=team, named=list(people)
    )
    actor = course.actor
    tell_people([News(Event.RULE, hearers, by=actor.key, who=actor.name)], at=course.at)
    of_owner = ticket.assignee or ticket.team if then.tells_owner else None
    names = sorted({*people.values(), *([of_owner.name] if of_owner else [])})
    return [{"deed": "tell", "names": names}] if names else []


def names_of(people: set[int] | tuple[int, ...]) -> dict[int, str]:
    """Return the names of those who still work here, by number."""
    rows = Specialist.objects.staying().filter(pk__in=list(people))
    return dict(rows.values_list("pk", "name"))
