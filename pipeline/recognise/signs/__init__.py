"""Signs that a page is no article: one file each, with a `SIGN`."""
