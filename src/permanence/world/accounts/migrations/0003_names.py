"""Customers are found by a part of a name, of an address, or of a phone number in any writing."""

from django.db import migrations

INDEXES = {
    "organisation_name_part": "accounts_organisation using gin (upper(name) gin_trgm_ops)",
    "organisation_by_name": "accounts_organisation (name, id)",
    "organisation_in_order": "accounts_organisation (lower(name), id)",
    "domain_part": "accounts_organisationdomain using gin (upper(domain) gin_trgm_ops)",
    "contact_name_part": "accounts_contact using gin (upper(name) gin_trgm_ops)",
    "contact_email_part": "accounts_contact using gin (upper(email) gin_trgm_ops)",
    "contact_phone_part": (
        "accounts_contact using gin (regexp_replace(phone, '\\D', '', 'g') gin_trgm_ops)"
    ),
    "contact_by_name": "accounts_contact (name, id)",
}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_rights")]

    operations = [
        migrations.RunSQL("create extension if not exists pg_trgm", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(f"create index {name} on {what}", f"drop index {name}")
            for name, what in INDEXES.items()
        ),
    ]
