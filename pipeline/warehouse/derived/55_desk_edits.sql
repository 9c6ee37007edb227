CREATE VIEW desk.edits AS
SELECT a.article_id, a.url, a.source_id, v.version_no, v.effective_from AS changed_at,
       e.kinds, e.significance, e.details, v.previous_content_id AS content_before, v.content_id
FROM article a
CROSS JOIN LATERAL (
    SELECT * FROM derived.article_version v WHERE v.article_id = a.article_id OFFSET 0) v
CROSS JOIN LATERAL (
    SELECT * FROM edit e
    WHERE e.content_before = v.previous_content_id AND e.content_after = v.content_id
    ORDER BY e.algorithm_version DESC LIMIT 1) e
WHERE v.change = 'publisher_edit';

COMMENT ON VIEW desk.edits IS 'One row for each edit of a publisher: what kind it was, and how much it matters';
COMMENT ON COLUMN desk.edits.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.edits.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.edits.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.edits.version_no IS 'The version that it made (desk.article_versions)';
COMMENT ON COLUMN desk.edits.changed_at IS 'When it was first observed';
COMMENT ON COLUMN desk.edits.kinds IS 'All kinds that hold (docs/contracts.md, EditKind)';
COMMENT ON COLUMN desk.edits.significance IS '0..1: how much a reader would care; 0 for what is trivial';
COMMENT ON COLUMN desk.edits.details IS 'Which words, numbers, quotes and paragraphs (docs/contracts.md, TypedEdit)';
COMMENT ON COLUMN desk.edits.content_before IS 'Digest of the text before';
COMMENT ON COLUMN desk.edits.content_id IS 'Digest of the text after';
