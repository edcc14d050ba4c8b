"""Everybody reads how public components stand; drafts of incidents only who knows of these.

Subscribers are shown to nobody: the house tells them, and customers never see the table.
"""

from django.db import migrations

from permanence.ground.lib.roles import TableRights

KNOWN = "shown_at is not null or permanence_knows_incident(incident_id)"
OF_KNOWN = "exists (select 1 from status_appearance a where a.id = appearance_id)"


class Migration(migrations.Migration):
    dependencies = [("status", "0001_initial"), ("incidents", "0002_rights")]

    operations = [
        TableRights("status_page", house="select, insert, update", portal="is_open"),
        TableRights("status_standing", portal="is_public"),
        TableRights("status_handcondition", house="select, insert, update"),
        TableRights("status_appearance", house="select, insert, update", staff=KNOWN),
        TableRights("status_update", staff=OF_KNOWN),
        TableRights("status_subscriber"),
        TableRights("status_delivery"),
    ]
