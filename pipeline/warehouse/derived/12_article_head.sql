-- Where an article stands now: what the cached columns of table article must be equal to.
CREATE VIEW derived.article_head AS
SELECT v.article_id, v.content_id, v.effective_from AS current_from,
       seen.observed_at, seen.first_observed_at,
       (SELECT c.source_id FROM observation o JOIN capture c USING (capture_id)
        WHERE o.article_id = v.article_id ORDER BY o.observed_at, o.capture_id LIMIT 1) AS source_id
FROM derived.article_version v
JOIN LATERAL (
    SELECT max(o.observed_at) AS observed_at, min(o.observed_at) AS first_observed_at
    FROM observation o WHERE o.article_id = v.article_id) seen ON true
WHERE v.effective_to IS NULL;
