"""Views leave the migrations: they are derived, and installed anew whenever they changed.

Online-safe: it drops the views that 0002 made, which hold no data. `migrations/env.py` installs
today's (`pipeline.warehouse.derived`) as soon as the last migration is through.
"""

from pipeline.bundle import bundle_path

revision = "0003"
down_revision = "0002"


def _views_of_0002():
    import importlib.util

    path = bundle_path("migrations") / "versions" / "0002_views.py"
    spec = importlib.util.spec_from_file_location("views_of_0002", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def upgrade() -> None:
    _views_of_0002().downgrade()


def downgrade() -> None:
    _views_of_0002().upgrade()
