CREATE VIEW desk.sources AS
SELECT source_id, coalesce(a.article_count, 0) AS article_count,
       coalesce(a.withdrawn_count, 0) AS withdrawn_count,
       coalesce(k.copy_count, 0) AS copy_count,
       coalesce(q.open_quarantine_count, 0) AS open_quarantine_count,
       a.first_seen_at, a.last_seen_at
FROM (SELECT source_id, count(*) AS article_count,
             count(*) FILTER (WHERE is_withdrawn) AS withdrawn_count,
             min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
      FROM desk.articles GROUP BY source_id) a
FULL JOIN (SELECT source_id, count(DISTINCT url) AS open_quarantine_count
           FROM desk.quarantine WHERE is_open GROUP BY source_id) q USING (source_id)
LEFT JOIN (SELECT copy_source_id AS source_id, count(*) AS copy_count
           FROM desk.copies GROUP BY copy_source_id) k USING (source_id);

COMMENT ON VIEW desk.sources IS 'One row a source that anything was read from: what there is of it';
COMMENT ON COLUMN desk.sources.source_id IS 'The source, as its file names it';
COMMENT ON COLUMN desk.sources.article_count IS 'Articles that were first read from it';
COMMENT ON COLUMN desk.sources.withdrawn_count IS 'How many of these are withdrawn now';
COMMENT ON COLUMN desk.sources.copy_count IS 'How many of these are copies of something';
COMMENT ON COLUMN desk.sources.open_quarantine_count IS 'Addresses of it in quarantine that nothing was read of since';
COMMENT ON COLUMN desk.sources.first_seen_at IS 'When an article of it was first observed';
COMMENT ON COLUMN desk.sources.last_seen_at IS 'When an article of it was last observed';
