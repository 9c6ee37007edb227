-- Written in plpgsql so that the last load is looked up once: it is then a plain number to the planner.
CREATE FUNCTION desk.article_history(article_id uuid, known_at timestamptz DEFAULT NULL)
RETURNS SETOF desk.article_versions LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 4 AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT a.article_id, a.url, a.source_id, v.version_no, v.change, v.cause,
           v.effective_from, v.effective_to, v.recorded_from,
           c.title, c.authors, v.language, c.body,
           v.published_at, v.modified_at, v.lineage, v.pipeline_version,
           v.content_id, v.capture_id, v.load_id
    FROM derived.article_version_known(last_load) v
    JOIN public.article a ON a.article_id = v.article_id
    LEFT JOIN public.content c ON c.content_id = v.content_id
    WHERE v.article_id = article_history.article_id
    ORDER BY v.version_no;
END $$;
COMMENT ON FUNCTION desk.article_history IS 'All versions of an article as they were known at a moment (default: now), oldest first; columns of desk.article_versions';

CREATE FUNCTION desk.article_as_of(
    article_id uuid, true_at timestamptz DEFAULT NULL, known_at timestamptz DEFAULT NULL)
RETURNS SETOF desk.article_versions LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT h.* FROM desk.article_history(article_as_of.article_id, article_as_of.known_at) h
    WHERE (true_at IS NULL OR h.effective_from <= true_at)
      AND (h.effective_to IS NULL OR h.effective_to > true_at);
END;
COMMENT ON FUNCTION desk.article_as_of IS 'The one version that by what was known at known_at (default: now) an article had at true_at (default: now); no row where nothing was known of that time. The answer to a past known_at never changes';

CREATE FUNCTION desk.articles_as_of(
    true_at timestamptz, known_at timestamptz DEFAULT NULL, from_source text DEFAULT NULL)
RETURNS SETOF desk.article_versions LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10000 AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT a.article_id, a.url, a.source_id, v.version_no, v.change, v.cause,
           v.effective_from, v.effective_to, v.recorded_from,
           c.title, c.authors, v.language, c.body,
           v.published_at, v.modified_at, v.lineage, v.pipeline_version,
           v.content_id, v.capture_id, v.load_id
    FROM public.article a
    CROSS JOIN LATERAL (
        SELECT k.* FROM derived.article_version_known(last_load) k
        WHERE k.article_id = a.article_id OFFSET 0) v
    LEFT JOIN public.content c ON c.content_id = v.content_id
    WHERE v.effective_from <= true_at AND (v.effective_to IS NULL OR v.effective_to > true_at)
      AND (from_source IS NULL OR a.source_id = from_source);
END $$;
COMMENT ON FUNCTION desk.articles_as_of IS 'What every article (of a source) said at true_at, by what was known at known_at (default: now); columns of desk.article_versions';
