"""The house alone reads what was taken out; records may be changed while it is, and then never."""

from django.db import migrations

from permanence.ground.lib.roles import KNOWN_TICKET, TableRights, role_name

REWRITE = """
create function privacy_rewrite(
    redaction bigint, place text, row_id bigint, moment timestamptz, field text, value text
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select 1 from privacy_redaction where id = redaction and done_at is null) then
        raise exception 'records change only while something is taken out of them';
    end if;
    if place = 'journal_act' and field = 'facts' then
        update journal_act set facts = value::jsonb where id = row_id and at = moment;
    elsif place = 'timesheets_timeentry' and field in ('note', 'reason') then
        execute format('update timesheets_timeentry set %I = $1 where id = $2', field)
            using value, row_id;
    elsif place = 'agreements_agreementversion' and field in ('solution', 'reason') then
        execute format('update agreements_agreementversion set %I = $1 where id = $2', field)
            using value, row_id;
    elsif place = 'agreements_agreementversion' and field = 'steps' then
        update agreements_agreementversion set steps = value::jsonb where id = row_id;
    else
        raise exception 'nothing is taken out of %.%', place, field;
    end if;
end $$;
revoke all on function privacy_rewrite(bigint, text, bigint, timestamptz, text, text) from public;
"""
NAME = "privacy_rewrite(bigint, text, bigint, timestamptz, text, text)"


def grant_rewriting(apps, schema_editor):
    """Let house and staff call the function, which checks what it is called for."""
    for kind in ("house", "staff"):
        schema_editor.execute(f'grant execute on function {NAME} to "{role_name(kind)}"')


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("journal", "0002_partitions_and_rights"),
        ("agreements", "0002_rights"),
        ("timesheets", "0002_rights"),
    ]

    operations = [
        TableRights("privacy_redaction", staff=KNOWN_TICKET, house="select, insert, update"),
        TableRights("privacy_leftover"),
        migrations.RunSQL(REWRITE, f"drop function {NAME}"),
        migrations.RunPython(grant_rewriting, migrations.RunPython.noop),
    ]
