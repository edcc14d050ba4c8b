"""A customer reads its own contracts; nobody changes a version."""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        TableRights("contracts_contract", house="select, insert, update", portal=OWN),
        TableRights("contracts_contractversion", house="select, insert", portal=OWN),
        TableRights("contracts_lot", portal=OWN),
        TableRights("contracts_drawing", portal=OWN, house="select, insert"),
        TableRights("contracts_hoursalert", house="select, insert"),
    ]
