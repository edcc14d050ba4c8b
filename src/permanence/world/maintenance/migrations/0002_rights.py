"""Planned work belongs to desks; what customers read of it stands in the status of components."""

from django.db import migrations

from permanence.ground.lib.roles import TableRights


class Migration(migrations.Migration):
    dependencies = [("maintenance", "0001_initial"), ("catalogue", "0002_rights")]

    operations = [
        TableRights("maintenance_window", house="select, insert, update"),
        TableRights("maintenance_windowcomponent"),
    ]
