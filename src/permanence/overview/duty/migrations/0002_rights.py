"""Hand-offs are the staff's; no customer ever reads them."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("duty", "0001_initial")]

    operations = [
        TableRights("duty_check"),
        TableRights("duty_warning"),
        TableRights("duty_handoff", house="select, insert, update"),
    ]
