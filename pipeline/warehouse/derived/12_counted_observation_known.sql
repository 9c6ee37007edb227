-- What counts in the history of an article. Answers of 404 make a withdrawal, dated at the first of
-- them, if at least three came in a row, over at least 48 hours, with no other answer between;
-- fewer count for nothing, and so do those before a first text and behind a move.
CREATE FUNCTION derived.counted_observation_known(known_load bigint)
RETURNS TABLE (
    article_id uuid, observed_at timestamptz, pipeline_version int, content_id uuid,
    capture_id uuid, published_at timestamptz, modified_at timestamptz, language text,
    lineage jsonb, load_id bigint,
    first_content_id uuid, first_load_id bigint, first_pipeline_version int
) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT j.article_id, j.observed_at, j.pipeline_version,
           CASE j.content_id WHEN derived.missing() THEN derived.tombstone()
                             ELSE j.content_id END,
           j.capture_id, j.published_at, j.modified_at, j.language, j.lineage, j.load_id,
           CASE j.first_content_id WHEN derived.missing() THEN derived.tombstone()
                                   ELSE j.first_content_id END,
           j.first_load_id, j.first_pipeline_version
    FROM (
        SELECT r.*,
               first_value(r.content_id) OVER run AS told_before,
               count(*) OVER run - 1 AS misses,
               last_value(r.observed_at) OVER run
                   - nth_value(r.observed_at, 2) OVER run AS missed_for
        FROM (
            SELECT w.*, count(*) FILTER (WHERE w.content_id <> derived.missing()) OVER (
                       PARTITION BY w.article_id ORDER BY w.observed_at) AS run_no
            FROM derived.winning_observation_known(known_load) w) r
        WINDOW run AS (
            PARTITION BY r.article_id, r.run_no ORDER BY r.observed_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ) j
    WHERE j.content_id <> derived.missing()
       OR (j.told_before NOT IN (derived.missing(), derived.moved())
           AND j.misses >= 3 AND j.missed_for >= interval '48 hours');
END;
