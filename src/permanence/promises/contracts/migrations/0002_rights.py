"""A customer reads its own contracts; nobody changes a version."""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights

# What a customer is given it may read of, whoever else may not.
OWN_COMPONENTS = """
alter policy portal_reads on catalogue_component using (
    is_public or exists (
        select 1 from contracts_subscription s
        where s.component_id = catalogue_component.id and s.OWN
    )
)
""".replace("OWN", OWN)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("catalogue", "0002_rights")]

    operations = [
        TableRights("contracts_contract", house="select, insert, update", portal=OWN),
        TableRights("contracts_contractversion", house="select, insert", portal=OWN),
        TableRights("contracts_lot", portal=OWN),
        TableRights("contracts_drawing", portal=OWN, house="select, insert"),
        TableRights("contracts_hoursalert", house="select, insert"),
        TableRights("contracts_subscription", house="select, insert", portal=OWN),
        migrations.RunSQL(OWN_COMPONENTS),
    ]
