-- The way of an address through the house: that of the article it leads to, under all of its addresses.
-- With its owner's rights, since analysts may not read the index to the archive nor the listings.
CREATE FUNCTION desk.trace(address text)
RETURNS TABLE (at timestamptz, event text, url text, told text, capture_id uuid, details jsonb)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
BEGIN ATOMIC
    WITH here AS (SELECT desk.article_id(address) AS article_id),
    met AS (
        SELECT address AS url
        UNION SELECT a.url FROM article a JOIN here h USING (article_id)
        UNION SELECT s.seen_url FROM alias s JOIN here h USING (article_id)),
    seen AS (
        SELECT k.* FROM capture k
        WHERE k.url IN (SELECT m.url FROM met m)
        UNION
        SELECT k.* FROM capture k WHERE k.seen_url IN (SELECT m.url FROM met m))
    SELECT w.at, w.event, w.url, w.told, w.capture_id, w.details FROM (
        SELECT i.first_seen_at AS at, 1 AS rank, 'listed' AS event, i.url, i.feed_url AS told,
               i.capture_id,
               jsonb_build_object('source_id', i.source_id, 'title', i.title,
                   'published_at', i.published_at, 'guid', i.guid) AS details
        FROM listing_item i
        WHERE i.url IN (SELECT m.url FROM met m) OR i.seen_url IN (SELECT m.url FROM met m)
        UNION ALL
        SELECT k.fetched_at, 2, 'answered', k.seen_url,
               k.status || CASE WHEN k.final_url <> k.seen_url THEN ' from ' || k.final_url ELSE '' END,
               k.capture_id,
               jsonb_build_object('via', k.via, 'kind', k.kind, 'source_id', k.source_id,
                   'content_type', k.content_type, 'repeats', k.revisit_of, 'run_id', k.run_id,
                   'robots_directives', k.robots_directives,
                   'outcome', (
                       SELECT o.result || CASE o.reason WHEN '' THEN '' ELSE ': ' || o.reason END
                       FROM outcome o WHERE o.capture_id = k.capture_id
                       ORDER BY o.pipeline_version DESC LIMIT 1))
        FROM seen k
        UNION ALL
        SELECT q.failed_at, 3, 'quarantined', q.url, q.reason || ': ' || q.message, q.capture_id,
               jsonb_build_object('quarantine_id', q.quarantine_id, 'stage', q.stage,
                   'reason', q.reason, 'pipeline_version', q.pipeline_version,
                   'attempt', q.attempt, 'is_open', q.is_open, 'run_id', q.run_id)
        FROM desk.quarantine q
        WHERE q.url IN (SELECT m.url FROM met m)
           OR q.capture_id IN (SELECT s.capture_id FROM seen s)
        UNION ALL
        SELECT d.decided_at, 5, 'decided', s.url, d.kind || ' by ' || d.author || ': ' || d.reason,
               d.capture_id,
               jsonb_build_object('decision_id', d.decision_id, 'kind', d.kind,
                   'author', d.author, 'reason', d.reason)
        FROM decision d JOIN seen s USING (capture_id)
        UNION ALL
        SELECT r.decided_at, 5, 'decided', s.url,
               'decision ' || d.decision_id || ' taken back by ' || r.author || ': ' || r.reason,
               d.capture_id,
               jsonb_build_object('decision_id', r.decision_id, 'kind', r.kind,
                   'author', r.author, 'reason', r.reason, 'revokes', d.decision_id)
        FROM decision d JOIN seen s USING (capture_id)
        JOIN decision r ON r.revokes = d.decision_id
        UNION ALL
        SELECT v.effective_from, 4, 'version', v.url, v.change || coalesce(': ' || v.title, ''),
               v.capture_id,
               jsonb_build_object('version_no', v.version_no, 'change', v.change,
                   'cause', v.cause, 'recorded_from', v.recorded_from,
                   'pipeline_version', v.pipeline_version, 'content_id', v.content_id)
        FROM here h JOIN desk.article_versions v USING (article_id)
        UNION ALL
        SELECT l.committed_at, 6, 'tied', a.url,
               m.role || CASE m.role WHEN 'original' THEN '' ELSE ' of ' || m.original_url END, NULL,
               jsonb_build_object('story_id', m.story_id, 'role', m.role,
                   'original_url', m.original_url, 'score', m.score, 'evidence', m.evidence)
        FROM here h JOIN story_member m USING (article_id) JOIN article a USING (article_id)
        JOIN load l ON l.load_id = m.load_id) w
    ORDER BY w.at, w.rank, w.url;
END;

COMMENT ON FUNCTION desk.trace IS 'The way of an address, or of the article that it leads to under all of its addresses, in order of time: listed, answered, quarantined, version, decided, tied; told says it in words, details in keys';
