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
