"""Rules are the staff's own; no customer ever reads them, and their versions stay as they are."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("automation", "0001_initial")]

    operations = [
        TableRights("automation_rule"),
        TableRights("automation_ruleversion", house="select, insert"),
        TableRights("automation_place"),
        TableRights("automation_occasion"),
        TableRights("automation_run"),
    ]
