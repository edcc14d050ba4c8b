"""When a contact is moved, every row of its requests goes along, in every table there is."""

from __future__ import annotations

import pytest
from django.db import connection

from permanence.overview.customers.rules import FOLLOWING, STAYING

WITH_CUSTOMER = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not c.relispartition and a.attname = 'organisation_id' and not a.attisdropped
"""


@pytest.mark.usefixtures("house")
def test_every_table_that_says_whose_it_is_follows_or_has_a_reason_to_stay() -> None:
    with connection.cursor() as cursor:
        cursor.execute(WITH_CUSTOMER)
        tables = {str(name) for (name,) in cursor.fetchall()}

    assert tables == set(FOLLOWING) | set(STAYING)
    assert not set(FOLLOWING) & set(STAYING)
