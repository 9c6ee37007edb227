-- What the latest load says of an article's place in its story.
CREATE VIEW derived.current_story_member AS
SELECT DISTINCT ON (m.article_id) m.*, l.committed_at AS recorded_from
FROM story_member m JOIN load l USING (load_id)
ORDER BY m.article_id, m.load_id DESC;
