"""A customer reads its own file, less the notes; of a confidential one only its knowers know.

References are drawn from one sequence.
"""

from typing import Any

from django.db import migrations

from permanence.ground.lib.roles import (
    CONTACT,
    KNOWN_TICKET,
    OWN_OR_CONTACT,
    GrantSequence,
    HideFromStaff,
    TableRights,
    role_name,
)

OWN_TICKET = "exists (select 1 from tickets_ticket t where t.id = ticket_id)"
OWN_FILE = f"({OWN_OR_CONTACT}) and (not contact_only or contact_id = {CONTACT})"
KNOWN = "not confidential or permanence_knows(id)"
KNOWN_BOTH = "permanence_opens(ticket_id) and permanence_opens(other_id)"
OWN_ENTRY = "exists (select 1 from tickets_entry e where e.id = entry_id)"
NUMBERS = "create sequence tickets_reference_sequence"


NO_CIRCLE = """
create function tickets_refuse_circle() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    -- One at a time: two links that close a circle together each see but the other's absence.
    perform pg_advisory_xact_lock(7061511);
    if exists (
        with recursive up (ticket_id) as (
            select new.other_id
            union
            select l.other_id from tickets_link l join up on l.ticket_id = up.ticket_id
            where l.kind = new.kind and l.ended_at is null
        )
        select 1 from up where up.ticket_id = new.ticket_id
    ) then
        raise check_violation using message = 'links lead in no circle',
            constraint = 'links_lead_in_no_circle';
    end if;
    return new;
end $$;
create trigger link_leads_in_no_circle before insert on tickets_link
    for each row when (new.kind in ('parent', 'duplicate'))
    execute function tickets_refuse_circle();
"""

# Reports ask for promises by what their requests are: by the severity and level of now.
PROMISES_KNOW_THEIR_GRADE = """
create function tickets_tell_grade() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    update tickets_commitment set severity = new.severity, level = new.level
        where ticket_id = new.id and replaced_at is null;
    return null;
end $$;
revoke all on function tickets_tell_grade() from public;
create trigger promises_know_their_grade after update of severity, level on tickets_ticket
    for each row when ((old.severity, old.level) is distinct from (new.severity, new.level))
    execute function tickets_tell_grade();
"""
PROMISES_KNOW_NO_GRADE = """
drop trigger promises_know_their_grade on tickets_ticket;
drop function tickets_tell_grade();
"""


OWN_CALL = (
    "owner = 'ticket' and permanence_opens(subject)"
    " or owner = 'escalation.call' and exists (select 1 from escalation_call c where c.id = subject)"
    " or owner <> all (array['ticket', 'escalation.call'])"
)
OWN_INSTALLATION = """
alter table tickets_ticket add constraint ticket_names_its_customers_installation
    foreign key (installation_id, organisation_id)
    references catalogue_installation (id, organisation_id)
"""

WORDS_GO_WITH_THEIR_FILE = """
create function tickets_drop_words() returns trigger language plpgsql as $$
begin
    delete from tickets_searchrow where entry_id = old.entry_id and file = old.id;
    return null;
end $$;
create trigger words_go_with_their_file after delete on tickets_attachment
    for each row execute function tickets_drop_words();
"""


# Each of them answers for the log-in that the transaction named (`ground.lib.db.staff`). They stand
# above row security: the policies of the tables that they read ask them in turn.
KNOWING = """
create function permanence_knows(asked bigint) returns boolean language plpgsql
    stable parallel safe security definer set search_path = public, pg_temp as $$
declare
    reader bigint := nullif(current_setting('permanence.reader', true), '')::bigint;
    moment timestamptz := nullif(current_setting('permanence.at', true), '')::timestamptz;
begin
    return exists (
        select 1 from tickets_knower k join accounts_specialist s on s.user_id = reader
        where k.ticket_id = asked and (k.until is null or k.until > moment)
        and (k.specialist_id = s.id or k.team_id in (
            select m.team_id from accounts_team_members m where m.specialist_id = s.id))
    );
end $$;
create function permanence_opens(asked bigint) returns boolean language plpgsql
    stable parallel safe security definer set search_path = public, pg_temp as $$
begin
    return not exists (
        select 1 from tickets_secrecy s where s.ticket_id = asked and s.ended_at is null
    ) or permanence_knows(asked);
end $$;
create function permanence_opens_subject(asked text) returns boolean language plpgsql
    stable parallel safe security definer set search_path = public, pg_temp as $$
begin
    return asked !~ '^ticket:[0-9]{1,18}$' or permanence_opens(substr(asked, 8)::bigint);
end $$;
revoke all on function permanence_knows(bigint), permanence_opens(bigint),
    permanence_opens_subject(text) from public;
"""
KNOWING_GONE = """
drop function permanence_opens_subject(text);
drop function permanence_opens(bigint);
drop function permanence_knows(bigint);
"""


