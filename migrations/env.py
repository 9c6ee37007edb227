"""alembic's entry: the address comes from the caller or the environment, never from a file."""

from alembic import context
from sqlalchemy import create_engine, event

from pipeline.config import Settings, normalise_database_url
from pipeline.warehouse import derived, reader
from pipeline.warehouse.migrate import LOCK_WAIT_S
from pipeline.warehouse.tables import metadata


def _include(_object, name, kind, _reflected, _compare_to):
    return not (kind == "table" and name == "alembic_version")


def _wait_briefly(connection):
    """Bound the wait for a lock in every transaction: all others would queue behind the waiting.

    Statements outside of a transaction (CONCURRENTLY) block nobody while they wait.
    """
    if connection.get_isolation_level() != "AUTOCOMMIT":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_WAIT_S}s'")


def _run(connection):
    event.listen(connection, "begin", _wait_briefly)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_include,
        compare_type=True,
        transaction_per_migration=True,
    )
    head = context.script.get_current_head()
    is_move = "destination_rev" in context.get_context().opts
    target = context.get_revision_argument() if is_move else head
    if target != head:  # tables may go that derived objects stand on
        with connection.begin():
            derived.drop(connection)
    with context.begin_transaction():
        context.run_migrations()
    if target == head:
        connection.commit()  # of reading the revision, where there was nothing to migrate
        with connection.begin():
            derived.install(connection)
            reader.grant(connection)


def main():
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run(connection)
        return
    url = context.config.get_main_option("sqlalchemy.url") or Settings.from_env().database_url
    with create_engine(normalise_database_url(url)).connect() as fresh:
        _run(fresh)


main()
