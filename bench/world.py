"""The world that the rows are about: desks with what they promise, organisations and contacts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import psycopg
import psycopg.sql

from bench.words import LANGUAGES, make_word
from permanence.promises.policies.rules import Policy, read_policy
from permanence.service.tickets.rules.promising import (
    Grounds,
    describe_losers,
    describe_target,
    judge_promises,
)

Connection = psycopg.Connection[tuple[Any, ...]]
ZONES = {
    "en": "Europe/London",
    "fr": "America/Toronto",
    "de": "Europe/Berlin",
    "it": "Europe/Rome",
    "es": "Europe/Madrid",
}
PEOPLE_EACH = 10
EMPTY = {
    "text": "''",
    "character varying": "''",
    "boolean": "false",
    "jsonb": "'[]'",
} | dict.fromkeys(("smallint", "integer", "bigint"), "0")


@dataclass(frozen=True)
class Promise:
    """One promise of a policy on some axes: the cells of its commitment, made once."""

    name: str
    cells: str
    seconds: float


@dataclass(frozen=True)
class DeskFacts:
    """A desk as rows refer to it."""

    id: int
    key: str
    name: str
    version: int
    address: str
    promises: dict[tuple[int, int | None], tuple[Promise, ...]]
    provisional: tuple[int, int | None]
    teams: tuple[int, ...]
    staff: tuple[tuple[int, str], ...]
    rungs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Person:
    """A contact as rows refer to it."""

    id: int
    organisation: int
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class World:
    """Everything a ticket may refer to, at the instant of loading."""

    desks: tuple[DeskFacts, ...]
    people: tuple[Person, ...]
    at: float


def escape(text: str) -> str:
    """Return a text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def give_defaults(connection: Connection) -> None:
    """Let rows leave out what a measurement does not care about: it is empty, no, or nought."""
    wanted = connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = 'public' and is_nullable = 'NO' and column_default is null"
        " and is_identity = 'NO' and column_name not like '%\\_id'"
    )
    for table, column, kind in wanted.fetchall():
        if kind in EMPTY:
            column_of = psycopg.sql.SQL("alter table {} alter column {} set default ").format(
                psycopg.sql.Identifier(table), psycopg.sql.Identifier(column)
            )
            connection.execute(column_of + psycopg.sql.SQL(EMPTY[kind]))


def settle_world(connection: Connection, *, people: int, at: datetime) -> World:
    """Add customers, staff and teams to a database that has policies; return the world."""
    give_defaults(connection)
    staff = add_staff(connection)
    desks = tuple(read_desks(connection, staff, at=at))
    return World(desks, add_people(connection, people), at.timestamp())


def read_pairs(connection: Connection, query: str) -> list[tuple[int, str]]:
    """Return the rows of a query as numbers with names."""
    return [(int(pk), str(name)) for pk, name in connection.execute(query.encode())]


def read_desks(
    connection: Connection, staff: list[tuple[int, str]], *, at: datetime
) -> list[DeskFacts]:
    """Return the desks with the promises of the policy that each has in force."""
    rows = connection.execute(
        "select distinct on (d.id) d.id, d.key, d.name, p.id, p.document"
        " from accounts_desk d join policies_policyversion p on p.desk_id = d.id"
        " order by d.id, p.number desc"
    ).fetchall()
    return [describe_desk(row, read_teams(connection, row[0]), tuple(staff), at=at) for row in rows]


def read_teams(connection: Connection, desk: int) -> tuple[int, ...]:
    """Return the teams of a desk."""
    rows = connection.execute("select id from accounts_team where desk_id = %s order by id", [desk])
    return tuple(int(pk) for (pk,) in rows)


def describe_desk(
    row: tuple[Any, ...],
    teams: tuple[int, ...],
    staff: tuple[tuple[int, str], ...],
    *,
    at: datetime,
) -> DeskFacts:
    """Return one desk from its row and its document."""
    pk, key, name, version, document = row
    policy = read_policy(document, file=key, version=1)
    severities: list[int | None] = [grade.number for grade in policy.severities] or [None]
    promises = {
        (level.number, severity): tuple(
            list_promises(policy, level=level.number, severity=severity, at=at)
        )
        for level in policy.levels
        for severity in severities
    }
    severity = policy.provisional_severity if policy.severities else None
    rungs = tuple(
        (rung.key, escape(json.dumps(dict(rung.title))), rung.contact_for(None).mail)
        for rung in policy.ladder.rungs
    )
    address = policy.mailboxes[0].address
    return DeskFacts(
        pk,
        key,
        name,
        version,
        address,
        promises,
        (policy.provisional_level, severity),
        teams,
        staff,
        rungs,
    )


