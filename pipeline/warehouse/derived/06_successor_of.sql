-- Articles to which these have moved: what is learnt of an article changes their histories too.
CREATE FUNCTION derived.successor_of(article_ids uuid[])
RETURNS TABLE (article_id uuid) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE later AS (
        SELECT unnest(article_ids) AS article_id
        UNION
        SELECT m.article_id FROM later t
        JOIN article p ON p.article_id = t.article_id
        JOIN alias m ON m.seen_url = p.url AND m.kind = 'moved'
    )
    SELECT t.article_id FROM later t WHERE t.article_id <> ALL (article_ids);
END;
