-- Lateral, so that a question for some articles (an address, a source) looks at no other; OFFSET 0
-- keeps the planner from making a join of it, which would derive the versions of all.
CREATE VIEW desk.article_versions AS
SELECT a.article_id, a.url, a.source_id, v.version_no, v.change, v.cause,
       v.effective_from, v.effective_to, v.recorded_from,
       c.title, c.authors, v.language, c.body,
       v.published_at, v.modified_at, v.lineage, v.pipeline_version,
       v.content_id, v.capture_id, v.load_id
FROM article a
CROSS JOIN LATERAL (
    SELECT * FROM derived.article_version v WHERE v.article_id = a.article_id OFFSET 0) v
LEFT JOIN content c ON c.content_id = v.content_id;

COMMENT ON VIEW desk.article_versions IS 'One row a version: when it was true, why it exists, when we learnt it';
COMMENT ON COLUMN desk.article_versions.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.article_versions.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.article_versions.source_id IS 'The source it was first read from';
COMMENT ON COLUMN desk.article_versions.version_no IS 'Number within the article, 1 first; a late arrival shifts those after it';
COMMENT ON COLUMN desk.article_versions.change IS 'What happened in the world: first_seen, publisher_edit, withdrawn, returned ...';
COMMENT ON COLUMN desk.article_versions.cause IS 'Why the version stands as it does: its change, or ours (reprocessed, late_arrival, operator_decision)';
COMMENT ON COLUMN desk.article_versions.effective_from IS 'When it was first observed to say so (inclusive)';
COMMENT ON COLUMN desk.article_versions.effective_to IS 'When it was first observed to say something else (exclusive); none while it is current';
COMMENT ON COLUMN desk.article_versions.recorded_from IS 'Since when the warehouse has known this reading';
COMMENT ON COLUMN desk.article_versions.title IS 'Headline';
COMMENT ON COLUMN desk.article_versions.authors IS 'Names as printed, in order';
COMMENT ON COLUMN desk.article_versions.language IS 'ISO 639-1 of the body; none where nothing sure can be said';
COMMENT ON COLUMN desk.article_versions.body IS 'Clean body, paragraphs separated by a blank line; empty for a withdrawal';
COMMENT ON COLUMN desk.article_versions.published_at IS 'When the page says it was published: a claim';
COMMENT ON COLUMN desk.article_versions.modified_at IS 'When the page says it was last modified: a claim';
COMMENT ON COLUMN desk.article_versions.lineage IS 'Field by field, where each value came from';
COMMENT ON COLUMN desk.article_versions.pipeline_version IS 'Version of our rules that read it';
COMMENT ON COLUMN desk.article_versions.content_id IS 'Digest of title, authors and body';
COMMENT ON COLUMN desk.article_versions.capture_id IS 'The capture that it was read from';
COMMENT ON COLUMN desk.article_versions.load_id IS 'The load that brought it (desk.loads)';
