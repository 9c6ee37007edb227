CREATE VIEW desk.article_versions AS
SELECT a.article_id, a.url, a.source_id,  -- the outer ones, so that they choose whose versions are derived
       s.version_no, s.change, s.cause, s.effective_from, s.effective_to, s.recorded_from,
       s.title, s.authors, s.language, s.body, s.published_at, s.modified_at, s.lineage,
       s.pipeline_version, s.content_id, s.capture_id, s.load_id,
       s.kinds, s.significance, s.reprocessed_from, s.content_before,
       s.reprocessed_with
FROM public.article a
CROSS JOIN LATERAL derived.shown_version(a.article_id, 9223372036854775807) s;

COMMENT ON VIEW desk.article_versions IS 'One row a version: when it was true, why it exists, when we learnt it';
COMMENT ON COLUMN desk.article_versions.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.article_versions.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.article_versions.source_id IS 'The source it was first read from';
COMMENT ON COLUMN desk.article_versions.version_no IS 'Number within the article, 1 first; a late arrival shifts those after it';
COMMENT ON COLUMN desk.article_versions.change IS 'What happened in the world: first_seen, publisher_edit, withdrawn, returned, moved, incomparable (docs/contracts.md, Change)';
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
COMMENT ON COLUMN desk.article_versions.kinds IS 'What a publisher''s edit did (docs/contracts.md, EditKind); none for other changes, and until the edit was compared';
COMMENT ON COLUMN desk.article_versions.significance IS '0..1: how much a reader would care about a publisher''s edit; 0 for what only the typesetter sees';
COMMENT ON COLUMN desk.article_versions.reprocessed_from IS 'Where our rules read it anew: the version of our rules that read it first (table ruleset)';
COMMENT ON COLUMN desk.article_versions.content_before IS 'Content of the version before; none for the first';
COMMENT ON COLUMN desk.article_versions.reprocessed_with IS 'Where our rules read it anew: from which version of them to which, and every part that differs between the two (desk.rule_changes)';
