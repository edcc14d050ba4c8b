"""Everybody reads how public components stand, and customers those that their contracts name.

Drafts of incidents are known only to who knows of these. Subscribers are shown to nobody: the
house tells them, and customers never see the table.
"""

from typing import Any

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights, role_name

KNOWN = "shown_at is not null or permanence_knows_incident(incident_id)"
# What a customer may know of the disruptions on whose last list it stands: it answers above row
# security, for the customer that the transaction named, and tells nothing of any other.
OWN_INCIDENTS = """
create function permanence_own_incidents(desk bigint) returns table (
    incident_id bigint, occurred_at timestamptz, resolved_at timestamptz, condition text, path jsonb
) language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
        select i.id, i.occurred_at, i.resolved_at, (
            select c.condition::text from incidents_incidentcomponent c
            where c.incident_id = i.id and (c.ended_at is null or i.resolved_at is not null)
            order by array_position(array['down', 'partial', 'degraded'], c.condition::text)
            limit 1), t.path
        from incidents_touched t join incidents_incident i on i.id = t.incident_id
        where t.organisation_id
                = nullif(current_setting('permanence.organisation', true), '')::bigint
            and t.standing <> 'excluded' and permanence_is_last_list(t.incident_id, t.revision_id)
            and i.desk_id = desk and i.kind = 'disruption' and not i.drill
            and i.declared_at is not null and i.state <> 'dismissed';
end $$;
revoke all on function permanence_own_incidents(bigint) from public;
"""
PUBLIC_OR_OWN = """
is_public or exists (
    select 1 from contracts_subscription s
    where s.component_id = status_standing.component_id and s.OWN
)
""".replace("OWN", OWN)
OF_KNOWN = "exists (select 1 from status_appearance a where a.id = appearance_id)"


def let_customers_ask(apps: object, schema_editor: Any) -> None:
    """Let a customer ask which disruptions touch it."""
    schema_editor.execute(
        f'grant execute on function permanence_own_incidents(bigint) to "{role_name("portal")}"'
    )


class Migration(migrations.Migration):
    dependencies = [
        ("status", "0001_initial"),
        ("incidents", "0002_rights"),
        ("contracts", "0002_rights"),
    ]

    operations = [
        migrations.RunSQL(OWN_INCIDENTS, "drop function permanence_own_incidents(bigint)"),
        migrations.RunPython(let_customers_ask, migrations.RunPython.noop),
        TableRights("status_page", house="select, insert, update", portal="is_open"),
        TableRights("status_standing", portal=PUBLIC_OR_OWN),
        TableRights("status_handcondition", house="select, insert, update"),
        TableRights("status_appearance", house="select, insert, update", staff=KNOWN),
        TableRights("status_update", staff=OF_KNOWN),
        TableRights("status_subscriber"),
        TableRights("status_delivery"),
    ]
