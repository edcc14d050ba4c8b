"""What the journal says of a person who was erased goes as well, and only then."""

from django.db import migrations

from permanence.ground.lib.roles import role_name

FORGET = """
create function privacy_forget_person(people bigint[]) returns bigint language plpgsql
security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
    if exists (
        select 1 from accounts_contact
        where id = any(people) and email not like 'erased-%@forgotten.invalid')
    then
        raise exception 'the journal keeps whoever was not erased';
    end if;
    delete from journal_act
    where subject = any(select 'contact:' || one from unnest(people) one);
    get diagnostics gone = row_count;
    delete from journal_access
    where subject = any(select 'contact:' || one from unnest(people) one);
    -- What they did in requests of colleagues stays, without their name.
    update journal_act set actor_name = '—'
    where actor = any(select 'contact:' || one from unnest(people) one) and actor_name <> '—'
        and subject = any(
            select distinct 'ticket:' || e.ticket_id from tickets_entry e
            join accounts_contact c on c.id = any(people)
            join tickets_ticket t on t.id = e.ticket_id and t.organisation_id = c.organisation_id
            where e.author = any(select 'contact:' || one from unnest(people) one));
    return gone;
end $$;
revoke all on function privacy_forget_person(bigint[]) from public;
"""


def grant_forgetting(apps, schema_editor):
    """Let the house call what checks for itself that it may."""
    for kind in ("house", "staff"):
        name = role_name(kind)
        schema_editor.execute(
            f'grant execute on function privacy_forget_person(bigint[]) to "{name}"'
        )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_holds"), ("customers", "0002_rights")]

    operations = [
        migrations.RunSQL(FORGET, "drop function privacy_forget_person(bigint[])"),
        migrations.RunPython(grant_forgetting, migrations.RunPython.noop),
    ]
