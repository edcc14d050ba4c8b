"""Deadlines and marks are the house's alone."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]

    operations = [
        TableRights("clocks_deadline"),
        TableRights("clocks_mark"),
        # Whether promises are watched is no secret of anybody: health is asked without a role.
        TableRights("clocks_watchbeat", login="select"),
        TableRights("clocks_watchsilence"),
    ]
