"""Nobody closes or approves what they wrote; what was closed, approved or sent never changes.

A measure removes a cause, or it is not kept. A customer reads the copies that it got, and how its
requests stand.
"""

from django.db import migrations

from permanence.ground.lib.roles import KNOWN_TICKET, OWN_OR_CONTACT, TableRights

NOT_BY_ITS_AUTHOR = """
alter table reviews_postmortem add constraint post_mortem_is_not_closed_by_its_author
    check (closed_by = '' or not authors @> to_jsonb(closed_by));
alter table reviews_summaryversion add constraint summary_is_not_approved_by_its_author
    check (not authors @> to_jsonb(approved_by));
"""
BY_ANYBODY = """
alter table reviews_postmortem drop constraint post_mortem_is_not_closed_by_its_author;
alter table reviews_summaryversion drop constraint summary_is_not_approved_by_its_author;
"""
KEPT = """
create function reviews_keep_closed() returns trigger language plpgsql as $$
begin
    -- Its owner alone takes out what should never have been written (`privacy_rewrite`).
    if current_user = (
        select tableowner from pg_tables
        where schemaname = 'public' and tablename = 'reviews_postmortem')
    then
        return new;
    end if;
    if old.closed_at is not null then
        raise exception 'what was closed never changes';
    end if;
    return new;
end $$;
create trigger post_mortem_is_kept before update on reviews_postmortem
    for each row execute function reviews_keep_closed();

create function reviews_keep_side() returns trigger language plpgsql as $$
begin
    if exists (select 1 from reviews_postmortem p
               where p.id = new.post_mortem_id and p.closed_at is not null)
    then
        raise exception 'what was closed never changes';
    end if;
    if new.parent_id is not null and not exists (
        select 1 from reviews_cause c where c.id = new.parent_id
        and c.side = new.side and c.post_mortem_id = new.post_mortem_id)
    then
        raise exception 'an answer stands on the side of its question';
    end if;
    return new;
end $$;
create trigger answer_stands_with_its_question before insert or update on reviews_cause
    for each row execute function reviews_keep_side();

create function reviews_ask_cause() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from reviews_measurecause c where c.measure_id = new.id) then
        raise exception 'a measure removes at least one cause';
    end if;
    return null;
end $$;
create constraint trigger measure_removes_a_cause after insert on reviews_measure
    deferrable initially deferred for each row execute function reviews_ask_cause();
"""
NOT_KEPT = """
drop trigger post_mortem_is_kept on reviews_postmortem;
drop function reviews_keep_closed();
drop trigger answer_stands_with_its_question on reviews_cause;
drop function reviews_keep_side();
drop trigger measure_removes_a_cause on reviews_measure;
drop function reviews_ask_cause();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_initial"),
        ("tickets", "0002_rights"),
        ("incidents", "0002_rights"),
    ]

    operations = [
        TableRights("reviews_postmortem", house="select, insert, update"),
        TableRights("reviews_postmortemversion", house="select, insert"),
        TableRights("reviews_extension", house="select, insert"),
        TableRights("reviews_contribution", house="select, insert, update"),
        TableRights("reviews_cause", house="select, insert, update"),
        TableRights("reviews_measure", house="select, insert, update"),
        TableRights("reviews_measurecause", house="select, insert"),
        TableRights("reviews_summary", house="select, insert, update"),
        TableRights("reviews_summaryversion", house="select, insert"),
        TableRights(
            "reviews_summaryrequest",
            house="select, insert, update",
            staff=KNOWN_TICKET,
            portal=OWN_OR_CONTACT,
        ),
        TableRights(
            "reviews_summarycopy",
            house="select, insert",
            staff=KNOWN_TICKET,
            portal=OWN_OR_CONTACT,
        ),
        migrations.RunSQL(NOT_BY_ITS_AUTHOR, BY_ANYBODY),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
