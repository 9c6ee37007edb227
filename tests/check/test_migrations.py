"""One head, in step with the tables, and a way back to nothing."""

import json
import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pipeline.bundle import bundle_path
from pipeline.flows.version import MANIFEST_DIGESTS
from pipeline.identity import digest_fields
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.migrate import current_revision, downgrade, head_revision, upgrade
from pipeline.warehouse.tables import metadata


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(bundle_path("migrations")))
    return ScriptDirectory.from_config(config)


def test_there_is_one_head():
    assert scripts().get_heads() == [head_revision()]


def test_every_migration_says_how_it_is_online_safe():
    silent = [
        script.revision
        for script in scripts().walk_revisions()
        if not re.search(r"^Online-safe: \S+ \S+", script.module.__doc__ or "", re.MULTILINE)
    ]
    assert silent == []


def test_an_index_on_a_table_that_exists_is_built_beside_its_writers():
    """After the first night every index is made with its table, or CONCURRENTLY."""
    for script in scripts().walk_revisions():
        source = Path(script.path).read_text("utf-8")
        if script.revision == "0001":
            continue
        made = set(re.findall(r'create_table\(\s*"(\w+)"', source))
        indexed = set(re.findall(r'create_index\(\s*(?:op\.f\()?"\w+"\)?,\s*"(\w+)"', source))
        assert indexed <= made, f"{script.revision} locks writers out of {indexed - made}"
        assert not re.search(r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)", source), script.revision


def test_from_nothing_to_head_is_what_the_tables_say(database_url):
    upgrade(database_url)
    assert current_revision(database_url) == head_revision()
    with Warehouse(database_url) as warehouse, warehouse.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_back_to_nothing_and_to_head_again(database_url):
    upgrade(database_url)
    downgrade(database_url, "base")
    assert current_revision(database_url) is None
    upgrade(database_url)
    assert current_revision(database_url) == head_revision()


def test_the_first_rules_are_what_their_digest_stands_for():
    first = scripts().get_revision("0011").module
    digest = digest_fields(json.dumps(dict(sorted(first.MANIFEST.items())))).hex()[:16]
    assert digest == first.DIGEST == MANIFEST_DIGESTS[1]
