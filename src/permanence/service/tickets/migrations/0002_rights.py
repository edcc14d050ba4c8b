"""A customer reads its own file, less the notes; references are drawn from one sequence."""

from django.db import migrations

from permanence.ground.lib.roles import OWN_OR_CONTACT, GrantSequence, TableRights

OWN_TICKET = "exists (select 1 from tickets_ticket t where t.id = ticket_id)"
OWN_ENTRY = "exists (select 1 from tickets_entry e where e.id = entry_id)"
LANGUAGES = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "it": "italian",
    "es": "spanish",
}
WORDS = """
create extension if not exists unaccent;
create sequence tickets_reference_sequence;
""" + "".join(
    f"""
create text search configuration words_{language} (copy = {configuration});
alter text search configuration words_{language}
    alter mapping for hword, hword_part, word with unaccent, {configuration}_stem;
"""
    for language, configuration in LANGUAGES.items()
)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("files", "0002_rights")]

    operations = [
        migrations.RunSQL(WORDS, "select 1"),
        TableRights("tickets_ticket", portal=OWN_OR_CONTACT),
        TableRights("tickets_reference", portal=OWN_TICKET),
        TableRights("tickets_statespan", portal=OWN_TICKET),
        TableRights("tickets_agreeddate", portal=OWN_TICKET),
        TableRights("tickets_merge"),
        TableRights("tickets_sweep"),
        TableRights("tickets_entry", portal=f"is_public and {OWN_TICKET}"),
        TableRights("tickets_attachment", portal=OWN_ENTRY),
        TableRights("tickets_commitment", portal=OWN_TICKET),
        TableRights("tickets_searchrow"),
        TableRights("tickets_draft"),
        TableRights("tickets_enquiry"),
        TableRights("tickets_validation"),
        TableRights("tickets_finding"),
        TableRights(
            "tickets_resolution",
            portal=f"is_told and resolved_at is not null and reopened_at is null and {OWN_TICKET}",
        ),
        GrantSequence("tickets_reference_sequence"),
    ]
