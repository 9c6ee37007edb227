CREATE FUNCTION desk.changes(
    from_at timestamptz, to_at timestamptz, from_source text DEFAULT NULL,
    known_at timestamptz DEFAULT NULL)
RETURNS TABLE (
    article_id uuid, url text, source_id text, changed_at timestamptz, change text, cause text,
    version_no bigint, title_before text, title text, recorded_from timestamptz,
    content_before uuid, content_id uuid)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT a.article_id, a.url, a.source_id, v.effective_from, v.change, v.cause, v.version_no,
           b.title, c.title, v.recorded_from, v.previous_content_id, v.content_id
    FROM public.article a
    CROSS JOIN LATERAL (
        SELECT k.* FROM derived.article_version_known(last_load) k
        WHERE k.article_id = a.article_id OFFSET 0) v
    LEFT JOIN public.content c ON c.content_id = v.content_id
    LEFT JOIN public.content b ON b.content_id = v.previous_content_id
    WHERE v.effective_from >= from_at AND v.effective_from < to_at
      AND (from_source IS NULL OR a.source_id = from_source)
      AND (EXISTS (  -- only these can have changed then: the versions of others are not derived
               SELECT FROM public.observation o WHERE o.article_id = a.article_id
               AND o.observed_at >= from_at AND o.observed_at < to_at)
           OR EXISTS (
               SELECT FROM public.alias m WHERE m.article_id = a.article_id AND m.kind = 'moved'))
    ORDER BY v.effective_from, a.url;
END $$;
COMMENT ON FUNCTION desk.changes IS 'What changed from one moment to another (of a source): one row a version that begins in it, with its change and the headline before; first_seen is a new article';
