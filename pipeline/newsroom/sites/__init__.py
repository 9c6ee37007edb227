"""The sites of the newsroom, one file each."""

from pipeline.newsroom.site import Site
from pipeline.newsroom.sites import (
    buzz_lane,
    daily_echoes,
    faro_levanera,
    gazette_valclair,
    harbour_courier,
    kestrel_post,
    nordmark_bote,
    prensa_espejo,
    tarn_record,
    world_digest,
)

SITES: tuple[Site, ...] = (
    harbour_courier.SITE,
    nordmark_bote.SITE,
    gazette_valclair.SITE,
    faro_levanera.SITE,
    kestrel_post.SITE,
    tarn_record.SITE,
    daily_echoes.SITE,
    world_digest.SITE,
    prensa_espejo.SITE,
    buzz_lane.SITE,
)
"""Six publishers, then four repost sites."""
