-- Neighbours of equal content are one version; each ends where the next begins.
CREATE VIEW derived.article_version AS
WITH seen AS (
    SELECT w.*,
           lag(w.content_id) OVER later AS previous_content_id,
           lag(w.pipeline_version) OVER later AS previous_pipeline_version,
           min(w.first_load_id) OVER (
               PARTITION BY w.article_id ORDER BY w.observed_at
               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS earliest_later_load_id
    FROM derived.winning_observation w
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
       l.committed_at AS recorded_from
FROM starts s
JOIN load l USING (load_id)
CROSS JOIN LATERAL (SELECT CASE
    WHEN s.content_id = derived.tombstone() THEN 'withdrawn'
    WHEN s.previous_content_id IS NULL THEN 'first_seen'
    WHEN s.previous_content_id = derived.tombstone() THEN 'returned'
    ELSE 'publisher_edit' END AS change) c
WINDOW in_order AS (PARTITION BY s.article_id ORDER BY s.observed_at);
