"""What monitoring says is the house's alone: no customer reads of it but in a notice."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [
        TableRights("alerts_source", house="select, insert, update"),
        TableRights("alerts_delivery"),
        TableRights("alerts_place"),
        TableRights("alerts_alert", house="select, insert, update"),
        TableRights("alerts_alertturn", house="select, insert, delete"),
        TableRights("alerts_silence", house="select, insert, update"),
    ]
