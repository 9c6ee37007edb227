CREATE VIEW desk.copies AS
SELECT m.story_id, m.article_id AS copy_id, a.url AS copy_url,
       a.source_id AS copy_source_id, m.role, m.original_id, m.original_url,
       m.score, m.evidence, m.recorded_from, m.load_id
FROM derived.current_story_member m JOIN article a USING (article_id)
WHERE m.role <> 'original';
COMMENT ON VIEW desk.copies IS 'One row a copy: its original, its role and every reason to hold so';
