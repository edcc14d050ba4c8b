"""Deadlines and marks are the house's alone."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]

    operations = [
        TableRights("clocks_deadline"),
        TableRights("clocks_mark"),
    ]
