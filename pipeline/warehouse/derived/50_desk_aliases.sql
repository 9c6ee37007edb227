CREATE VIEW desk.aliases AS
SELECT s.seen_url, s.kind, s.article_id, a.url, s.load_id
FROM alias s JOIN article a USING (article_id);

COMMENT ON VIEW desk.aliases IS 'One row for each other address under which an article was met';
COMMENT ON COLUMN desk.aliases.seen_url IS 'The address met';
COMMENT ON COLUMN desk.aliases.kind IS 'Why it is the same article: redirect, canonical ...';
COMMENT ON COLUMN desk.aliases.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.aliases.url IS 'Its normalised address';
COMMENT ON COLUMN desk.aliases.load_id IS 'The load that brought it (desk.loads)';
