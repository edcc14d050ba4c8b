"""The house alone reads canned answers; nobody changes a version."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("wording", "0001_initial")]

    operations = [
        TableRights("wording_cannedanswer", house="select, insert, update"),
        TableRights("wording_cannedversion", house="select, insert"),
        TableRights("wording_cannedfile", house="select, insert, update"),
        TableRights("wording_macro"),
        TableRights("wording_requesttemplate"),
        TableRights("wording_mailtext", house="select, insert"),
    ]
