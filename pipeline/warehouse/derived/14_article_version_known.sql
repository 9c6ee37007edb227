-- Thin: the views beside it, by the facts of loads up to one.
CREATE FUNCTION derived.article_version_known(known_load bigint)
RETURNS TABLE (
    article_id uuid, version_no bigint, content_id uuid,
    effective_from timestamptz, effective_to timestamptz, change text, cause text,
    pipeline_version int, capture_id uuid,
    published_at timestamptz, modified_at timestamptz, language text, lineage jsonb,
    load_id bigint, recorded_from timestamptz, previous_content_id uuid
) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
WITH seen AS (
    SELECT w.*,
           lag(w.content_id) OVER later AS previous_content_id,
           lag(w.pipeline_version) OVER later AS previous_pipeline_version,
           min(w.first_load_id) OVER (
               PARTITION BY w.article_id ORDER BY w.observed_at
               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS earliest_later_load_id
    FROM (SELECT DISTINCT ON (o.article_id, o.observed_at)
       o.*,
       first_value(o.content_id) OVER seen AS first_content_id,
       min(o.load_id) OVER (PARTITION BY o.article_id, o.observed_at) AS first_load_id,
       min(o.pipeline_version) OVER (PARTITION BY o.article_id, o.observed_at)
           AS first_pipeline_version
FROM observation o WHERE o.load_id <= known_load
WINDOW seen AS (
    PARTITION BY o.article_id, o.observed_at
    ORDER BY o.pipeline_version, o.content_id DESC, o.capture_id)
ORDER BY o.article_id, o.observed_at, o.pipeline_version DESC, o.content_id DESC, o.capture_id) w
    WINDOW later AS (PARTITION BY w.article_id ORDER BY w.observed_at)
), starts AS (
    SELECT * FROM seen WHERE content_id IS DISTINCT FROM previous_content_id
)
SELECT s.article_id,
       row_number() OVER in_order AS version_no,
       s.content_id,
       s.observed_at AS effective_from,
       lead(s.observed_at) OVER in_order AS effective_to,
       c.change,
       CASE
           WHEN s.pipeline_version > s.first_pipeline_version
                AND s.content_id IS DISTINCT FROM s.first_content_id THEN 'reprocessed'
           WHEN s.pipeline_version IS DISTINCT FROM
                coalesce(s.previous_pipeline_version, s.pipeline_version) THEN 'reprocessed'
           WHEN s.first_load_id > s.earliest_later_load_id THEN 'late_arrival'
           ELSE c.change
       END AS cause,
       s.pipeline_version,
       s.capture_id,
       s.published_at,
       s.modified_at,
       s.language,
       s.lineage,
       s.load_id,
       l.committed_at AS recorded_from, s.previous_content_id
FROM starts s
JOIN load l USING (load_id)
CROSS JOIN LATERAL (SELECT CASE
    WHEN s.content_id = derived.tombstone() THEN 'withdrawn'
    WHEN s.previous_content_id IS NULL THEN 'first_seen'
    WHEN s.previous_content_id = derived.tombstone() THEN 'returned'
    ELSE 'publisher_edit' END AS change) c
WINDOW in_order AS (PARTITION BY s.article_id ORDER BY s.observed_at);
END;
