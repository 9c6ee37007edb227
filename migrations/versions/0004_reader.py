"""The role that analysts belong to.

Online-safe: it makes a role where the migrating user may, and comments a table of alembic's. The
role belongs to the whole server, where other warehouses may use it too: going down leaves it there.
Where the user may not make roles, `copydesk doctor` says what an administrator has to do.
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'copydesk_reader') THEN
            CREATE ROLE copydesk_reader NOLOGIN;
        END IF;
    EXCEPTION
        WHEN insufficient_privilege THEN
            RAISE NOTICE 'role copydesk_reader was not made: this user may not make roles';
        WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another warehouse of this server made it in the same moment
    END $$""")
    op.execute("COMMENT ON TABLE alembic_version IS 'The step of the schema at which it stands'")
    op.execute("COMMENT ON COLUMN alembic_version.version_num IS 'Number of the migration'")


def downgrade() -> None:
    op.execute("COMMENT ON TABLE alembic_version IS NULL")
    op.execute("""
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'copydesk_reader') THEN
            REVOKE ALL ON ALL TABLES IN SCHEMA public FROM copydesk_reader;
        END IF;
    END $$""")
