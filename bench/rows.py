"""The rows of tickets, made in chunks as COPY reads them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from bench.drafts import Draft, Plan, Running, draft_ticket
from bench.words import MIDDLING, MIDDLING_SHARE, RARE, RARE_TICKETS, find_voice, make_identifier
from bench.world import World, escape
from permanence.promises.policies.rules import Course
from permanence.service.escalation.rules.course import write_course
from permanence.service.tickets.rules.accents import accented_words
from permanence.service.tickets.rules.reference import reference_from_sequence

COLUMNS = {
    "tickets_ticket": "id, desk_id, reference, organisation_id, contact_id, policy_version_id,"
    " channel, subject, language, facts, waived, state, ended, level, severity, team_id,"
    " assignee_id, opened_at, triaged_at, answered_at, resolved_at, closed_at, last_word_at,"
    " last_word_by, next_due_at, next_promise, next_start_at, order_at, terms, service, outside",
    "tickets_reference": "number, ticket_id",
    "tickets_statespan": "ticket_id, organisation_id, state, reason, from_at, to_at",
    "tickets_entry": "id, ticket_id, organisation_id, kind, direction, is_public, author,"
    " author_name, author_address, at, language, subject, text, quoted, html, message_id",
    "clocks_deadline": "id, owner, subject, desk_id, organisation_id, start_at, due_at, met_at,"
    " missed_at",
    "clocks_mark": "deadline_id, owner, subject, organisation_id, kind, due_at, settled_at",
    "tickets_commitment": "ticket_id, desk_id, organisation_id, level, severity, promise, nature,"
    " is_published, clause_key, clause_source, clause_text, calendar_key, target, candidates,"
    " start_at, due_at, deadline_id, made_at, met_at, missed_at, round, bound, paused_by,"
    " late_reason, late_reason_by",
    "escalation_climb": "id, owner, subject, desk_id, organisation_id, ground, matter, briefing,"
    " course, sender, sender_name, started_at, deadline_id, round, position, turn_at, turn_until,"
    " ended_at, outcome, taken_by",
    "escalation_rung": "climb_id, organisation_id, position, key, office, mail, phone, language,"
    " allowed, people, called_at, taken_at",
    "journal_act": "at, act, subject, actor, actor_name, desk_id, organisation_id, facts",
}
COMMITMENT, RUNG = "tickets.commitment", "escalation.rung"
COURSE = json.dumps(write_course(Course()))
NEVER = "9999-12-31 00:00:00+00"
ENTRIES_EACH = 32  # numbers that a ticket may use for entries
THICK = 20
DEADLINES_EACH = 4  # numbers that a ticket may use for deadlines: three promises and a rung


@dataclass
class Sheets:
    """Rows for each table, gathered until they are copied."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    indexed: list[int] = field(default_factory=list)
    accented: list[str] = field(default_factory=list)

    def add(self, table: str, *cells: object) -> None:
        """Add one row; None is null, texts are escaped already."""
        self.lines[table].append(
            "\t".join(["\\N" if cell is None else str(cell) for cell in cells]) + "\n"
        )


