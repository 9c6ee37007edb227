"""One head, in step with the tables, and a way back to nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pipeline.bundle import bundle_path
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.migrate import current_revision, downgrade, head_revision, upgrade
from pipeline.warehouse.tables import metadata


def test_there_is_one_head():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(bundle_path("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [head_revision()]


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
