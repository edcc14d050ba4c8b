"""Everyone reads a policy; nobody changes one (SPEC C1)."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [
        TableRights("policies_policyversion", house="select, insert", portal="true"),
    ]
