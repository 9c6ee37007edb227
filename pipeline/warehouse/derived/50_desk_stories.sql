CREATE VIEW desk.stories AS
SELECT m.story_id,
       min(m.original_url) AS original_url,
       count(*) AS member_count,
       count(*) FILTER (WHERE m.role = 'syndicated_copy') AS syndicated_copy_count,
       count(*) FILTER (WHERE m.role = 'near_duplicate') AS near_duplicate_count,
       count(*) FILTER (WHERE m.role = 'excerpt') AS excerpt_count,
       bool_or(m.role = 'original') AS has_original,
       max(m.recorded_from) AS recorded_from
FROM derived.current_story_member m
GROUP BY m.story_id;

COMMENT ON VIEW desk.stories IS 'One row a story: its original and how many prints it has';
COMMENT ON COLUMN desk.stories.story_id IS 'The story';
COMMENT ON COLUMN desk.stories.original_url IS 'Address of its original, or urn:wire:<agency>';
COMMENT ON COLUMN desk.stories.member_count IS 'Articles in it, the original included';
COMMENT ON COLUMN desk.stories.syndicated_copy_count IS 'Copies that are declared or marked';
COMMENT ON COLUMN desk.stories.near_duplicate_count IS 'Copies that are only measured';
COMMENT ON COLUMN desk.stories.excerpt_count IS 'Articles that print a part of it';
COMMENT ON COLUMN desk.stories.has_original IS 'Whether the original itself was captured';
COMMENT ON COLUMN desk.stories.recorded_from IS 'When what is held of it last changed';
