-- Which load touched which article, for those who follow the warehouse load by load.
CREATE VIEW derived.article_touched AS
SELECT o.article_id, o.load_id FROM observation o
UNION ALL
SELECT s.article_id, s.load_id FROM alias s
UNION ALL
SELECT m.article_id, m.load_id FROM story_member m
UNION ALL
SELECT p.article_id, p.load_id FROM purged_article p;
COMMENT ON VIEW derived.article_touched IS 'One row for each fact of an article: the load that brought it';
