"""What Copydesk adds to Airflow: operator pages, the inbox's trigger, and the steps of its DAGs."""
