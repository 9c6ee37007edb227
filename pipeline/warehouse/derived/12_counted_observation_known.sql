-- What counts in the history of an article. Answers of 404 make a withdrawal, dated at the first of
-- them, if at least three came in a row, over at least 48 hours, with no other answer between;
-- fewer count for nothing, and so do those before a first text and behind a move. What the first of
-- them says was learnt with the load of the one that made it a withdrawal.
CREATE FUNCTION derived.counted_observation_known(known_load bigint)
RETURNS TABLE (
    article_id uuid, observed_at timestamptz, pipeline_version int, content_id uuid,
    capture_id uuid, published_at timestamptz, modified_at timestamptz, language text,
    lineage jsonb, load_id bigint,
    first_content_id uuid, first_load_id bigint, first_pipeline_version int
) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.article_id, c.observed_at, c.pipeline_version,
           CASE c.content_id WHEN derived.missing() THEN derived.tombstone()
                             ELSE c.content_id END,
           c.capture_id, c.published_at, c.modified_at, c.language, c.lineage,
           CASE c.content_id WHEN derived.missing() THEN greatest(c.load_id, c.sure_load_id)
                             ELSE c.load_id END,
           CASE c.first_content_id WHEN derived.missing() THEN derived.tombstone()
                                   ELSE c.first_content_id END,
           c.first_load_id, c.first_pipeline_version
    FROM (
        SELECT j.*,
               min(CASE WHEN j.misses >= 3 AND j.missed_for >= interval '48 hours'
                        THEN j.last_load_id END) OVER (
                   PARTITION BY j.article_id, j.run_no) AS sure_load_id
        FROM (
            SELECT r.*,
                   first_value(r.content_id) OVER so_far AS told_before,
                   count(*) OVER so_far - 1 AS misses,
                   r.observed_at - nth_value(r.observed_at, 2) OVER so_far AS missed_for,
                   max(r.load_id) OVER so_far AS last_load_id
            FROM (
                SELECT w.*, count(*) FILTER (WHERE w.content_id <> derived.missing()) OVER (
                           PARTITION BY w.article_id ORDER BY w.observed_at) AS run_no
                FROM derived.winning_observation_known(known_load) w) r
            WINDOW so_far AS (PARTITION BY r.article_id, r.run_no ORDER BY r.observed_at)) j
    ) c
    WHERE c.content_id <> derived.missing()
       OR (c.told_before NOT IN (derived.missing(), derived.moved())
           AND c.sure_load_id IS NOT NULL);
END;
