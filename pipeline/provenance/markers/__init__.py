"""The repost markers: one file each, with its `MARKER`."""
