-- Each configuration asks in its own words; those that come to the same ask once. The entries are
-- ranked before any text is read, and only what is returned gets its snippet.
CREATE FUNCTION desk.search(
    query text, in_language text DEFAULT NULL, from_source text DEFAULT NULL,
    max_results integer DEFAULT 20)
RETURNS TABLE (
    article_id uuid, url text, source_id text, language text, title text,
    first_seen_at timestamptz, rank real, snippet text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE used (config) AS (
        SELECT min(e.config) FROM public.search_entry e
        UNION ALL
        SELECT (SELECT min(e.config) FROM public.search_entry e WHERE e.config > u.config)
        FROM used u WHERE u.config IS NOT NULL
    ), asked AS (
        SELECT derived.search_query(u.config, search.query) AS words,
               array_agg(u.config) AS configs
        FROM used u
        WHERE u.config IS NOT NULL
          AND (search.in_language IS NULL OR u.config = derived.search_config(search.in_language))
        GROUP BY 1
    ), best AS (
        SELECT e.article_id, e.config, q.words, e.language,
               ts_rank(e.document, q.words, 1) AS rank
        FROM asked q JOIN public.search_entry e
             ON e.document @@ q.words AND e.config = ANY (q.configs)
        WHERE (search.in_language IS NULL OR e.language = search.in_language)
          AND (search.from_source IS NULL OR EXISTS (
              SELECT FROM public.article a
              WHERE a.article_id = e.article_id AND a.source_id = search.from_source))
        ORDER BY rank DESC, e.article_id LIMIT search.max_results
    )
    SELECT b.article_id, a.url, a.source_id, b.language, a.title, a.first_seen_at, b.rank,
           derived.snippet(b.config, a.body, b.words, search.query)
    FROM best b JOIN desk.articles a USING (article_id)
    ORDER BY b.rank DESC, b.article_id;
END;
COMMENT ON FUNCTION desk.search IS 'Articles whose current text has these words, the best first: words that must all stand there, "a phrase", or, -not (as websearch_to_tsquery); in_language (ISO 639-1) and from_source narrow it down; snippet shows the words found between ** and **';
