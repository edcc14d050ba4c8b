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


NO_CIRCLE = """
create function tickets_refuse_circle() returns trigger language plpgsql as $$
begin
    -- One at a time: two links that close a circle together each see but the other's absence.
    perform pg_advisory_xact_lock(7061511);
    if exists (
        with recursive up (ticket_id) as (
            select new.other_id
            union
            select l.other_id from tickets_link l join up on l.ticket_id = up.ticket_id
            where l.kind = new.kind and l.ended_at is null
        )
        select 1 from up where up.ticket_id = new.ticket_id
    ) then
        raise check_violation using message = 'links lead in no circle',
            constraint = 'links_lead_in_no_circle';
    end if;
    return new;
end $$;
create trigger link_leads_in_no_circle before insert on tickets_link
    for each row when (new.kind in ('parent', 'duplicate'))
    execute function tickets_refuse_circle();
"""


OWN_INSTALLATION = """
alter table tickets_ticket add constraint ticket_names_its_customers_installation
    foreign key (installation_id, organisation_id)
    references catalogue_installation (id, organisation_id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0001_initial"),
        ("files", "0002_rights"),
        ("catalogue", "0002_rights"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "select 1"),
        TableRights("tickets_ticket", portal=OWN_OR_CONTACT),
        TableRights("tickets_reference", portal=OWN_TICKET),
        TableRights("tickets_statespan", portal=OWN_TICKET),
        TableRights("tickets_agreeddate", portal=OWN_TICKET),
        TableRights("tickets_merge"),
        TableRights("tickets_link", house="select, insert, update"),
        TableRights("tickets_snooze", house="select, insert, update"),
        TableRights("tickets_sweep"),
        TableRights("tickets_suggestion"),
        TableRights("tickets_entry", portal=f"is_public and {OWN_TICKET}"),
        TableRights("tickets_attachment", portal=OWN_ENTRY),
        TableRights("tickets_commitment", portal=OWN_TICKET),
        TableRights("tickets_searchrow"),
        TableRights("tickets_draft"),
        TableRights("tickets_enquiry"),
        TableRights("tickets_validation"),
        TableRights("tickets_finding"),
        TableRights("tickets_askedfile"),
        TableRights(
            "tickets_resolution",
            portal=f"is_told and resolved_at is not null and reopened_at is null and {OWN_TICKET}",
        ),
        TableRights("tickets_stagedfile"),
        GrantSequence("tickets_reference_sequence"),
        migrations.RunSQL(
            OWN_INSTALLATION,
            "alter table tickets_ticket drop constraint ticket_names_its_customers_installation",
        ),
        migrations.RunSQL(
            NO_CIRCLE,
            "drop trigger link_leads_in_no_circle on tickets_link;"
            " drop function tickets_refuse_circle()",
        ),
    ]
