"""The house alone reads who vouches for log-ins."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("sign_on", "0001_initial")]

    operations = [
        TableRights("sign_on_provider", house="select, insert, update"),
        TableRights("sign_on_binding"),
        TableRights("sign_on_approach"),
    ]
