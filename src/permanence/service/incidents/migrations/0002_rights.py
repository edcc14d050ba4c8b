"""Who knows of which incident, and a record that nobody changes: by rights and by triggers."""

from typing import Any

from django.db import migrations

from permanence.ground.lib.roles import (
    CONTACT,
    KNOWN_INCIDENT,
    KNOWN_TICKET,
    OWN,
    GrantSequence,
    TableRights,
    role_name,
)

KNOWN = "kind <> 'security' or permanence_sees_incident(id, desk_id, lead_id, opened_by)"
SEQUENCE = "create sequence incidents_number_sequence start 1001;"
# They answer for the log-in that the transaction named, and stand above row security. The roles are
# those that lead incidents or let notices of them go out; a test compares them.
KNOWING = """
create function permanence_sees_incident(
    asked bigint, desk bigint, lead bigint, opener text
) returns boolean language plpgsql
    stable parallel safe security definer set search_path = public, pg_temp as $$
declare
    reader bigint := nullif(current_setting('permanence.reader', true), '')::bigint;
begin
    return exists (
        select 1 from accounts_specialist s
        where s.user_id = reader and (
            s.id = lead
            or opener = 'specialist:' || s.id
            or exists (
                select 1 from accounts_staffrole r
                where r.specialist_id = s.id and r.desk_id = desk and r.role in ('supervisor', 'manager',
                    'incident_investigation', 'incident_notification'))
            or exists (
                select 1 from incidents_member m
                where m.specialist_id = s.id and m.incident_id = asked and m.left_at is null)
        )
    );
end $$;
create function permanence_knows_incident(asked bigint) returns boolean language plpgsql
    stable parallel safe security definer set search_path = public, pg_temp as $$
begin
    return exists (
        select 1 from incidents_incident i
        where i.id = asked and (i.kind <> 'security'
            or permanence_sees_incident(i.id, i.desk_id, i.lead_id, i.opened_by))
    );
end $$;
revoke all on function permanence_sees_incident(bigint, bigint, bigint, text),
    permanence_knows_incident(bigint) from public;
"""
KNOWING_GONE = """
drop function permanence_knows_incident(bigint);
drop function permanence_sees_incident(bigint, bigint, bigint, text);
"""
CHAIN = """
create function incidents_seal() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
declare
    ending incidents_chainend;
begin
    insert into incidents_chainend (incident_id, number, hash) values (new.incident_id, 0, '')
        on conflict do nothing;
    select * into ending from incidents_chainend where incident_id = new.incident_id for update;
    if new.number <> ending.number + 1 or new.previous <> ending.hash then
        raise exception 'an event is added at the end of its incident';
    end if;
    if new.hash <> encode(sha256(convert_to(
        new.previous || ':' || new.incident_id || ':' || new.number || ':' || new.kind || ':'
        || (extract(epoch from new.at) * 1000000)::bigint || ':' || new.digest, 'UTF8')), 'hex')
    then
        raise exception 'an event is sealed to the one before it';
    end if;
    if new.facts is null or new.salt is null or new.erased_at is not null then
        raise exception 'an event tells something when it is written';
    end if;
    update incidents_chainend set number = new.number, hash = new.hash
        where incident_id = new.incident_id;
    return new;
end $$;
create trigger event_is_sealed before insert on incidents_event
    for each row execute function incidents_seal();

create function incidents_keep_event() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.erased_at is null and new.erased_at is not null
        and new.facts is null and new.salt is null and new.actor = '' and new.actor_name = ''
        and new.happened_at is null and new.organisation_id is null
        and (old.id, old.incident_id, old.number, old.kind, old.at, old.digest, old.previous,
             old.hash)
        = (new.id, new.incident_id, new.number, new.kind, new.at, new.digest, new.previous,
           new.hash)
        and exists (
            select 1 from incidents_event e
            where e.incident_id = old.incident_id and e.kind = 'erased'
            and e.facts ->> 'number' = old.number::text)
    then
        return new;
    end if;
    raise exception 'what is written of an incident is never changed';
end $$;
create trigger event_is_kept before update or delete on incidents_event
    for each row execute function incidents_keep_event();

create function incidents_erase(event bigint, moment timestamptz) returns void language sql
    security definer set search_path = public, pg_temp as $$
    update incidents_event set facts = null, salt = null, actor = '', actor_name = '',
        happened_at = null, organisation_id = null, erased_at = moment where id = event
$$;
revoke all on function incidents_erase(bigint, timestamptz) from public;
"""
CHAIN_GONE = """
drop function incidents_erase(bigint, timestamptz);
drop trigger event_is_kept on incidents_event;
drop function incidents_keep_event();
drop trigger event_is_sealed on incidents_event;
drop function incidents_seal();
"""
VERDICTS = """
create function incidents_keep_verdict() returns trigger language plpgsql as $$
begin
    if (old.incident_id, old.organisation_id, old.key, old.since, old.start_at, old.goal_at,
        old.limit_at, old.contract_version_id) is distinct from (new.incident_id,
        new.organisation_id, new.key, new.since, new.start_at, new.goal_at, new.limit_at,
        new.contract_version_id)
        or old.met_at is not null and new.met_at is distinct from old.met_at
        or old.missed_at is not null and new.missed_at is distinct from old.missed_at
        or old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at
    then
        raise exception 'a verdict on a clock is never rewritten';
    end if;
    return new;
end $$;
create trigger verdict_is_kept before update on incidents_incidentclock
    for each row execute function incidents_keep_verdict();
"""
VERDICTS_GONE = """
drop trigger verdict_is_kept on incidents_incidentclock;
drop function incidents_keep_verdict();
"""

