"""Calls and what came back are the house's alone, like the providers."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("ways", "0001_initial")]

    operations = [
        TableRights("ways_provider"),
        TableRights("ways_call"),
        TableRights("ways_attempt"),
        TableRights("ways_reply"),
    ]
