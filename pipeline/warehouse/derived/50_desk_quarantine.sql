CREATE VIEW desk.quarantine AS
SELECT q.*, NOT EXISTS (
    SELECT 1 FROM capture c JOIN outcome o USING (capture_id)
    WHERE (c.url = q.url OR c.seen_url = q.url) AND o.result = 'observed'
      AND c.fetched_at >= q.failed_at) AS is_open
FROM quarantine q;
COMMENT ON VIEW desk.quarantine IS 'One row a failed address: open until a later capture of it was read';
