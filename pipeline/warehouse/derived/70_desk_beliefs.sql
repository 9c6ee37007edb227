-- Every load that touched an article is a moment at which its history may have come to read otherwise.
-- A belief is a version in exactly this form, from the load that made it so to the one that ended it.
CREATE FUNCTION desk.article_beliefs(article_id uuid)
RETURNS TABLE (
    recorded_from timestamptz, recorded_to timestamptz,
    effective_from timestamptz, effective_to timestamptz,
    change text, cause text, title text, content_id uuid, pipeline_version integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 8 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    of_article uuid := article_beliefs.article_id;
BEGIN
    RETURN QUERY
    WITH moment AS (
        SELECT l.load_id, l.committed_at, row_number() OVER in_order AS n,
               lead(l.committed_at) OVER in_order AS next_at
        FROM public.load l
        WHERE l.load_id IN (
            SELECT t.load_id FROM derived.article_touched t WHERE t.article_id = of_article
            UNION
            SELECT t.load_id FROM derived.article_touched t
            WHERE t.article_id IN (
                SELECT p.article_id
                FROM derived.predecessor_known(of_article, desk.known_load()) p))
          AND l.load_id >= (  -- before that it was no article
              SELECT a.first_load_id FROM public.article a WHERE a.article_id = of_article)
        WINDOW in_order AS (ORDER BY l.load_id)
    ), held AS (
        SELECT m.n, m.committed_at, m.next_at, v.*,
               m.n - row_number() OVER (
                   PARTITION BY v.effective_from, v.effective_to, v.content_id, v.change, v.cause,
                                v.pipeline_version
                   ORDER BY m.n) AS island
        FROM moment m
        CROSS JOIN LATERAL (
            SELECT * FROM derived.article_version_known(m.load_id) w
            WHERE w.article_id = of_article OFFSET 0) v
    )
    SELECT min(h.committed_at) AS known_from,
           CASE WHEN bool_or(h.next_at IS NULL) THEN NULL ELSE max(h.next_at) END,
           h.effective_from, h.effective_to, h.change, h.cause,
           (SELECT c.title FROM public.content c WHERE c.content_id = h.content_id),
           h.content_id, h.pipeline_version
    FROM held h
    GROUP BY h.effective_from, h.effective_to, h.content_id, h.change, h.cause,
             h.pipeline_version, h.island
    ORDER BY known_from, h.effective_from;
END $$;
COMMENT ON FUNCTION desk.article_beliefs IS 'Everything that was ever believed of an article: each version in the form in which it was held, true from effective_from to effective_to, believed from recorded_from to recorded_to (none: still); the oldest belief first';
