-- Neighbours of equal content are one version; each ends where the next begins.
-- `change` is the world's doing. Texts read by different rules are only called an edit if they
-- differ under rules that read both, and so is none beside a text that was purged. `cause` is why
-- the version stands as it does: a decision, newer rules or a late arrival where it would stand
-- otherwise without them, else the change itself.
CREATE FUNCTION derived.article_version_known(known_load bigint)
RETURNS TABLE (
    article_id uuid, version_no bigint, content_id uuid,
    effective_from timestamptz, effective_to timestamptz, change text, cause text,
    pipeline_version int, reprocessed_from int, capture_id uuid,
    published_at timestamptz, modified_at timestamptz, language text, lineage jsonb,
    load_id bigint, recorded_from timestamptz, previous_content_id uuid
) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.article_id, v.version_no, v.content_id, v.effective_from, v.effective_to, c.change,
           CASE WHEN c.change = 'incomparable' AND c.is_purged_apart THEN 'operator_decision'
                WHEN EXISTS (SELECT 1 FROM decision d WHERE d.load_id <= known_load)
                AND derived.covers_a_rejected_capture(
                    v.article_id, v.content_id, v.version_no, v.effective_from, v.effective_to,
                    known_load) THEN 'operator_decision'
                WHEN c.change = 'incomparable' OR v.is_reread THEN 'reprocessed'
                WHEN v.first_load_id > v.earliest_later_load_id THEN 'late_arrival'
                ELSE c.change END,
           v.pipeline_version,
           CASE WHEN v.is_reread THEN v.first_pipeline_version
                WHEN c.change = 'incomparable' THEN v.previous_pipeline_version END,
           v.capture_id, v.published_at, v.modified_at, v.language, v.lineage, v.load_id,
           l.committed_at, v.previous_content_id
    FROM (
        SELECT s.*, s.observed_at AS effective_from,
               row_number() OVER in_order AS version_no,
               lead(s.observed_at) OVER in_order AS effective_to,
               s.pipeline_version > s.first_pipeline_version
                   AND s.content_id <> s.first_content_id AS is_reread
        FROM (
            SELECT o.*,
                   lag(o.content_id) OVER later AS previous_content_id,
                   lag(o.pipeline_version) OVER later AS previous_pipeline_version,
                   lag(o.capture_id) OVER later AS previous_capture_id,
                   min(o.first_load_id) OVER (
                       PARTITION BY o.article_id ORDER BY o.observed_at
                       ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS earliest_later_load_id
            FROM derived.counted_observation_known(known_load) o
            WINDOW later AS (PARTITION BY o.article_id ORDER BY o.observed_at)) s
        WHERE s.content_id IS DISTINCT FROM s.previous_content_id
        WINDOW in_order AS (PARTITION BY s.article_id ORDER BY s.observed_at)) v
    JOIN load l ON l.load_id = v.load_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN v.content_id = derived.moved() THEN 'moved'
        WHEN v.content_id = derived.tombstone() THEN 'withdrawn'
        WHEN v.previous_content_id IS NULL THEN 'first_seen'
        WHEN v.previous_content_id IN (derived.tombstone(), derived.moved()) THEN 'returned'
        WHEN p.is_purged_apart THEN 'incomparable'
        WHEN v.pipeline_version <> v.previous_pipeline_version
             AND derived.differs_under_common_rules(
                 v.previous_capture_id, v.capture_id, known_load) IS NOT TRUE
             THEN 'incomparable'
        ELSE 'publisher_edit' END AS change, p.is_purged_apart
        FROM (SELECT derived.is_purged(v.content_id)
                  <> derived.is_purged(v.previous_content_id) AS is_purged_apart) p) c;
END;
