-- Where an article stands now: what the cached columns of table article must be equal to.
CREATE VIEW derived.article_head AS
SELECT DISTINCT ON (s.article_id)
       s.article_id, s.content_id, s.observed_at AS current_from,
       s.last_observed_at AS observed_at, s.first_observed_at,
       (SELECT c.source_id FROM observation o JOIN capture c USING (capture_id)
        WHERE o.article_id = s.article_id ORDER BY o.observed_at, o.capture_id LIMIT 1) AS source_id
FROM (
    SELECT o.*,
           lag(o.content_id) OVER in_order AS previous_content_id,
           first_value(o.observed_at) OVER in_order AS first_observed_at,
           last_value(o.observed_at) OVER in_order AS last_observed_at
    FROM derived.counted_observation_known(9223372036854775807) o
    WINDOW in_order AS (
        PARTITION BY o.article_id ORDER BY o.observed_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) s
WHERE s.content_id IS DISTINCT FROM s.previous_content_id
ORDER BY s.article_id, s.observed_at DESC;
