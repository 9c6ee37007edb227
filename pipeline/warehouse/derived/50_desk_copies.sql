CREATE VIEW desk.copies AS
SELECT m.story_id, m.article_id AS copy_id, a.url AS copy_url,
       a.source_id AS copy_source_id, m.role, m.original_id, m.original_url,
       m.score, m.evidence, m.recorded_from, m.load_id
FROM derived.current_story_member m JOIN article a USING (article_id)
WHERE m.role <> 'original';

COMMENT ON VIEW desk.copies IS 'One row a copy: its original, its role and every reason to hold so';
COMMENT ON COLUMN desk.copies.story_id IS 'The story (desk.stories)';
COMMENT ON COLUMN desk.copies.copy_id IS 'The article that is the copy (desk.articles)';
COMMENT ON COLUMN desk.copies.copy_url IS 'Its normalised address';
COMMENT ON COLUMN desk.copies.copy_source_id IS 'Its source';
COMMENT ON COLUMN desk.copies.role IS 'syndicated_copy (declared or marked), near_duplicate (measured) or excerpt';
COMMENT ON COLUMN desk.copies.original_id IS 'Key of the original, also where only its address is known; none for a wire''s story';
COMMENT ON COLUMN desk.copies.original_url IS 'Address of the original, or urn:wire:<agency>';
COMMENT ON COLUMN desk.copies.score IS '0..1: how sure it is';
COMMENT ON COLUMN desk.copies.evidence IS 'Each reason with its kind and measures (docs/contracts.md, StoryMember)';
COMMENT ON COLUMN desk.copies.recorded_from IS 'Since when the warehouse has held so';
COMMENT ON COLUMN desk.copies.load_id IS 'The load that asserted it (desk.loads)';
