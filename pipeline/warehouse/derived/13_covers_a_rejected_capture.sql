-- Whether a rejected capture said something else within a version, or before the first one: without
-- the decision it would end sooner, or not be the first.
CREATE FUNCTION derived.covers_a_rejected_capture(
    article uuid, content uuid, version_no bigint,
    effective_from timestamptz, effective_to timestamptz, known_load bigint
) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT 1 FROM derived.told_known(known_load) t
        WHERE t.article_id = article AND t.is_rejected AND t.content_id <> content
          AND (t.observed_at >= effective_from OR version_no = 1)
          AND (t.observed_at < effective_to OR effective_to IS NULL));
END;
