"""A customer reads its own contracts."""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        TableRights("contracts_contract", portal=OWN),
    ]
