CREATE VIEW desk.article_versions AS
SELECT a.article_id, a.url, a.source_id, v.version_no, v.change, v.cause,
       v.effective_from, v.effective_to, v.recorded_from,
       c.title, c.authors, v.language, c.body,
       v.published_at, v.modified_at, v.lineage, v.pipeline_version,
       v.content_id, v.capture_id, v.load_id
FROM derived.article_version v
JOIN article a USING (article_id)
JOIN content c USING (content_id);
COMMENT ON VIEW desk.article_versions IS 'One row a version: when it was true, why it exists, when we learnt it';
