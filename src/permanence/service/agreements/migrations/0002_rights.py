"""A customer reads what it was offered, never a draft; nobody deletes or rewrites a version."""

from django.db import migrations

from permanence.ground.lib.roles import KNOWN_TICKET, TableRights

OWN_TICKET = "exists (select 1 from tickets_ticket t where t.id = ticket_id)"
KEPT = """
create function agreements_keep_version() returns trigger language plpgsql as $$
begin
    -- Its owner alone takes out what should never have been written (`privacy_rewrite`).
    if current_user = (
        select tableowner from pg_tables
        where schemaname = 'public' and tablename = 'agreements_agreementversion')
    then
        return new;
    end if;
    if old.offered_at is not null and
        (old.ticket_id, old.number, old.kind, old.solution, old.steps, old.delivery_at, old.zone,
         old.waives, old.language, old.proposed_by, old.proposed_name, old.proposed_at,
         old.approved_by, old.approved_name, old.offered_at, old.offered_to, old.expires_at)
        is distinct from
        (new.ticket_id, new.number, new.kind, new.solution, new.steps, new.delivery_at, new.zone,
         new.waives, new.language, new.proposed_by, new.proposed_name, new.proposed_at,
         new.approved_by, new.approved_name, new.offered_at, new.offered_to, new.expires_at)
    then
        raise exception 'what was offered never changes';
    end if;
    if old.decided_at is not null and
        (old.decided_at, old.decided_by, old.decided_name, old.decided_way)
        is distinct from (new.decided_at, new.decided_by, new.decided_name, new.decided_way)
    then
        raise exception 'what was decided never changes';
    end if;
    return new;
end $$;
create trigger version_is_kept before update on agreements_agreementversion
    for each row execute function agreements_keep_version();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("tickets", "0002_rights")]

    operations = [
        TableRights(
            "agreements_agreementversion",
            house="select, insert, update",
            staff=KNOWN_TICKET,
            portal=f"offered_at is not null and {OWN_TICKET}",
        ),
        TableRights(
            "agreements_wish",
            house="select, insert, update",
            staff=KNOWN_TICKET,
            portal=OWN_TICKET,
        ),
        TableRights("agreements_delegation", house="select, insert, update"),
        migrations.RunSQL(
            KEPT,
            "drop trigger version_is_kept on agreements_agreementversion;"
            " drop function agreements_keep_version()",
        ),
    ]
