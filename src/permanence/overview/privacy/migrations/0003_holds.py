"""What is under a hold the database itself keeps; and what a schedule lets it forget."""

from django.db import migrations

from permanence.ground.lib.roles import KNOWN_TICKET, TableRights, role_name

HOLDS = """
create function privacy_is_held(ticket bigint) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from tickets_ticket t join privacy_hold h on h.released_at is null
            and (h.ticket_id = t.id or h.contact_id = t.contact_id
                or h.organisation_id = t.organisation_id)
        where t.id = ticket)
    -- Who holds has agreed that one secret goes: seen by the transaction that takes it alone.
    and not exists (
        select 1 from privacy_redaction where done_at is null and agreed_by <> '');
$$;

create function privacy_keep_held() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare ticket bigint;
begin
    case
        when tg_table_name = 'tickets_ticket' then ticket := old.id;
        when tg_table_name = 'tickets_attachment' then
            select e.ticket_id into ticket from tickets_entry e where e.id = old.entry_id;
        when tg_table_name = 'outbox_message' then
            ticket := nullif(substring(old.owner from '^ticket:([0-9]+)$'), '')::bigint;
        when tg_table_name like 'journal#_act%' escape '#' then
            ticket := nullif(substring(old.subject from '^ticket:([0-9]+)$'), '')::bigint;
        else ticket := old.ticket_id;
    end case;
    if ticket is not null and privacy_is_held(ticket) then
        raise exception 'under a legal hold' using errcode = 'check_violation',
            constraint = 'what_is_held_is_kept';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;

create function privacy_keep_owner() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select 1 from privacy_hold h where h.released_at is null and (
            tg_table_name = 'accounts_organisation' and h.organisation_id = old.id
            or tg_table_name = 'accounts_contact' and h.contact_id = old.id))
    then
        raise exception 'under a legal hold' using errcode = 'check_violation',
            constraint = 'what_is_held_is_kept';
    end if;
    return old;
end $$;

create trigger held_is_kept before delete on tickets_ticket
    for each row execute function privacy_keep_held();
create trigger held_keeps_its_contact before update of contact_id on tickets_ticket
    for each row when (old.contact_id is distinct from new.contact_id)
    execute function privacy_keep_held();
create trigger held_is_kept before delete on tickets_entry
    for each row execute function privacy_keep_held();
create trigger held_words_are_kept before update of text, html, quoted on tickets_entry
    for each row when (old.text is distinct from new.text or old.html is distinct from new.html
        or old.quoted is distinct from new.quoted)
    execute function privacy_keep_held();
create trigger held_is_kept before delete on tickets_attachment
    for each row execute function privacy_keep_held();
create trigger held_is_kept before delete on outbox_message
    for each row execute function privacy_keep_held();
create trigger held_words_are_kept before update of text, html on outbox_message
    for each row when (old.text is distinct from new.text or old.html is distinct from new.html)
    execute function privacy_keep_held();
create trigger held_is_kept before delete on intake_letter
    for each row execute function privacy_keep_held();
create trigger held_bytes_are_kept before update of raw, path on intake_letter
    for each row when (new.removed_at is not null and old.removed_at is null)
    execute function privacy_keep_held();
create trigger held_is_kept before delete on journal_act
    for each row execute function privacy_keep_held();
create trigger held_is_kept before delete on accounts_contact
    for each row execute function privacy_keep_owner();
create trigger held_is_kept before delete on accounts_organisation
    for each row execute function privacy_keep_owner();
"""

FORGET = """
create function privacy_forget_acts(tickets bigint[]) returns bigint language plpgsql
security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
    -- Only of files for which it is written down that their journal goes.
    if exists (
        select 1 from unnest(tickets) one where not exists (
            select 1 from privacy_disposal d where d.ticket_id = one and d.kind = 'journal'))
    then
        raise exception 'the journal goes by the schedule alone';
    end if;
    delete from journal_act
    where subject = any(select 'ticket:' || one from unnest(tickets) one)
        and act <> 'ticket.disposed';
    get diagnostics gone = row_count;
    return gone;
end $$;
revoke all on function privacy_forget_acts(bigint[]) from public;

create function privacy_forget_log_ins(before timestamptz, most integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
    delete from accounts_loginevent where id in (
        select id from accounts_loginevent where at < before order by id limit most);
    get diagnostics gone = row_count;
    return gone;
end $$;
revoke all on function privacy_forget_log_ins(timestamptz, integer) from public;
"""
FORGET_ACCESS = """
create function privacy_forget_access(before timestamptz, most integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
    delete from journal_access where id in (
        select a.id from journal_access a where a.sitting < before and not privacy_is_held(
            coalesce(substring(a.subject from '^ticket:([0-9]+)$'), '0')::bigint)
        order by a.id limit most);
    get diagnostics gone = row_count;
    return gone;
end $$;
revoke all on function privacy_forget_access(timestamptz, integer) from public;
"""
GRANTED = (
    "privacy_forget_acts(bigint[])",
    "privacy_forget_log_ins(timestamptz, integer)",
    "privacy_forget_access(timestamptz, integer)",
)


def grant_forgetting(apps, schema_editor):
    """Let the house call what checks for itself that it may."""
    for name in GRANTED:
        for kind in ("house", "staff"):
            schema_editor.execute(f'grant execute on function {name} to "{role_name(kind)}"')


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_rights"),
        ("tickets", "0002_rights"),
        ("intake", "0002_rights"),
        ("outbox", "0002_rights"),
        ("accounts", "0002_rights"),
        ("journal", "0002_partitions_and_rights"),
    ]

    operations = [
        TableRights("privacy_hold", staff=KNOWN_TICKET, house="select, insert, update"),
        TableRights("privacy_scheduleversion", house="select, insert"),
        TableRights("privacy_disposal", house="select, insert"),
        TableRights("privacy_run", house="select, insert, update"),
        migrations.RunSQL(HOLDS, migrations.RunSQL.noop),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.RunSQL(FORGET_ACCESS, migrations.RunSQL.noop),
        migrations.RunPython(grant_forgetting, migrations.RunPython.noop),
    ]
