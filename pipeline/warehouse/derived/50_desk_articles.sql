CREATE VIEW desk.articles AS
SELECT a.article_id, a.url, a.source_id, c.title, c.authors, v.language, c.body,
       v.published_at, v.modified_at,
       v.change = 'withdrawn' AS is_withdrawn,
       v.version_no AS version_count,
       f.first_seen_at,
       a.current_observed_at AS last_seen_at,
       v.effective_from,
       m.story_id, m.role, m.original_id, m.original_url
FROM article a
JOIN LATERAL (
    SELECT * FROM derived.article_version v WHERE v.article_id = a.article_id
    ORDER BY v.version_no DESC LIMIT 1) v ON true
JOIN content c ON c.content_id = v.content_id
JOIN LATERAL (
    SELECT min(o.observed_at) AS first_seen_at FROM observation o
    WHERE o.article_id = a.article_id) f ON true
LEFT JOIN LATERAL (
    SELECT * FROM story_member m WHERE m.article_id = a.article_id
    ORDER BY m.load_id DESC LIMIT 1) m ON true;
COMMENT ON VIEW desk.articles IS 'One row an article: what it says now, what it is in its story';
