CREATE VIEW desk.removed_spans AS
SELECT o.article_id, a.url, o.observed_at, r.rule, r.rule_version, r.stage,
       r.start, r."end", r.text, r.replacement, r.pipeline_version, r.capture_id, r.load_id
FROM removed_span r
JOIN (SELECT DISTINCT article_id, observed_at, capture_id, pipeline_version
      FROM observation) o USING (capture_id, pipeline_version)
JOIN article a USING (article_id);

COMMENT ON VIEW desk.removed_spans IS 'The ledger: every span that cleaning removed from or replaced in a capture, and by which rule';
COMMENT ON COLUMN desk.removed_spans.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.removed_spans.url IS 'Its normalised address';
COMMENT ON COLUMN desk.removed_spans.observed_at IS 'The moment of the capture';
COMMENT ON COLUMN desk.removed_spans.rule IS 'Rule that removed it';
COMMENT ON COLUMN desk.removed_spans.rule_version IS 'Its version';
COMMENT ON COLUMN desk.removed_spans.stage IS 'Cleaning stage, 1 first';
COMMENT ON COLUMN desk.removed_spans.start IS 'Offset in code points into the text that entered the stage';
COMMENT ON COLUMN desk.removed_spans."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.removed_spans.text IS 'What was removed or replaced';
COMMENT ON COLUMN desk.removed_spans.replacement IS 'What stands in its place, empty where it was removed';
COMMENT ON COLUMN desk.removed_spans.pipeline_version IS 'Version of our rules that removed it';
COMMENT ON COLUMN desk.removed_spans.capture_id IS 'The capture that it was removed from';
COMMENT ON COLUMN desk.removed_spans.load_id IS 'The load that brought it (desk.loads)';
