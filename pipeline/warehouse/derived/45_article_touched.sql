-- Which load touched which article, for those who follow the warehouse load by load.
CREATE VIEW derived.article_touched AS
SELECT o.article_id, o.load_id FROM observation o
UNION ALL
SELECT s.article_id, s.load_id FROM alias s
UNION ALL
SELECT m.article_id, m.load_id FROM story_member m
UNION ALL
SELECT p.article_id, p.load_id FROM purged_article p
UNION ALL
SELECT o.article_id, d.load_id
FROM decision d
LEFT JOIN decision revoked ON revoked.decision_id = d.revokes
JOIN capture k ON coalesce(d.capture_id, revoked.capture_id) IN (k.capture_id, k.revisit_of)
JOIN observation o ON o.capture_id = k.capture_id
UNION ALL
SELECT t.article_id, d.load_id
FROM decision d
LEFT JOIN decision revoked ON revoked.decision_id = d.revokes
CROSS JOIN LATERAL (VALUES (coalesce(d.article_a, revoked.article_a)),
                           (coalesce(d.article_b, revoked.article_b))) AS t (article_id)
WHERE t.article_id IS NOT NULL;
COMMENT ON VIEW derived.article_touched IS 'One row for each fact of an article: the load that brought it';