def list_promises(
    policy: Policy, *, level: int, severity: int | None, at: datetime
) -> list[Promise]:
    """Return the promises on some axes, as a commitment's cells."""
    found = []
    grounds = Grounds((policy,), level=level, severity=severity)
    for judged in judge_promises(grounds, start=at):
        offer = judged.offer
        cells = (
            judged.promise,
            offer.nature,
            "t" if offer.clause.published else "f",
            offer.clause.key,
            offer.clause.source,
            json.dumps(dict(offer.clause.text), ensure_ascii=False),
            offer.calendar_key,
            json.dumps(describe_target(offer.target)),
            json.dumps(describe_losers(judged.verdict), ensure_ascii=False),
        )
        span = (judged.due_at - at).total_seconds() if judged.due_at else 0.0
        found.append(Promise(judged.promise, "\t".join(map(escape, cells)), span))
    return found


def add_staff(connection: Connection) -> list[tuple[int, str]]:
    """Add specialists who answer, and three teams to each desk; log-ins are made by the product."""
    names = ("Ada", "Bruno", "Carla", "Denis", "Elif", "Franka", "Gil", "Hanne")
    for number, name in enumerate(names):
        connection.execute(
            "with one as (insert into accounts_user (password, email, is_active, language, theme,"
            " zone) values ('!', %s, true, %s, 'auto', 'UTC') returning id)"
            " insert into accounts_specialist (user_id, name, level) select id, %s, 3 from one",
            [f"{name.lower()}@desk.example", LANGUAGES[number % 5], name],
        )
    connection.execute(
        "insert into accounts_staffrole (specialist_id, desk_id, role)"
        " select s.id, d.id, 'specialist' from accounts_specialist s, accounts_desk d"
        " on conflict do nothing"
    )
    connection.execute(
        "insert into accounts_team (desk_id, key, name, levels, position, mode)"
        " select id, 'level-' || n, 'Level ' || n, to_jsonb(array[n]), n, 'hand'"
        " from accounts_desk, generate_series(1, 3) n"
    )
    return read_pairs(connection, "select id, name from accounts_specialist order by id")


def add_people(connection: Connection, many: int) -> tuple[Person, ...]:
    """Add organisations, each with a mail domain and ten contacts; return the contacts."""
    chance = Random("people")
    people: list[Person] = []
    for number in range(1, many // PEOPLE_EACH + 1):
        language = LANGUAGES[number % len(LANGUAGES)]
        name = f"{make_word(chance, language).capitalize()} {make_word(chance, 'it').capitalize()}"
        domain = f"customer{number}.example"
        row = connection.execute(
            "insert into accounts_organisation (name, language, zone, region)"
            " values (%s, %s, %s, '') returning id",
            [name, language, ZONES[language]],
        ).fetchone()
        organisation = int(row[0]) if row else 0
        connection.execute(
            "insert into accounts_organisationdomain (organisation_id, domain) values (%s, %s)",
            [organisation, domain],
        )
        for place in range(PEOPLE_EACH):
            first, last = (make_word(chance, language).capitalize() for _ in range(2))
            email = f"{first.lower()}.{place}@{domain}"
            people.append(Person(0, organisation, f"{first} {last}", email, language))
    return write_people(connection, people)


def write_people(connection: Connection, people: list[Person]) -> tuple[Person, ...]:
    """Write contacts and return them with their numbers."""
    columns = "organisation_id, name, email, language, phone, zone, region, is_technical"
    with connection.cursor().copy(f"copy accounts_contact ({columns}) from stdin") as copy:
        for one in people:
            copy.write_row((one.organisation, one.name, one.email, one.language, "", "", "", False))
    rows = connection.execute(
        "select id, organisation_id, name, email, language from accounts_contact"
        " where organisation_id is not null order by id"
    )
    return tuple(Person(*row) for row in rows)
