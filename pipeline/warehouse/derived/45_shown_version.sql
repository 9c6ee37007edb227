-- A version with all that belongs to it, as known after a load: what the desk shows of it. OFFSET 0
-- keeps the planner from making a join of it where it stands LATERAL, which would derive the versions
-- of all articles; columns that are not selected cost nothing all the same. An address that had only
-- led elsewhere or been missing by then was no article yet.
CREATE FUNCTION derived.shown_version(of_article uuid, known_load bigint)
RETURNS TABLE (
    article_id uuid, url text, source_id text, version_no bigint, change text, cause text,
    effective_from timestamptz, effective_to timestamptz, recorded_from timestamptz,
    title text, authors text[], language text, body text,
    published_at timestamptz, modified_at timestamptz, lineage jsonb, pipeline_version integer,
    content_id uuid, capture_id uuid, load_id bigint,
    kinds text[], significance double precision, reprocessed_from integer, content_before uuid,
    reprocessed_with text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
    SELECT v.article_id, a.url, a.source_id, v.version_no, v.change, v.cause,
           v.effective_from, v.effective_to, v.recorded_from,
           c.title, c.authors, v.language, c.body,
           v.published_at, v.modified_at, v.lineage, v.pipeline_version,
           v.content_id, v.capture_id, v.load_id,
           (SELECT e.kinds FROM public.edit e
            WHERE e.content_before = v.previous_content_id AND e.content_after = v.content_id
              AND v.change = 'publisher_edit' AND e.load_id <= known_load
            ORDER BY e.algorithm_version DESC LIMIT 1),
           (SELECT e.significance FROM public.edit e
            WHERE e.content_before = v.previous_content_id AND e.content_after = v.content_id
              AND v.change = 'publisher_edit' AND e.load_id <= known_load
            ORDER BY e.algorithm_version DESC LIMIT 1),
           v.reprocessed_from, v.previous_content_id,
           CASE WHEN v.reprocessed_from IS NOT NULL
                THEN derived.told_rule_changes(v.reprocessed_from, v.pipeline_version) END
    FROM derived.article_version_known(known_load) v
    JOIN public.article a ON a.article_id = v.article_id AND a.first_load_id <= known_load
    LEFT JOIN public.content c ON c.content_id = v.content_id
    WHERE v.article_id = of_article
    OFFSET 0;
END;
COMMENT ON FUNCTION derived.shown_version IS 'The versions of an article with all that belongs to them, as known after a load';
