"""The only place with SQL: tables, loading, reading, and the ports that stages are handed."""
