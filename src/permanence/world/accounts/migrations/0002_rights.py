"""Who may read log-ins, customers and staff."""

from django.db import migrations

from permanence.ground.lib.roles import OWN, TableRights

THEMSELVES = "id = (select nullif(current_setting('permanence.contact', true), '')::bigint)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        TableRights("accounts_session", house="", login="select, insert, update, delete"),
        TableRights("accounts_loginevent", house="", login="select, insert"),
        TableRights("accounts_authenticator", house="", login="select, insert, update, delete"),
        TableRights("accounts_recoverycode", house="", login="select, insert, update, delete"),
        TableRights("accounts_passkey", house="", login="select, insert, update, delete"),
        TableRights("accounts_user", login="select, update"),
        TableRights("accounts_attempt", login="select, insert, update, delete"),
        TableRights("accounts_desk", portal="true"),
        TableRights("accounts_organisation", portal="id" + OWN.removeprefix("organisation_id")),
        TableRights("accounts_organisationdomain"),
        TableRights("accounts_contact", portal=f"({OWN}) or ({THEMSELVES})"),
        TableRights("accounts_specialist"),
        TableRights("accounts_staffrole"),
        TableRights("accounts_absence"),
        TableRights("accounts_team"),
        TableRights("accounts_team_members"),
        TableRights("auth_permission", house="select"),
        TableRights("auth_group", house="select"),
        TableRights("auth_group_permissions", house="select"),
        TableRights("django_content_type", house="select"),
        TableRights("django_migrations", house="select", login="select"),
    ]