def let_staff_ask(apps: object, schema_editor: Any) -> None:
    """Let the policies of staff call the functions that say what a reader may know."""
    schema_editor.execute(
        "grant execute on function permanence_knows(bigint), permanence_opens(bigint),"
        f' permanence_opens_subject(text) to "{role_name("staff")}"'
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0001_initial"),
        ("files", "0002_rights"),
        ("catalogue", "0002_rights"),
        ("attention", "0002_rights"),
        ("escalation", "0002_rights"),
        ("knowledge", "0002_rights"),
        ("journal", "0002_partitions_and_rights"),
        ("outbox", "0002_rights"),
        ("ways", "0002_rights"),
        ("wording", "0003_words"),
    ]

    operations = [
        migrations.RunSQL(NUMBERS, "drop sequence tickets_reference_sequence"),
        migrations.RunSQL(KNOWING, KNOWING_GONE),
        migrations.RunPython(let_staff_ask, migrations.RunPython.noop),
        TableRights("tickets_ticket", staff=KNOWN, portal=OWN_FILE),
        TableRights("tickets_secrecy", staff=KNOWN_TICKET),
        TableRights("tickets_knower", staff=KNOWN_TICKET),
        TableRights("tickets_reference", staff=KNOWN_TICKET, portal=OWN_TICKET),
        TableRights("tickets_statespan", staff=KNOWN_TICKET, portal=OWN_TICKET),
        TableRights("tickets_agreeddate", staff=KNOWN_TICKET, portal=OWN_TICKET),
        TableRights("tickets_merge", staff=KNOWN_TICKET),
        TableRights("tickets_link", house="select, insert, update", staff=KNOWN_BOTH),
        TableRights("tickets_snooze", staff=KNOWN_TICKET, house="select, insert, update"),
        TableRights("tickets_sweep"),
        TableRights("tickets_suggestion", staff=KNOWN_TICKET),
        TableRights("tickets_signsversion", house="select, insert"),
        TableRights("tickets_entry", staff=KNOWN_TICKET, portal=f"is_public and {OWN_TICKET}"),
        TableRights("tickets_attachment", staff=OWN_ENTRY, portal=OWN_ENTRY),
        TableRights("tickets_commitment", staff=KNOWN_TICKET, portal=OWN_TICKET),
        TableRights("tickets_searchrow"),
        TableRights("tickets_draft", staff=KNOWN_TICKET),
        TableRights("tickets_enquiry", staff=KNOWN_TICKET),
        TableRights("tickets_escalation", staff=KNOWN_TICKET, portal=OWN_TICKET),
        TableRights("tickets_introduction", staff=KNOWN_TICKET),
        TableRights("tickets_validation", staff=KNOWN_TICKET),
        TableRights("tickets_finding", staff=KNOWN_TICKET),
        TableRights("tickets_askedfile", staff=KNOWN_TICKET),
        TableRights(
            "tickets_resolution",
            staff=KNOWN_TICKET,
            portal=f"is_told and resolved_at is not null and reopened_at is null and {OWN_TICKET}",
        ),
        TableRights("tickets_stagedfile", staff=KNOWN_TICKET),
        TableRights("tickets_tickettrace", staff=KNOWN_TICKET),
        # Machines know nothing of tickets: what a ticket owns of them is said here.
        HideFromStaff("escalation_climb", "owner <> 'ticket' or permanence_opens(subject)"),
        HideFromStaff(
            "escalation_rung", "exists (select 1 from escalation_climb c where c.id = climb_id)"
        ),
        HideFromStaff(
            "escalation_call", "exists (select 1 from escalation_climb c where c.id = climb_id)"
        ),
        HideFromStaff("outbox_message", "permanence_opens_subject(owner)"),
        HideFromStaff("ways_call", OWN_CALL),
        HideFromStaff("ways_attempt", "exists (select 1 from ways_call c where c.id = call_id)"),
        HideFromStaff("ways_reply", "exists (select 1 from ways_call c where c.id = call_id)"),
        HideFromStaff("journal_act", "permanence_opens_subject(subject)"),
        HideFromStaff("knowledge_usage", "permanence_opens(ticket)"),
        HideFromStaff("attention_notice", "permanence_opens_subject(subject)"),
        GrantSequence("tickets_reference_sequence"),
        migrations.RunSQL(
            OWN_INSTALLATION,
            "alter table tickets_ticket drop constraint ticket_names_its_customers_installation",
        ),
        migrations.RunSQL(
            NO_CIRCLE,
            "drop trigger link_leads_in_no_circle on tickets_link;"
            " drop function tickets_refuse_circle()",
        ),
        migrations.RunSQL(
            WORDS_GO_WITH_THEIR_FILE,
            "drop trigger words_go_with_their_file on tickets_attachment;"
            " drop function tickets_drop_words()",
        ),
        migrations.RunSQL(PROMISES_KNOW_THEIR_GRADE, PROMISES_KNOW_NO_GRADE),
    ]
