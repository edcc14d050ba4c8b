"""Outgoing messages are the house's alone."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        TableRights("outbox_message"),
    ]
