"""A customer reads the time that was spent for it, and what it is asked; timers are the desk's."""

from django.db import migrations

from permanence.ground.lib.roles import KNOWN_TICKET, OWN, TableRights


class Migration(migrations.Migration):
    dependencies = [("timesheets", "0001_initial"), ("tickets", "0002_rights")]

    operations = [
        TableRights(
            "timesheets_timeentry",
            portal=OWN,
            house="select, insert, update (organisation_id)",
        ),
        TableRights("timesheets_extratime", portal=OWN, house="select, insert, update"),
        TableRights("timesheets_timer", staff=KNOWN_TICKET),
    ]
