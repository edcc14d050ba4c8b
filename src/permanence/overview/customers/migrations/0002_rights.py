"""Merges of contacts, and what would make two of them one, are the staff's alone."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        TableRights("customers_contactmerge"),
        TableRights("customers_contactkey"),
        TableRights("customers_sharedkey"),
    ]
