"""Acts on many tickets are the staff's own; no customer ever reads them."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("bulk", "0001_initial")]

    operations = [TableRights("bulk_bulk"), TableRights("bulk_bulkrow")]
