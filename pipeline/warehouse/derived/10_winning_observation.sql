-- Of each moment the reading under the highest version of our rules; what first stood there is kept beside it.
CREATE VIEW derived.winning_observation AS
SELECT DISTINCT ON (o.article_id, o.observed_at)
       o.*,
       first_value(o.content_id) OVER seen AS first_content_id,
       min(o.load_id) OVER (PARTITION BY o.article_id, o.observed_at) AS first_load_id,
       min(o.pipeline_version) OVER (PARTITION BY o.article_id, o.observed_at)
           AS first_pipeline_version
FROM observation o
WINDOW seen AS (
    PARTITION BY o.article_id, o.observed_at
    ORDER BY o.pipeline_version, o.content_id DESC, o.capture_id)
ORDER BY o.article_id, o.observed_at, o.pipeline_version DESC, o.content_id DESC, o.capture_id;
