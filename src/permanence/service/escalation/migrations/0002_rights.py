"""Climbs are the house's alone."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_initial")]

    operations = [
        TableRights("escalation_climb"),
        TableRights("escalation_rung"),
        TableRights("escalation_call"),
    ]