def stamp(at: float | None) -> str | None:
    """Return an instant as a cell."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(" ")


def make_chunk(world: World, plan: Plan, numbers: range) -> Sheets:
    """Return the rows of the tickets with these numbers, the same in every run."""
    sheets = Sheets()
    for number in numbers:
        chance = Random(number)
        draft = draft_ticket(world, plan, number, chance)
        reference = reference_from_sequence(number)
        subject = find_voice(draft.person.language).name_matter(chance)
        write_ticket(sheets, draft, chance, reference=reference, subject=subject)
        write_spans(sheets, draft)
        write_entries(sheets, draft, subject, chance, plan)
        for place, running in enumerate(draft.running):
            write_commitment(sheets, draft, running, place)
        write_climb(sheets, draft)
        write_acts(sheets, draft, reference)
    return sheets


def write_ticket(
    sheets: Sheets, draft: Draft, chance: Random, *, reference: str, subject: str
) -> None:
    """Write the ticket and its reference."""
    first = draft.waiting
    closed = draft.ended if draft.state == "closed" else None
    sheets.add(
        "tickets_ticket",
        draft.number,
        draft.desk.id,
        reference,
        draft.person.organisation,
        draft.person.id,
        draft.desk.version,
        "mail" if chance.random() < 0.8 else "portal",
        subject,
        draft.person.language,
        "{}",
        "{}",
        draft.state,
        "t" if draft.is_ended else "f",
        *draft.axes,
        chance.choice(draft.desk.teams) if draft.triaged else None,
        draft.staff[0] if draft.triaged and chance.random() < 0.8 else None,
        *map(stamp, (draft.opened, draft.triaged, draft.answered, draft.ended, closed)),
        stamp(draft.answered or draft.opened),
        "desk" if draft.answered else "customer",
        stamp(first.due if first else None),
        first.promise.name if first else "",
        stamp(first.start if first else None),
        stamp(first.due) if first else NEVER,
        "[]",
        "",
        "",
    )
    sheets.add("tickets_reference", reference, draft.number)


def write_spans(sheets: Sheets, draft: Draft) -> None:
    """Write how long the ticket was in which state."""
    row = (draft.number, draft.person.organisation)
    change = stamp(draft.ended or draft.triaged)
    sheets.add("tickets_statespan", *row, "new", "", stamp(draft.opened), change)
    if change:
        sheets.add("tickets_statespan", *row, draft.state, "", change, None)


def write_entries(sheets: Sheets, draft: Draft, subject: str, chance: Random, plan: Plan) -> None:
    """Write what the customer said and what was answered: once each, or ten times."""
    pk = draft.number * ENTRIES_EACH
    text = say_something(draft, chance, plan)
    write_entry(sheets, draft, pk, draft.opened, subject, text, way="in")
    if draft.answered is None:
        text = say_something(draft, chance, plan, words=35)
        write_entry(sheets, draft, pk + 1, draft.opened, subject, text, way="confirmation")
        return
    text = say_something(draft, chance, plan, words=chance.randint(20, 60))
    write_entry(sheets, draft, pk + 1, draft.answered, subject, text, way="out")
    if draft.number in plan.thick:
        for place in range(2, THICK):
            text = say_something(draft, chance, plan)
            at, way = draft.answered + 30.0 * place, "out" if place % 2 else "in"
            write_entry(sheets, draft, pk + place, at, subject, text, way=way)


def say_something(draft: Draft, chance: Random, plan: Plan, *, words: int = 0) -> str:
    """Return a text with an identifier, and now and then a word that searches look for."""
    text = find_voice(draft.person.language).say(chance, words or chance.randint(25, 90))
    if chance.random() < 0.4:
        text += " " + make_identifier(chance)
    if not words:
        if (draft.number - plan.first) % max(plan.total // RARE_TICKETS, 1) == 3:
            text += " " + RARE
        if chance.random() < MIDDLING_SHARE:
            text += " " + MIDDLING
    return text


def write_entry(
    sheets: Sheets, draft: Draft, pk: int, at: float, subject: str, text: str, *, way: str
) -> None:
    """Write one entry; a confirmation is not searched."""
    person, desk = draft.person, draft.desk
    author = {
        "in": (f"contact:{person.id}", person.name, person.email),
        "out": (f"specialist:{draft.staff[0]}", draft.staff[1], desk.address),
        "confirmation": ("system", desk.name, desk.address),
    }[way]
    sheets.add(
        "tickets_entry",
        pk,
        draft.number,
        person.organisation,
        "confirmation" if way == "confirmation" else "mail",
        "in" if way == "in" else "out",
        "t",
        *author,
        stamp(at),
        person.language,
        subject,
        escape(text),
        "",
        "",
        f"<{pk}.bench@{author[2].rpartition('@')[2]}>",
    )
    if way != "confirmation":
        sheets.indexed.append(pk)
        sheets.accented.append(accented_words(f"{subject} {text}"))


def write_commitment(sheets: Sheets, draft: Draft, running: Running, place: int) -> None:
    """Write one commitment with its deadline and, while it runs, its marks."""
    pk = draft.number * DEADLINES_EACH + place
    organisation = draft.person.organisation
    start, due, met = map(stamp, (running.start, running.due, running.met))
    missed = due if running.due <= (running.met or draft.at) else None
    owned = (COMMITMENT, draft.number)
    sheets.add("clocks_deadline", pk, *owned, draft.desk.id, organisation, start, due, met, missed)
    sheets.add(
        "tickets_commitment",
        draft.number,
        draft.desk.id,
        organisation,
        *draft.axes,
        running.promise.cells,
        start,
        due,
        pk,
        start,
        met,
        missed,
        "1",
        "under",
        "[]",
        "",
        "",
    )
    for kind, instant, settled in running.list_marks(draft.at):
        sheets.add("clocks_mark", pk, *owned, organisation, kind, stamp(instant), stamp(settled))


def write_climb(sheets: Sheets, draft: Draft) -> None:
    """Write the climb of a ticket whose time to climb has come.

    Its first rung took the matter over; where the limit is about to fall due it is still called.
    """
    climbing = [
        (running, settled)
        for running in draft.running
        for kind, _, settled in running.list_marks(draft.at)
        if kind == "climb" and settled
    ]
    if not climbing:
        return
    running, began = climbing[0]
    desk, organisation = draft.desk, draft.person.organisation
    taken = None if running.falling else stamp(began + 300)
    pk = draft.number * DEADLINES_EACH + 3
    until = stamp(draft.at + 5 * 3600)
    start = stamp(began)
    briefing = json.dumps({"en": {"subject": "Please act now", "text": "See the request."}})
    owner = (draft.number, "ticket", draft.number, desk.id, organisation)
    end = (taken, "taken" if taken else "", "Support" if taken else "")
    sheets.add(
        "escalation_climb",
        *owner,
        "overdue",
        running.promise.name,
        briefing,
        COURSE,
        desk.address,
        desk.name,
        start,
        pk,
        *("1", "1", start, until),
        *end,
    )
    called = (RUNG, draft.number)
    sheets.add("clocks_deadline", pk, *called, desk.id, organisation, start, until, taken, None)
    if not taken:
        sheets.add("clocks_mark", pk, *called, organisation, "limit", until, None)
    for place, (key, office, mail) in enumerate(desk.rungs, start=1):
        now_called = (start, taken) if place == 1 else (None, None)
        rung = (draft.number, organisation, place, key, office, mail, "", "en", "00:10:00", "[]")
        sheets.add("escalation_rung", *rung, *now_called)


def write_acts(sheets: Sheets, draft: Draft, reference: str) -> None:
    """Write what the journal says of the ticket."""
    customer = f"contact:{draft.person.id}\t{draft.person.name}"
    specialist = f"specialist:{draft.staff[0]}\t{draft.staff[1]}"
    sent = json.dumps({"to": draft.person.email})
    opened = json.dumps({"reference": reference, "channel": "mail"})
    acts = [(draft.opened, "ticket.opened", customer, opened)]
    if draft.answered is None:
        acts.append((draft.opened + 1, "ticket.confirmed", "system\t", sent))
    else:
        acts.append((draft.answered, "ticket.answered", specialist, sent))
    if draft.ended:
        state = json.dumps({"before": "open", "after": draft.state, "reason": ""})
        acts.append((draft.ended, "ticket.state", specialist, state))
    place = (draft.desk.id, draft.person.organisation)
    for at, act, actor, facts in acts:
        sheets.add("journal_act", stamp(at), act, f"ticket:{draft.number}", actor, *place, facts)
