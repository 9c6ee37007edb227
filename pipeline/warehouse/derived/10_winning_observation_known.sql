-- Of each moment the reading under the highest version of our rules; what first stood there is kept beside it.
CREATE FUNCTION derived.winning_observation_known(known_load bigint)
RETURNS TABLE (
    article_id uuid, observed_at timestamptz, pipeline_version int, content_id uuid,
    capture_id uuid, published_at timestamptz, modified_at timestamptz, language text,
    lineage jsonb, load_id bigint,
    first_content_id uuid, first_load_id bigint, first_pipeline_version int
) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT DISTINCT ON (t.article_id, t.observed_at)
           t.article_id, t.observed_at, t.pipeline_version, t.content_id, t.capture_id,
           t.published_at, t.modified_at, t.language, t.lineage, t.load_id,
           last_value(t.content_id) OVER best_first,
           min(t.load_id) OVER best_first,
           last_value(t.pipeline_version) OVER best_first
    FROM derived.told_known(known_load) t
    WHERE NOT t.is_rejected
    WINDOW best_first AS (
        PARTITION BY t.article_id, t.observed_at
        ORDER BY t.pipeline_version DESC, t.content_id DESC, t.capture_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ORDER BY t.article_id, t.observed_at,
             t.pipeline_version DESC, t.content_id DESC, t.capture_id;
END;
