-- All observations known after a load. An article to which others moved takes over what they told
-- before it was first seen itself, so that both histories read as one.
CREATE FUNCTION derived.told_known(known_load bigint)
RETURNS TABLE (
    article_id uuid, observed_at timestamptz, pipeline_version int, content_id uuid,
    capture_id uuid, published_at timestamptz, modified_at timestamptz, language text,
    lineage jsonb, load_id bigint, is_rejected boolean
) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT o.article_id, o.observed_at, o.pipeline_version, o.content_id, o.capture_id,
           o.published_at, o.modified_at, o.language, o.lineage, o.load_id,
           EXISTS (SELECT 1 FROM decision d WHERE d.load_id <= known_load)
               AND o.capture_id IN (
                   SELECT r.capture_id FROM derived.rejected_capture_known(known_load) r)
    FROM (
        SELECT own.article_id, own.observed_at, own.pipeline_version, own.content_id,
               own.capture_id, own.published_at, own.modified_at, own.language, own.lineage,
               own.load_id
        FROM observation own
        WHERE own.load_id <= known_load
        UNION ALL
        SELECT m.article_id, p.observed_at, p.pipeline_version, p.content_id,
               p.capture_id, p.published_at, p.modified_at, p.language, p.lineage, p.load_id
        FROM (
            SELECT DISTINCT a.article_id FROM alias a
            WHERE a.kind = 'moved' AND a.load_id <= known_load) m
        CROSS JOIN LATERAL derived.predecessor_known(m.article_id, known_load) earlier
        CROSS JOIN LATERAL (
            SELECT e.* FROM observation e
            WHERE e.article_id = earlier.article_id
              AND e.load_id <= known_load
              AND e.content_id <> derived.moved()
              AND e.observed_at < (
                  SELECT min(f.observed_at) FROM observation f
                  WHERE f.article_id = m.article_id AND f.load_id <= known_load)
            OFFSET 0) p  -- one look for each article, never a scan of all
    ) o;
END;
