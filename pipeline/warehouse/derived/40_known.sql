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

CREATE FUNCTION desk.article_id(url text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(
    (SELECT a.article_id FROM public.article a WHERE a.url = article_id.url),
    (SELECT s.article_id FROM public.alias s WHERE s.seen_url = article_id.url
     ORDER BY s.load_id, s.article_id LIMIT 1));
COMMENT ON FUNCTION desk.article_id IS 'Key of the article at a normalised address, or at one under which it was met; none where there is no such article';
