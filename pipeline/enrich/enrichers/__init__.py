"""The enrichers: one file each, with its `ENRICHER`."""
