"""What was published never changes; customers read what is for them, and nothing else.

The search and the counters stand above row security: a customer finds nothing by them that it may
not read, and adds one to a count without seeing it.
"""

from typing import Any

from django.db import migrations

from permanence.ground.lib.roles import CONTACT, TableRights, role_name

FOR_CUSTOMERS = f"""
retired_at is null and languages <> '{{}}'
and (audience = 'everyone' or audience = 'customers' and {CONTACT} is not null)
"""
OF_READABLE = "exists (select 1 from knowledge_article a where a.id = article_id)"
READ_NOW = f"published_at is not null and superseded_at is null and {OF_READABLE}"
WITH_ARTICLES = "exists (select 1 from knowledge_article a where a.topic_id = knowledge_topic.id)"

# Cut as the search for requests does it: stems without accents, and the stems to which the
# accents lead. A title counts for more.
WORDS = """
create function knowledge_stemmer(language text) returns regconfig language sql immutable as $$
    select case language when 'fr' then 'french' when 'de' then 'german' when 'it' then 'italian'
        when 'es' then 'spanish' else 'english' end::regconfig
$$;
create function knowledge_stems(language text, said text) returns tsvector language sql stable
as $$
    select to_tsvector(('words_' || language)::regconfig, said) || to_tsvector('simple', coalesce((
        select string_agg(distinct unaccent(stem), ' ')
        from unnest(tsvector_to_array(to_tsvector(knowledge_stemmer(language), said))) as stem
        where stem <> unaccent(stem)), ''))
$$;
create function knowledge_write_words() returns trigger language plpgsql as $$
begin
    new.words := setweight(knowledge_stems(new.language, new.title), 'A')
        || setweight(knowledge_stems(new.language, new.body), 'B');
    return new;
end $$;
create trigger version_has_its_words before insert or update of title, body on knowledge_version
    for each row execute function knowledge_write_words();
create index version_by_words on knowledge_version using gin (words)
    where published_at is not null and superseded_at is null;
create index word_of_articles_alike on knowledge_word using gin (folded gin_trgm_ops);
"""
NO_WORDS = """
drop trigger version_has_its_words on knowledge_version;
drop function knowledge_write_words();
drop function knowledge_stems(text, text);
drop function knowledge_stemmer(text);
"""
KEPT = """
create function knowledge_keep_published() returns trigger language plpgsql as $$
begin
    -- Its owner alone takes out what should never have been written.
    if current_user = (
        select tableowner from pg_tables
        where schemaname = 'public' and tablename = 'knowledge_version')
    then
        return coalesce(new, old);
    end if;
    if old.published_at is not null and (tg_op = 'DELETE' or old.superseded_at is not null
        or to_jsonb(new) - 'superseded_at' <> to_jsonb(old) - 'superseded_at')
    then
        raise exception 'what was published never changes';
    end if;
    return coalesce(new, old);
end $$;
create trigger version_is_kept before update or delete on knowledge_version
    for each row execute function knowledge_keep_published();
"""
NOT_KEPT = """
drop trigger version_is_kept on knowledge_version;
drop function knowledge_keep_published();
"""
FINDING = """
create function knowledge_find(asked_desk bigint, seen text[], asked text[])
returns table (article_id bigint, language text, place integer, in_title boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
    with wanted as (
        select spoken.language, one.place::integer as place,
            plainto_tsquery(('words_' || spoken.language)::regconfig, one.word) || coalesce((
                select string_agg(quote_literal(unaccent(stem)), ' & ')
                from unnest(tsvector_to_array(
                    to_tsvector(knowledge_stemmer(spoken.language), one.word))) as stem
                where stem <> unaccent(stem)), '')::tsquery as query
        from unnest(asked) with ordinality as one (word, place),
            unnest(array['en', 'fr', 'de', 'it', 'es']) as spoken (language)
    )
    select v.article_id, v.language::text, w.place, ts_filter(v.words, '{a}') @@ w.query
    from wanted w
    join knowledge_version v on v.language = w.language and v.words @@ w.query
        and v.published_at is not null and v.superseded_at is null
    join knowledge_article a on a.id = v.article_id
    where a.desk_id = asked_desk and a.audience = any(seen) and a.retired_at is null
        and numnode(w.query) > 0;
end $$;
create function knowledge_near_words(typed text[]) returns table (place integer, word text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
    select one.place::integer, near.folded
    from unnest(typed) with ordinality as one (word, place)
    cross join lateral (
        select k.folded from knowledge_word k where k.folded % lower(unaccent(one.word))
        order by similarity(k.folded, lower(unaccent(one.word))) desc, k.folded limit 8
    ) near;
end $$;
create function knowledge_consulted(asked_desk bigint, seen text[], since timestamptz)
returns table (article_id bigint, times bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return query
    select a.id, sum(counted.times)::bigint
    from knowledge_article a
    join (
        select r.article_id, sum(r.times) as times from knowledge_reading r
        where r.day >= (since at time zone 'UTC')::date group by r.article_id
        union all
        select u.article_id, count(*) from knowledge_usage u
        where u.at >= since and u.kind <> 'read'
        group by u.article_id
    ) counted on counted.article_id = a.id
    where a.desk_id = asked_desk and a.audience = any(seen) and a.retired_at is null
        and a.languages <> '{}'
    group by a.id;
end $$;
create function knowledge_count_reading(read bigint, spoken text, on_day date, on_face text)
returns void language sql security definer set search_path = public, pg_temp as $$
    insert into knowledge_reading (article_id, language, day, face, times)
    values (read, spoken, on_day, on_face, 1)
    on conflict (article_id, day, language, face)
    do update set times = knowledge_reading.times + 1
$$;
create function knowledge_count_verdict(
    judged bigint, spoken text, on_day date, helped boolean, spares boolean)
returns void language sql security definer set search_path = public, pg_temp as $$
    insert into knowledge_verdict (article_id, language, day, yes, no, spared)
    values (judged, spoken, on_day, helped::integer, (not helped)::integer,
        (helped and spares)::integer)
    on conflict (article_id, day, language)
    do update set yes = knowledge_verdict.yes + excluded.yes,
        no = knowledge_verdict.no + excluded.no,
        spared = knowledge_verdict.spared + excluded.spared
$$;
"""
ASKED = (
    "knowledge_find(bigint, text[], text[])",
    "knowledge_near_words(text[])",
    "knowledge_consulted(bigint, text[], timestamptz)",
    "knowledge_count_reading(bigint, text, date, text)",
    "knowledge_count_verdict(bigint, text, date, boolean, boolean)",
)
NOT_FOUND = "".join(f"drop function {one};\n" for one in ASKED)


def let_all_ask(apps: object, schema_editor: Any) -> None:
    """Let every audience search and count."""
    for one in ASKED:
        schema_editor.execute(f"revoke all on function {one} from public")
        for kind in ("house", "staff", "portal"):
            schema_editor.execute(f'grant execute on function {one} to "{role_name(kind)}"')


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0001_initial"),
        ("accounts", "0003_names"),
        ("wording", "0003_words"),
    ]

    operations = [
        TableRights("knowledge_topic", house="select, insert, update", portal=WITH_ARTICLES),
        TableRights("knowledge_practice", house="select, insert, update"),
        TableRights("knowledge_article", house="select, insert, update", portal=FOR_CUSTOMERS),
        TableRights("knowledge_version", portal=READ_NOW),
        TableRights("knowledge_word", house="select, insert"),
        TableRights("knowledge_usage", house="select, insert, delete"),
        TableRights("knowledge_reading", house="select"),
        TableRights("knowledge_verdict", house="select"),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(FINDING, NOT_FOUND),
        migrations.RunPython(let_all_ask, migrations.RunPython.noop),
    ]
