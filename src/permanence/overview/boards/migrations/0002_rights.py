"""Boards are the staff's own; no customer reads their figures."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_initial")]

    operations = [TableRights("boards_figures")]
