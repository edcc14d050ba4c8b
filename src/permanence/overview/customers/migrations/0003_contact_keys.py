"""By what contacts may be found to be one person: written by the database, whoever changes them."""

from django.db import migrations

KEYS = r"""
create function customers_keys_of(who accounts_contact) returns setof text
language sql stable set search_path = public, pg_temp as $$
    select 'address:' || who.email
    union select 'phone:' || right(digits, 7)
        from regexp_replace(who.phone, '\D', '', 'g') digits where length(digits) >= 7
    union select 'local:' || who.organisation_id || ':'
        || split_part(split_part(who.email, '@', 1), '+', 1)
        where who.organisation_id is not null
    union select 'name:' || who.organisation_id || ':' || left(word, 4)
        from regexp_split_to_table(lower(unaccent(who.name)), '\W+') word
        where who.organisation_id is not null and length(word) >= 3
$$;
create function customers_note_keys() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from customers_contactkey where contact_id = new.id;
    if new.merged_into_id is null then
        insert into customers_contactkey (contact_id, key)
        select new.id, key from customers_keys_of(new) key where key is not null order by key;
    end if;
    return null;
end $$;
create function customers_count_key() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into customers_sharedkey as counted (key, contacts) values (new.key, 1)
        on conflict (key) do update set contacts = counted.contacts + 1;
    else
        update customers_sharedkey set contacts = contacts - 1 where key = old.key;
        delete from customers_sharedkey where key = old.key and contacts = 0;
    end if;
    return null;
end $$;
revoke all on function customers_note_keys(), customers_count_key() from public;
create trigger key_is_counted
    after insert or delete on customers_contactkey
    for each row execute function customers_count_key();
create trigger contact_has_its_keys
    after insert or update of name, email, phone, organisation_id, merged_into_id
    on accounts_contact for each row execute function customers_note_keys();
insert into customers_contactkey (contact_id, key)
select who.id, key from accounts_contact who, customers_keys_of(who) key
where who.merged_into_id is null and key is not null;
"""
NO_KEYS = """
drop trigger contact_has_its_keys on accounts_contact;
drop trigger key_is_counted on customers_contactkey;
drop function customers_note_keys();
drop function customers_count_key();
drop function customers_keys_of(accounts_contact);
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_rights")]

    operations = [migrations.RunSQL(KEYS, NO_KEYS)]
