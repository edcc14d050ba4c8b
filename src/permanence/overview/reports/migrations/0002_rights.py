"""Figures are over all requests, also those that few may know of: the house alone reads them."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights

# What is counted anew is written over within its page.
ROOM = "alter table reports_cell set (fillfactor = 90)"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        TableRights("reports_count", staff="false"),
        TableRights("reports_cell", staff="false"),
        TableRights("reports_ranking", staff="false"),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
