-- Articles whose addresses lead on to this one for good, over any number of moves. An address at which
-- no text was read by then is no article, and what it answered is not handed over.
CREATE FUNCTION derived.predecessor_known(successor uuid, known_load bigint)
RETURNS TABLE (article_id uuid) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE earlier AS (
        SELECT successor AS article_id
        UNION
        SELECT p.article_id FROM earlier e
        JOIN alias m ON m.article_id = e.article_id AND m.kind = 'moved' AND m.load_id <= known_load
        JOIN article p ON p.url = m.seen_url AND p.first_load_id <= known_load
    )
    SELECT e.article_id FROM earlier e WHERE e.article_id <> successor;
END;