# What the last list says of a customer, it may know itself: they answer above row security.
LISTS = """
create function permanence_is_last_list(asked bigint, list bigint) returns boolean
    language plpgsql stable parallel safe security definer set search_path = public, pg_temp as $$
begin
    return list = (
        select r.id from incidents_impactrevision r where r.incident_id = asked
        order by r.number desc limit 1
    );
end $$;
create function permanence_touching() returns table (
    incident_id bigint, number bigint, desk_id bigint, state text, occurred_at timestamptz,
    resolved_at timestamptz, path jsonb, news_at timestamptz
) language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
        select i.id, i.number, i.desk_id, i.state::text, i.occurred_at, i.resolved_at, t.path,
            (select min(c.limit_at) from incidents_incidentclock c
                where c.incident_id = i.id and c.met_at is null and c.withdrawn_at is null
                and c.key in ('notify', 'report')
                and (c.organisation_id is null or c.organisation_id = t.organisation_id))
        from incidents_touched t join incidents_incident i on i.id = t.incident_id
        where t.organisation_id
                = nullif(current_setting('permanence.organisation', true), '')::bigint
            and t.standing <> 'excluded' and permanence_is_last_list(t.incident_id, t.revision_id)
            and i.kind = 'disruption' and not i.drill and i.state in ('declared', 'resolved');
end $$;
revoke all on function permanence_is_last_list(bigint, bigint), permanence_touching() from public;
"""
LISTS_GONE = """
drop function permanence_touching();
drop function permanence_is_last_list(bigint, bigint);
"""
OWN_ON_LIST = (
    f"{OWN} and standing <> 'excluded' and permanence_is_last_list(incident_id, revision_id)"
)
TOUCHING = "select t.incident_id from permanence_touching() t"
OWN_WORD = f"{OWN} and contact_id = {CONTACT} and incident_id in ({TOUCHING}) and heard_at is null"


def let_staff_ask(apps: object, schema_editor: Any) -> None:
    """Let staff be asked what they know, and let the house erase what events tell."""
    schema_editor.execute(
        "grant execute on function permanence_sees_incident(bigint, bigint, bigint, text),"
        f' permanence_knows_incident(bigint) to "{role_name("staff")}"'
    )
    schema_editor.execute(
        "grant execute on function permanence_is_last_list(bigint, bigint), permanence_touching()"
        f' to "{role_name("portal")}"'
    )
    for kind in ("house", "staff"):
        schema_editor.execute(
            f'grant execute on function incidents_erase(bigint, timestamptz) to "{role_name(kind)}"'
        )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("tickets", "0002_rights")]

    operations = [
        migrations.RunSQL(SEQUENCE, "drop sequence incidents_number_sequence"),
        migrations.RunSQL(KNOWING, KNOWING_GONE),
        migrations.RunSQL(CHAIN, CHAIN_GONE),
        migrations.RunSQL(VERDICTS, VERDICTS_GONE),
        migrations.RunSQL(LISTS, LISTS_GONE),
        migrations.RunPython(let_staff_ask, migrations.RunPython.noop),
        TableRights("incidents_incident", house="select, insert, update", staff=KNOWN),
        TableRights(
            "incidents_incidentcomponent", house="select, insert, update", staff=KNOWN_INCIDENT
        ),
        TableRights("incidents_member", house="select, insert, update", staff=KNOWN_INCIDENT),
        TableRights(
            "incidents_incidentclock",
            house="select, insert, update",
            staff=KNOWN_INCIDENT,
            portal=f"{OWN} and incident_id in ({TOUCHING})",
        ),
        TableRights("incidents_event", house="select, insert", staff=KNOWN_INCIDENT),
        TableRights("incidents_chainend", house="select", staff=KNOWN_INCIDENT),
        TableRights("incidents_impactrevision", house="select, insert", staff=KNOWN_INCIDENT),
        TableRights("incidents_judgement", house="select, insert", staff=KNOWN_INCIDENT),
        TableRights(
            "incidents_touched", house="select, insert", staff=KNOWN_INCIDENT, portal=OWN_ON_LIST
        ),
        TableRights("incidents_impactconfirmation", house="select, insert", staff=KNOWN_INCIDENT),
        TableRights(
            "incidents_metoo",
            house="select, insert, update (heard_at)",
            staff=KNOWN_INCIDENT,
            portal=f"{OWN} and contact_id = {CONTACT}",
            portal_adds=OWN_WORD,
        ),
        TableRights("incidents_task", house="select, insert, update", staff=KNOWN_INCIDENT),
        TableRights("incidents_recordversion", house="select, insert", staff=KNOWN_INCIDENT),
        TableRights("incidents_pinnedfact", house="select, insert, update", staff=KNOWN_INCIDENT),
        TableRights("incidents_handover", house="select, insert, update", staff=KNOWN_INCIDENT),
        TableRights("incidents_summons", house="select, insert, update", staff=KNOWN_INCIDENT),
        TableRights("incidents_capturedact", house="select, insert", staff=KNOWN_INCIDENT),
        TableRights("incidents_joining", house="select, insert, update", staff=KNOWN_TICKET),
        TableRights(
            "incidents_sign",
            house="select, insert, update",
            staff=f"ticket_id is null or {KNOWN_TICKET}",
        ),
        TableRights("incidents_suspicionplace", house="select, insert, update"),
        TableRights("incidents_failurelook", house="select, insert, update"),
        GrantSequence("incidents_number_sequence"),
    ]
