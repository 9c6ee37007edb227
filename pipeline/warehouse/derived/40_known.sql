-- A load that is under way may still be committed with a moment before now, never with one before the
-- last commit that is seen. So what was known then is certain up to that commit, and not past it.
CREATE FUNCTION desk.known_until() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT max(l.committed_at) FROM public.load l);
COMMENT ON FUNCTION desk.known_until IS 'The watermark: the last commit. What was known up to it never changes; questions of what was known past it are refused';

CREATE FUNCTION desk.known_load(known_at timestamptz DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    last_commit timestamptz := desk.known_until();
BEGIN
    IF known_at > coalesce(last_commit, '-infinity') THEN
        RAISE EXCEPTION 'What was known at % cannot be said yet: %.', known_at,
            coalesce('the last load was committed at ' || last_commit, 'nothing was ever loaded')
            USING ERRCODE = 'CD001',
                  HINT = 'Ask for a moment up to the last load, or leave it out for all that is known.';
    END IF;
    RETURN coalesce((
        SELECT l.load_id FROM public.load l
        WHERE l.committed_at <= coalesce(known_at, last_commit)
        ORDER BY l.committed_at DESC LIMIT 1), 0);
END $$;
COMMENT ON FUNCTION desk.known_load IS 'The last load that was committed at that moment, 0 before the first; without a moment the last load of all. Raises CD001 past the watermark';

-- One step from an address to an article: its own, unless it moved on; else the one that moved there,
-- that names the address as its own, or that it redirected to; of several the one seen last.
CREATE FUNCTION derived.article_met_at(address text) RETURNS TABLE (article_id uuid, url text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT f.article_id, f.url FROM (
        SELECT a.article_id, a.url,
               CASE WHEN a.current_content_id = derived.moved() THEN 4 ELSE 0 END AS rank
        FROM public.article a WHERE a.url = address
        UNION ALL
        SELECT a.article_id, a.url,
               CASE s.kind WHEN 'moved' THEN 1 WHEN 'canonical' THEN 2 ELSE 3 END
        FROM public.alias s JOIN public.article a ON a.article_id = s.article_id
        WHERE s.seen_url = address) f
    ORDER BY f.rank,
             (SELECT max(o.observed_at) FROM public.observation o
              WHERE o.article_id = f.article_id) DESC NULLS LAST,
             f.article_id
    LIMIT 1;
END;
COMMENT ON FUNCTION derived.article_met_at IS 'The article that an address leads to, one step on';

CREATE FUNCTION desk.article_id(url text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE way (article_id, url, step, seen) AS (
        SELECT m.article_id, m.url, 1, ARRAY[article_id.url]
        FROM derived.article_met_at(article_id.url) m
        UNION ALL
        SELECT m.article_id, m.url, w.step + 1, w.seen || w.url
        FROM way w CROSS JOIN LATERAL derived.article_met_at(w.url) m
        WHERE w.url <> ALL (w.seen)
    )
    SELECT w.article_id FROM way w ORDER BY w.step DESC LIMIT 1;
END;
COMMENT ON FUNCTION desk.article_id IS 'Key of the article at a normalised address, or at one under which it was met; where it moved, of the one that it moved to. None where there is no such article';
