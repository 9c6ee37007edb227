"""The cleaning rules: one file each, with its `RULE`."""
