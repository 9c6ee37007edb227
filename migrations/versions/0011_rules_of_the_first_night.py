"""What version 1 of our rules was made of: 0.1.0 kept the number alone, so nobody could say.

Online-safe: one row in a table of one row a version.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

DIGEST = "2a3ba0f6ca7d97eb"

_RULES = (
    "advertisement byline copyright_footer newsletter_box notification_prompt read_more"
    " republication_note share_bar signup_notice source_marker tagged_links video_caption"
)
_MARKERS = (
    "cross_domain_canonical hotlinked_image json_ld_based_on original_source_meta"
    " originally_appeared source_read_full_article wire_dateline"
)
MANIFEST = {
    **{f"clean:{name}": 1 for name in _RULES.split()},
    "enrich:text_dates": 1,
    "extract:extractor": 1,
    "library:trafilatura": "2.3.1",
    **{f"provenance:{name}": 1 for name in _MARKERS.split()},
}


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO ruleset (pipeline_version, digest, manifest)"
            " VALUES (1, :digest, CAST(:manifest AS jsonb)) ON CONFLICT DO NOTHING"
        ).bindparams(digest=DIGEST, manifest=json.dumps(MANIFEST))
    )


def downgrade() -> None:
    op.execute(
        sa.text("DELETE FROM ruleset WHERE pipeline_version = 1 AND digest = :digest").bindparams(
            digest=DIGEST
        )
    )
