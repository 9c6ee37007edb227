CREATE VIEW desk.removed_spans AS
SELECT o.article_id, a.url, o.observed_at, r.rule, r.rule_version, r.stage,
       r.start, r."end", r.text, r.pipeline_version, r.capture_id, r.load_id
FROM removed_span r
JOIN (SELECT DISTINCT article_id, observed_at, capture_id, pipeline_version
      FROM observation) o USING (capture_id, pipeline_version)
JOIN article a USING (article_id);
COMMENT ON VIEW desk.removed_spans IS 'The ledger: every span that cleaning removed from a capture, and by which rule';
