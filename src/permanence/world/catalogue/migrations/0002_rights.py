"""A customer reads its own record, and sees nothing that was struck; the house keeps it.

Everyone may read of the public components and of what needs what among them.
"""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights

NO_CIRCLE = """
create function catalogue_refuse_circle() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    -- One at a time: two dependencies that close a circle together do not see each other.
    perform pg_advisory_xact_lock(7061538);
    if exists (
        with recursive below (id) as (
            select new.needs_id
            union
            select d.needs_id from catalogue_dependency d join below on d.component_id = below.id
        )
        select 1 from below where below.id = new.component_id
    ) then
        raise check_violation using message = 'components never need each other in a circle',
            constraint = 'components_never_need_each_other_in_a_circle';
    end if;
    if (
        select count(distinct desk_id) from catalogue_component
        where id in (new.component_id, new.needs_id)
    ) > 1 then
        raise check_violation using message = 'a component needs only those of its own desk',
            constraint = 'component_needs_only_those_of_its_desk';
    end if;
    return null;
end $$;
create trigger components_never_need_each_other_in_a_circle
    after insert or update on catalogue_dependency
    for each row execute function catalogue_refuse_circle();
"""
BOTH_KNOWN = (
    "exists (select 1 from catalogue_component c where c.id = component_id)"
    " and exists (select 1 from catalogue_component c where c.id = needs_id)"
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("accounts", "0002_rights")]

    operations = [
        TableRights("catalogue_installation", house="select, insert, update", portal=OWN),
        TableRights(
            "catalogue_piece",
            house="select, insert, update",
            portal=f"struck_at is null and {OWN}",
        ),
        TableRights("catalogue_component", house="select, insert, update", portal="is_public"),
        TableRights("catalogue_dependency", house="select, insert, delete", portal=BOTH_KNOWN),
        migrations.RunSQL(NO_CIRCLE),
    ]
