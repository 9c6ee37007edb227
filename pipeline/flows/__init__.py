"""Stage sequences with a warehouse behind them: what a DAG task or the command line calls."""
