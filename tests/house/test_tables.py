"""The database itself keeps customers apart, whatever a page asks for (SPEC C6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house, portal
from permanence.promises.contracts.rules import HoursRow
from permanence.promises.policies.queries import policy_of_version
from permanence.service.agreements.actions import ask_change
from permanence.service.incidents.actions import judge_customers, say_me_too, start_clock
from permanence.service.incidents.models import Incident
from permanence.service.intake.actions.forms import Answers, send_form
from permanence.service.notices.actions import (
    approve_notice,
    draft_notices,
    mark_read,
    post_released,
)
from permanence.service.notices.models import Delivery
from permanence.service.notices.rules import Customer, NewNotice
from permanence.service.tickets.actions import Answer, add_note, answer_ticket, resolve_ticket
from permanence.service.tickets.actions.escalating import Plea, escalate_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.timesheets.actions import log_time
from permanence.service.timesheets.rules import Spent
from permanence.service.trace.actions import add_trace_source, take_events
from permanence.service.trace.rules.events import Kind, Told
from permanence.world.accounts.actions import NewContact, add_contacts
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.catalogue.actions import enter_installation, strike_piece, write_piece
from permanence.world.catalogue.rules import InstallationCard, PieceCard
from tests.agreeing import agree, judge_hard
from tests.cast import World, add_contract
from tests.service.incidents.leading import declare
from tests.service.reviews.looking_back import approve, give_summary, look_back
from tests.stage import PutUp, Scene, Stage

TABLES = """
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname
"""

# What belongs to no customer: the installation's own, and links between two rows that say whose.
WITHOUT_CUSTOMER = {
    "accounts_absence",
    "accounts_attempt",
    "accounts_authenticator",
    "accounts_desk",
    "accounts_loginevent",
    "accounts_passkey",
    "accounts_recoverycode",
    "accounts_session",
    "accounts_specialist",
    "accounts_staffrole",
    "accounts_team",
    "accounts_team_members",
    "accounts_user",
    "agreements_delegation",
    "alerts_alert",
    "alerts_alertturn",
    "alerts_delivery",
    "alerts_place",
    "alerts_silence",
    "alerts_source",
    "attention_browser",
    "attention_channels",
    "attention_notice",
    "attention_push",
    "attention_pushkey",
    "attention_reachquiet",
    "attention_reachway",
    "attention_stir",
    "attention_viewing",
    "attention_watch",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "automation_place",
    "automation_rule",
    "automation_ruleversion",
    "boards_figures",
    "bulk_bulk",
    "catalogue_component",
    "catalogue_dependency",
    "clocks_watchbeat",
    "clocks_watchsilence",
    "django_content_type",
    "django_migrations",
    "duty_check",
    "duty_handoff",
    "duty_warning",
    "incidents_capturedact",
    "incidents_chainend",
    "incidents_failurelook",
    "incidents_impactconfirmation",
    "incidents_impactrevision",
    "incidents_handover",
    "incidents_incident",
    "incidents_incidentcomponent",
    "incidents_judgement",
    "incidents_member",
    "incidents_pinnedfact",
    "incidents_recordversion",
    "incidents_summons",
    "incidents_task",
    "incidents_suspicionplace",
    "journal_access",
    "knowledge_article",
    "knowledge_practice",
    "knowledge_reading",
    "knowledge_topic",
    "knowledge_usage",
    "knowledge_verdict",
    "knowledge_version",
    "knowledge_word",
    "notices_notice",
    "notices_templateversion",
    "maintenance_window",
    "maintenance_windowcomponent",
    "policies_policyversion",
    "privacy_disposal",
    "privacy_leftover",
    "privacy_run",
    "privacy_scheduleversion",
    "reports_count",
    "reports_ranking",
    "reviews_cause",
    "reviews_contribution",
    "reviews_extension",
    "reviews_measure",
    "reviews_measurecause",
    "reviews_postmortem",
    "reviews_postmortemversion",
    "reviews_summary",
    "reviews_summaryversion",
    "rotas_cover",
    "rotas_feed",
    "rotas_requirement",
    "rotas_rota",
    "rotas_rotaversion",
    "rotas_swap",
    "sign_on_approach",
    "sign_on_binding",
    "sign_on_provider",
    "status_appearance",
    "status_delivery",
    "status_handcondition",
    "status_page",
    "status_standing",
    "status_update",
    "tickets_signsversion",
    "trace_tracesource",
    "ways_provider",
    "wording_cannedanswer",
    "wording_cannedfile",
    "wording_cannedversion",
    "wording_macro",
    "wording_mailtext",
    "wording_requesttemplate",
    "worklists_gathering",
    "worklists_savedview",
    "worklists_word",
}
# Customer rows that are told apart by the row they belong to.
BY_THEIR_OWNER = {
    "accounts_organisation": "is the customer",
    "customers_contactkey": "belongs to its contact; the house alone reads it",
    "customers_contactmerge": "belongs to its two contacts; the house alone reads it",
    "customers_sharedkey": "says how many contacts have a key; the house alone reads it",
    "files_extract": "is the text inside a content, and goes with it; the house alone reads it",
    "intake_blockedsender": "is of no customer: they are never blocked",
    "intake_letter": "arrives before anybody knows whose it is; the house alone reads it",
    "tickets_reference": "belongs to its ticket",
    "trace_event": "belongs to its passage",
}
LOGIN_MAY_USE = {
    "accounts_attempt",
    "accounts_authenticator",
    "accounts_loginevent",
    "accounts_passkey",
    "accounts_recoverycode",
    "accounts_session",
    "accounts_user",
    "clocks_watchbeat",
    "django_migrations",
}
HOUSE_MAY_NOT_READ = {
    "accounts_authenticator",
    "accounts_loginevent",
    "accounts_passkey",
    "accounts_recoverycode",
    "accounts_session",
}
PUBLISHED = {
    "accounts_desk",
    "catalogue_component",
    "catalogue_dependency",
    "knowledge_article",
    "knowledge_topic",
    "knowledge_version",
    "policies_policyversion",
    "status_page",
    "status_standing",
}

# Whose a row is, in words the house can ask by; `{org}` and `{contact}` are the customer's ids.
TICKET = "(organisation_id = {org} or organisation_id is null and contact_id = {contact})"
OF_TICKET = f"ticket_id in (select id from tickets_ticket where {TICKET})"
OWNED = {
    "accounts_contact": "organisation_id = {org} or id = {contact}",
    "accounts_organisation": "id = {org}",
    "agreements_agreementversion": f"offered_at is not null and {OF_TICKET}",
    "agreements_wish": OF_TICKET,
    "catalogue_installation": "organisation_id = {org}",
    "catalogue_piece": "struck_at is null and organisation_id = {org}",
    "contracts_contract": "organisation_id = {org}",
    "contracts_contractversion": "organisation_id = {org}",
    "contracts_drawing": "organisation_id = {org}",
    "contracts_lot": "organisation_id = {org}",
    "contracts_subscription": "organisation_id = {org}",
    "files_blob": TICKET,
    "notices_delivery": "queued_at is not null and organisation_id = {org}",
    "notices_reading": "organisation_id = {org}",
    "incidents_incidentclock": (
        "organisation_id = {org} and incident_id in (select t.incident_id from incidents_touched t"
        " join incidents_incident i on i.id = t.incident_id where t.organisation_id = {org}"
        " and t.standing <> 'excluded' and i.kind = 'disruption' and not i.drill"
        " and i.state in ('declared', 'resolved')"
        " and t.revision_id in (select max(id) from incidents_impactrevision group by incident_id))"
    ),
    "incidents_metoo": "organisation_id = {org} and contact_id = {contact}",
    "incidents_touched": (
        "organisation_id = {org} and standing <> 'excluded' and revision_id in ("
        "select max(id) from incidents_impactrevision group by incident_id)"
    ),
    "reviews_summarycopy": TICKET,
    "reviews_summaryrequest": TICKET,
    "timesheets_extratime": "organisation_id = {org}",
    "timesheets_timeentry": "organisation_id = {org}",
    "tickets_agreeddate": OF_TICKET,
    "tickets_attachment": (
        f"entry_id in (select id from tickets_entry where is_public and {OF_TICKET})"
    ),
    "tickets_commitment": OF_TICKET,
    "tickets_escalation": OF_TICKET,
    "tickets_entry": f"is_public and {OF_TICKET}",
    "tickets_reference": OF_TICKET,
    "tickets_resolution": (
        f"is_told and resolved_at is not null and reopened_at is null and {OF_TICKET}"
    ),
    "tickets_statespan": OF_TICKET,
    "tickets_ticket": TICKET,
    "trace_event": "passage_id in (select id from trace_passage where organisation_id = {org})",
    "trace_passage": "organisation_id = {org}",
}
KEYS = {"tickets_reference": "number"}


def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def tables() -> list[str]:
    """Return the name of every table."""
    return [str(name) for (name,) in ask(TABLES)]


def granted_to(role: str, right: str) -> set[str]:
    """Return the tables on which a role has a right."""
    return {
        table
        for table in tables()
        if ask("select has_table_privilege(%s, %s, %s)", f"permanence_{role}", table, right)[0][0]
    }


@contextmanager
def refused() -> Iterator[None]:
    """Expect that the database refuses the block, and go on."""
    with pytest.raises(DatabaseError, match=r"denied|row-level security"), transaction.atomic():
        yield


def fill_files(world: World) -> list[Contact]:
    """Four customers with full files: two of organisations, two of none."""
    with house():
        newcomer = NewContact("somebody@elsewhere.example", "Some Body", None, "en")
        other = add_contacts([newcomer])[newcomer.email]
        for number, organisation in enumerate((world.brightwater, world.verdier)):
            add_contract(
                organisation,
                desk=world.messaging,
                number=f"T-{number}",
                starts=world.at.date() - timedelta(days=90),
                at=world.at - timedelta(days=20),
                hours=HoursRow("1 hour", "year", "always", at_zero="ask"),
            )
            write_record(organisation, at=world.at)
        touch_customers(world)
        tell_customers(world)
        incident = look_back(world).incident
        approve(world, incident)
        carry_messages(world)
    people = [world.ada, world.claire, world.stranger, other]
    for contact in people:
        fill_file(world, contact, incident)
    return people


@pytest.fixture(scope="module")
def files(stage: Stage) -> Scene[list[Contact]]:
    return stage.rehearse(fill_files)


@pytest.fixture
def customers(files: Scene[list[Contact]], put_up: PutUp) -> list[Contact]:
    made: list[Contact] = put_up(files)[1]
    return made


def write_record(organisation: Organisation, *, at: datetime) -> None:
    """Write down what a customer runs, and take a piece of it back."""
    sam = Actor("specialist:1", "Sam Okoro")
    card = InstallationCard("Main", "Faxing", "production", "desk", "customer")
    made = enter_installation(organisation, card, by=sam, at=at)
    write_piece(made, PieceCard("version", "", "6.2"), by=sam, at=at)
    wrong = write_piece(made, PieceCard("server", "fax-1", "Linux"), by=sam, at=at)
    strike_piece(made, wrong.pk, by=sam, at=at)


def touch_customers(world: World) -> None:
    """Declare a disruption: both customers have a clock and say that it touches them, too.

    One more is excluded.
    """
    incident = declare(world)
    other = Organisation.objects.create(name="Somebody Else")
    judge_customers(
        incident,
        [other.pk],
        standing="excluded",
        reason="Has nothing of it",
        at=world.at,
        by=Actor("specialist:3", "Lena Vos"),
    )
    for contact in (world.ada, world.claire):
        organisation = contact.organisation_id
        assert organisation
        start_clock(
            incident,
            "notify",
            since="added",
            start_at=world.at,
            goal=None,
            limit=timedelta(minutes=30),
            at=world.at,
            organisation=organisation,
        )
        with portal(organisation=organisation, contact=contact.pk):
            say_me_too(incident.pk, organisation=organisation, contact=contact.pk, at=world.at)


def carry_messages(world: World) -> None:
    """Let a message of each customer be delivered, and one of nobody whom the desk knows."""
    source, _token = add_trace_source(
        world.messaging.pk, "Relay", by=Actor("specialist:1", "Sam Okoro"), at=world.at
    )
    senders = (world.ada.email, world.claire.email, "nobody@elsewhere.example")
    take_events(
        source,
        [
            Told(one, world.at, Kind.DELIVERED, "to@example.org", job=one, facts={"sender": one})
            for one in senders
        ],
        at=world.at,
    )


def tell_customers(world: World) -> None:
    """Send both customers a notice, which one person of each has read; another is not sent."""
    lena = Actor("specialist:3", "Lena Vos")
    customers = [Customer(world.brightwater.pk), Customer(world.verdier.pk)]
    new = NewNotice(
        owner="incidents.incident",
        subject=1,
        desk=world.messaging.pk,
        kind="disruption",
        severity=1,
        stage="first",
        title="I-1",
        customers=customers,
        instants={"since": world.at},
        every=timedelta(hours=1),
    )
    approve_notice(draft_notices(new, at=world.at), seen=1, by=lena, at=world.at)
    post_released(at=world.at)
    draft_notices(new, at=world.at)
    for contact in (world.ada, world.claire):
        with portal(organisation=contact.organisation_id, contact=contact.pk):
            mark_read(Delivery.objects.get(contact=contact), contact=contact, at=world.at)


def fill_file(world: World, contact: Contact, incident: Incident) -> None:
    """Open a ticket with an answer, a note and files on both."""
    part = Part("log.txt", "text/plain", contact.email.encode())
    ticket = world.ticket(contact, parts=[part])
    sam = Actor("specialist:1", "Sam Okoro")
    with house():
        policy = policy_of_version(ticket.policy_version_id)
        answer_ticket(ticket, Answer("Done.", parts=[part]), policy=policy, by=sam, at=world.at)
        add_note(ticket, text="A note.", by=sam, at=world.at, parts=[part])
        judge_hard(ticket, by=world.sam, at=world.at)
        agree(world, ticket)
        ask_change(ticket, "change", text="Sooner.", at=world.at)
        spent = Spent(world.at - timedelta(hours=2), 7200, "troubleshooting")
        log_time(ticket, spent, specialist=world.sam, by=sam, at=world.at)
        resolve_ticket(ticket, by=sam, at=world.at, said="Done.")
        plea = Plea("It came late.", "portal", "commitments")
        escalate_ticket(ticket, plea, said_at=world.at, at=world.at)
        give_summary(world, incident, ticket)


def test_every_table_has_row_level_security(db: None) -> None:
    open_tables = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and not relrowsecurity"
    )

    assert open_tables == []


def test_nobody_who_connects_stands_above_it(db: None) -> None:
    above = ask(
        "select rolname from pg_roles where rolname like 'permanence\\_%%'"
        " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"
    )
    owned = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relowner in (select oid from pg_roles where rolname like 'permanence\\_%%')"
    )

    assert above == owned == []


def test_every_table_with_customers_in_it_says_whose_each_row_is(db: None) -> None:
    told = {
        str(table)
        for (table,) in ask(
            "select table_name from information_schema.columns"
            " where table_schema = 'public' and column_name = 'organisation_id'"
        )
    }
    with house():
        visible = {
            str(table)
            for (table,) in ask(
                "select relname from pg_attribute a join pg_class c on c.oid = a.attrelid"
                " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
                " and attname = 'organisation_id' and not attisdropped"
            )
        }

    assert set(tables()) - (told | visible) == WITHOUT_CUSTOMER | BY_THEIR_OWNER.keys()


def test_the_log_in_alone_reads_nothing(world: World) -> None:
    for table in set(tables()) - LOGIN_MAY_USE:
        with refused():
            ask(f'select 1 from "{table}" limit 1')

    assert granted_to("login", "select") == LOGIN_MAY_USE


def test_a_query_that_forgets_its_role_fails(world: World) -> None:
    world.ticket(world.ada)

    with refused():
        Ticket.objects.count()


def test_the_portal_reads_these_tables_and_changes_none(db: None) -> None:
    assert granted_to("portal", "select") == OWNED.keys() | PUBLISHED
    assert granted_to("portal", "insert") == {
        "incidents_metoo",
        "intake_form",
        "intake_formfile",
        "notices_reading",
    }
    for right in ("update", "delete", "truncate"):
        assert granted_to("portal", right) == set(), right


@pytest.mark.parametrize("table", OWNED)
def test_the_portal_shows_a_customer_its_own_rows_and_no_others(
    customers: list[Contact], table: str
) -> None:
    key = KEYS.get(table, "id")
    seen_by_all: list[set[Any]] = []
    for contact in customers:
        whose = {"org": contact.organisation_id or "null", "contact": contact.pk}
        with house():
            own = set(ask(f'select {key} from "{table}" where {OWNED[table].format(**whose)}'))
            others = set(ask(f'select {key} from "{table}"')) - own
        with portal(organisation=contact.organisation_id, contact=contact.pk):
            seen = set(ask(f'select {key} from "{table}"'))

        assert seen == own, contact.name
        assert others, "another customer has rows as well"
        seen_by_all.append(seen)
    assert all(
        seen
        for contact, seen in zip(customers, seen_by_all, strict=True)
        if contact.organisation_id
    )
    for number, seen in enumerate(seen_by_all):
        assert all(not seen & other for other in seen_by_all[number + 1 :])


def test_nobody_known_sees_no_row_of_any_customer(customers: list[Contact]) -> None:
    with portal(organisation=None, contact=None):
        seen = {table: ask(f'select 1 from "{table}"') for table in OWNED}

    assert {table for table, rows in seen.items() if rows} == set()


def test_a_policy_is_public(world: World) -> None:
    with portal(organisation=None, contact=None):
        assert len(ask("select 1 from policies_policyversion")) == 2


def test_only_public_components_are_published_and_what_needs_what_among_them(
    world: World,
) -> None:
    with house():
        hidden = set(ask("select id from catalogue_component where not is_public"))
    with portal(organisation=None, contact=None):
        seen = set(ask("select id from catalogue_component"))
        ends = ask("select component_id, needs_id from catalogue_dependency")

    assert hidden
    assert seen
    assert ends
    assert not hidden & seen
    assert {(end,) for pair in ends for end in pair} <= seen


def test_a_form_is_added_in_ones_own_name_only(world: World) -> None:
    answers = Answers(
        key=uuid4(),
        desk=world.messaging.pk,
        name="",
        email="",
        subject="Theirs",
        text="Not mine.",
        language="en",
        facts={},
        files=[Part("x.txt", "text/plain", b"x")],
    )
    theirs = {"contact": world.claire.pk, "organisation": world.claire.organisation_id}
    with portal(organisation=world.ada.organisation_id, contact=world.ada.pk):
        with refused():
            send_form(answers, **theirs, at=world.at)
        with refused():
            send_form(answers, contact=None, organisation=None, at=world.at)
        send_form(
            answers, contact=world.ada.pk, organisation=world.ada.organisation_id, at=world.at
        )
        with refused():
            ask("select 1 from intake_form")
