CREATE FUNCTION desk.changes(
    from_at timestamptz, to_at timestamptz, from_source text DEFAULT NULL,
    known_at timestamptz DEFAULT NULL)
RETURNS TABLE (
    article_id uuid, url text, source_id text, changed_at timestamptz, change text, cause text,
    kinds text[], significance double precision, version_no bigint, title_before text, title text,
    recorded_from timestamptz, content_before uuid, content_id uuid)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT s.article_id, s.url, s.source_id, s.effective_from, s.change, s.cause,
           s.kinds, s.significance, s.version_no, b.title, s.title,
           s.recorded_from, s.content_before, s.content_id
    FROM public.article a
    CROSS JOIN LATERAL derived.shown_version(a.article_id, last_load) s
    LEFT JOIN public.content b ON b.content_id = s.content_before
    WHERE s.effective_from >= from_at AND s.effective_from < to_at
      AND (from_source IS NULL OR a.source_id = from_source)
      AND (EXISTS (  -- only these can have changed then: the versions of others are not derived
               SELECT FROM public.observation o WHERE o.article_id = a.article_id
               AND o.observed_at >= from_at AND o.observed_at < to_at)
           OR EXISTS (
               SELECT FROM public.alias m WHERE m.article_id = a.article_id AND m.kind = 'moved'))
    ORDER BY s.effective_from, s.url;
END $$;
COMMENT ON FUNCTION desk.changes IS 'What changed from one moment to another (of a source): one row a version that begins in it, with its change (for a publisher''s edit with kinds and significance) and the headline before; first_seen is a new article';
