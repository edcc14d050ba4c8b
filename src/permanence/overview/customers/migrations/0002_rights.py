"""Merges of contacts are the staff's; no customer ever reads them."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [TableRights("customers_contactmerge")]
