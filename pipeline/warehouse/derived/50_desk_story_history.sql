CREATE VIEW desk.story_history AS
SELECT m.article_id, a.url, a.source_id, m.story_id, m.role, m.original_id, m.original_url,
       m.score, m.evidence, l.committed_at AS recorded_from,
       lead(l.committed_at) OVER (PARTITION BY m.article_id ORDER BY m.load_id) AS recorded_to,
       m.load_id
FROM story_member m JOIN load l USING (load_id) JOIN article a USING (article_id);

COMMENT ON VIEW desk.story_history IS 'One row for each thing that was ever held of an article''s place in a story';
COMMENT ON COLUMN desk.story_history.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.story_history.url IS 'Its normalised address';
COMMENT ON COLUMN desk.story_history.source_id IS 'Its source';
COMMENT ON COLUMN desk.story_history.story_id IS 'The story that it was held to belong to';
COMMENT ON COLUMN desk.story_history.role IS 'original, syndicated_copy, near_duplicate or excerpt';
COMMENT ON COLUMN desk.story_history.original_id IS 'Key of the original, also where only its address is known';
COMMENT ON COLUMN desk.story_history.original_url IS 'Address of the original, or urn:wire:<agency>';
COMMENT ON COLUMN desk.story_history.score IS '0..1: how sure it was';
COMMENT ON COLUMN desk.story_history.evidence IS 'Each reason with its kind and measures';
COMMENT ON COLUMN desk.story_history.recorded_from IS 'Since when it was held (inclusive)';
COMMENT ON COLUMN desk.story_history.recorded_to IS 'Until when it was held (exclusive); none for what is held now';
COMMENT ON COLUMN desk.story_history.load_id IS 'The load that asserted it (desk.loads)';
