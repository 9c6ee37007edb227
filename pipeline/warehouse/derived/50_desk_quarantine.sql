CREATE VIEW desk.quarantine AS
WITH rejected AS (
    SELECT r.capture_id
    FROM derived.rejected_capture_known((SELECT max(l.load_id) FROM load l)) r)
SELECT q.quarantine_id, q.capture_id, q.url, q.source_id, q.stage, q.reason, q.message,
       q.pipeline_version, q.run_id, q.failed_at,
       NOT EXISTS (
           SELECT 1 FROM capture c JOIN outcome o USING (capture_id)
           WHERE (c.url = q.url OR c.seen_url = q.url) AND o.result = 'observed'
             AND c.fetched_at >= q.failed_at
             AND c.capture_id NOT IN (SELECT r.capture_id FROM rejected r))
       AND NOT EXISTS (
           SELECT 1 FROM observation o JOIN article a USING (article_id)
           WHERE o.capture_id = q.capture_id
             AND o.capture_id NOT IN (SELECT r.capture_id FROM rejected r)) AS is_open,
       (SELECT count(DISTINCT p.failed_at) FROM quarantine p
        WHERE p.url = q.url AND p.failed_at <= q.failed_at) AS attempt
FROM quarantine q;

COMMENT ON VIEW desk.quarantine IS 'One row a failed address: open until a later capture of it was read or an operator released it, or where it is an answer 404 of a known article';
COMMENT ON COLUMN desk.quarantine.quarantine_id IS 'Number of the case';
COMMENT ON COLUMN desk.quarantine.capture_id IS 'The capture that failed; none where no answer came';
COMMENT ON COLUMN desk.quarantine.url IS 'The address concerned';
COMMENT ON COLUMN desk.quarantine.source_id IS 'The source it belongs to';
COMMENT ON COLUMN desk.quarantine.stage IS 'Where it failed: discover, fetch, extract, clean, enrich, load or fold';
COMMENT ON COLUMN desk.quarantine.reason IS 'Reason code (docs/contracts.md, Reason)';
COMMENT ON COLUMN desk.quarantine.message IS 'What happened, in words';
COMMENT ON COLUMN desk.quarantine.pipeline_version IS 'Version of our rules under which it failed';
COMMENT ON COLUMN desk.quarantine.run_id IS 'The run in which it failed';
COMMENT ON COLUMN desk.quarantine.failed_at IS 'When the exchange failed';
COMMENT ON COLUMN desk.quarantine.is_open IS 'Whether nothing of the address was read since, and the answer is no fact about a known article';
COMMENT ON COLUMN desk.quarantine.attempt IS 'How many exchanges with the address had failed by then, this one included';
