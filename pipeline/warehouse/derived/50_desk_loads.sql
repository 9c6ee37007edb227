CREATE VIEW desk.loads AS
SELECT l.load_id, l.committed_at, l.kind, l.dag_id, l.run_id, l.pipeline_version, l.counts
FROM load l;

COMMENT ON VIEW desk.loads IS 'One row a committed batch of facts: the clock of what the warehouse knew';
COMMENT ON COLUMN desk.loads.load_id IS 'Number, rising in the order of commit';
COMMENT ON COLUMN desk.loads.committed_at IS 'When its facts became known; strictly rising';
COMMENT ON COLUMN desk.loads.kind IS 'What kind of facts it brought: observations, copies ...';
COMMENT ON COLUMN desk.loads.dag_id IS 'The DAG that wrote it, or command-line';
COMMENT ON COLUMN desk.loads.run_id IS 'The run that wrote it';
COMMENT ON COLUMN desk.loads.pipeline_version IS 'Version of our rules that it was made with';
COMMENT ON COLUMN desk.loads.counts IS 'Facts of each kind that it brought';
