"""Source files for the newsroom's sites, in the format in which any publisher is described."""

from pathlib import Path
from typing import Any

import yaml

from pipeline.newsroom.site import Site
from pipeline.newsroom.world import World


def write_sources(world: World, port: int, folder: Path) -> list[Path]:
    """Write one YAML file per site into `folder` (made if absent) and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(source_of(world, site, port), folder / f"{site.id}.yaml") for site in world.sites
    ]


def source_of(world: World, site: Site, port: int) -> dict[str, Any]:
    """Return a site's source record."""
    home_url = world.home_url(site.id, port)
    return {
        "id": site.id,
        "name": site.name,
        "homepage": home_url,
        "language": site.language,
        "country": site.country,
        "feeds": [{"url": f"{home_url[:-1]}{f.path}", "kind": f.kind} for f in site.listings],
        "allow_private_network": True,
        "delay_s": 0.0,
        # A day of this world is over when somebody says so: whatever is known is always due.
        "revisit_after_min": 0,
        "revisit_share": 0,
    }


def _write(source: dict[str, Any], path: Path) -> Path:
    path.write_text(yaml.safe_dump(source, sort_keys=False, allow_unicode=True), "utf-8")
    return path
