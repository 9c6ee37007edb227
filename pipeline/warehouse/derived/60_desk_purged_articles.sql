CREATE VIEW desk.purged_articles AS
SELECT a.article_id, a.url, p.purge_id, p.kind, p.subject, p.requested_at, p.lifted_at,
       g.load_id, l.committed_at AS purged_at
FROM purged_article g
JOIN purge p USING (purge_id)
JOIN article a USING (article_id)
JOIN load l USING (load_id);

COMMENT ON VIEW desk.purged_articles IS 'One row for each time that an article lost text: on request, or for its age. Where its versions have no title and no body, derived.is_purged(content_id) tells whether that is why';
COMMENT ON COLUMN desk.purged_articles.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.purged_articles.url IS 'Its normalised address';
COMMENT ON COLUMN desk.purged_articles.purge_id IS 'Number of the purge';
COMMENT ON COLUMN desk.purged_articles.kind IS 'What was purged: a domain, a url, or by retention what was too old';
COMMENT ON COLUMN desk.purged_articles.subject IS 'The domain, the address, or the source (*: every source)';
COMMENT ON COLUMN desk.purged_articles.requested_at IS 'When it was asked for: from here on it was neither fetched nor read';
COMMENT ON COLUMN desk.purged_articles.lifted_at IS 'When it was lifted; none while it stands';
COMMENT ON COLUMN desk.purged_articles.load_id IS 'The load in which the text went (desk.loads)';
COMMENT ON COLUMN desk.purged_articles.purged_at IS 'When that load was committed';
