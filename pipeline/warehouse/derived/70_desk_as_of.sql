-- Written in plpgsql so that the last load is looked up once: it is then a plain number to the planner.
-- For one article making a plan takes ten times as long as following it, and all plans are the same.
CREATE FUNCTION desk.article_history(article_id uuid, known_at timestamptz DEFAULT NULL)
RETURNS SETOF desk.article_versions LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 4 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT s.* FROM derived.shown_version(article_history.article_id, last_load) s
    ORDER BY s.version_no;
END $$;
COMMENT ON FUNCTION desk.article_history IS 'All versions of an article as they were known at a moment (default: now), oldest first; columns of desk.article_versions';

CREATE FUNCTION desk.article_as_of(
    article_id uuid, true_at timestamptz DEFAULT NULL, known_at timestamptz DEFAULT NULL)
RETURNS SETOF desk.article_versions LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT s.* FROM derived.shown_version(article_as_of.article_id, last_load) s
    WHERE (true_at IS NULL OR s.effective_from <= true_at)
      AND (s.effective_to IS NULL OR s.effective_to > true_at);
END $$;
COMMENT ON FUNCTION desk.article_as_of IS 'The one version that by what was known at known_at (default: now) an article had at true_at (default: now); no row where nothing was known of that time. The answer to a past known_at never changes';

CREATE FUNCTION desk.articles_as_of(
    true_at timestamptz, known_at timestamptz DEFAULT NULL, from_source text DEFAULT NULL)
RETURNS SETOF desk.article_versions LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10000 AS $$
DECLARE
    last_load bigint := desk.known_load(known_at);
BEGIN
    RETURN QUERY
    SELECT s.* FROM public.article a
    CROSS JOIN LATERAL derived.shown_version(a.article_id, last_load) s
    WHERE s.effective_from <= true_at AND (s.effective_to IS NULL OR s.effective_to > true_at)
      AND (from_source IS NULL OR a.source_id = from_source);
END $$;
COMMENT ON FUNCTION desk.articles_as_of IS 'What every article (of a source) said at true_at, by what was known at known_at (default: now); columns of desk.article_versions';
