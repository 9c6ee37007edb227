"""Everything on one machine: an embedded PostgreSQL and the four components of Airflow."""
