-- Articles whose histories belong together: those at these addresses, and all that are joined to them by
-- moves, in either direction and over any number of steps.
CREATE FUNCTION derived.joined_by_moves(urls text[])
RETURNS TABLE (article_id uuid) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE joined AS (
        SELECT unnest(urls) AS url
        UNION
        SELECT n.url FROM joined j CROSS JOIN LATERAL (
            SELECT a.url FROM alias m JOIN article a ON a.article_id = m.article_id
            WHERE m.kind = 'moved' AND m.seen_url = j.url
            UNION ALL
            SELECT m.seen_url FROM article a JOIN alias m ON m.article_id = a.article_id
            WHERE m.kind = 'moved' AND a.url = j.url) n
    )
    SELECT a.article_id FROM joined j JOIN article a ON a.url = j.url;
END;
