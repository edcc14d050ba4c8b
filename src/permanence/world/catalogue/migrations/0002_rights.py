"""A customer reads its own record, and sees nothing that was struck; the house keeps it."""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("accounts", "0002_rights")]

    operations = [
        TableRights("catalogue_installation", house="select, insert, update", portal=OWN),
        TableRights(
            "catalogue_piece",
            house="select, insert, update",
            portal=f"struck_at is null and {OWN}",
        ),
    ]
