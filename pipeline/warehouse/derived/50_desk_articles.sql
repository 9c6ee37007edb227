-- What costs more than a look at the article's own row is a scalar subquery: paid only where it is
-- selected. Claims of the page are those of the observation at which it became current; only where
-- that is not the article's own (it stands at another address' capture) its versions are derived.
CREATE VIEW desk.articles AS
SELECT a.article_id, a.url, a.source_id, c.title, c.authors,
       (SELECT r.language FROM (
            (SELECT o.language FROM observation o
             WHERE o.article_id = a.article_id AND o.observed_at = a.current_from
               AND o.content_id = a.current_content_id
             ORDER BY o.pipeline_version DESC, o.capture_id LIMIT 1)
            UNION ALL
            SELECT v.language FROM derived.article_version v
            WHERE v.article_id = a.article_id AND v.effective_to IS NULL) r LIMIT 1) AS language,
       c.body,
       (SELECT r.published_at FROM (
            (SELECT o.published_at FROM observation o
             WHERE o.article_id = a.article_id AND o.observed_at = a.current_from
               AND o.content_id = a.current_content_id
             ORDER BY o.pipeline_version DESC, o.capture_id LIMIT 1)
            UNION ALL
            SELECT v.published_at FROM derived.article_version v
            WHERE v.article_id = a.article_id AND v.effective_to IS NULL) r LIMIT 1) AS published_at,
       (SELECT r.modified_at FROM (
            (SELECT o.modified_at FROM observation o
             WHERE o.article_id = a.article_id AND o.observed_at = a.current_from
               AND o.content_id = a.current_content_id
             ORDER BY o.pipeline_version DESC, o.capture_id LIMIT 1)
            UNION ALL
            SELECT v.modified_at FROM derived.article_version v
            WHERE v.article_id = a.article_id AND v.effective_to IS NULL) r LIMIT 1) AS modified_at,
       a.current_content_id = derived.tombstone() AS is_withdrawn,
       (SELECT count(*) FROM derived.article_version v
        WHERE v.article_id = a.article_id) AS version_count,
       a.first_observed_at AS first_seen_at,
       (SELECT max(o.observed_at) FROM observation o
        WHERE o.article_id = a.article_id) AS last_seen_at,
       a.current_from AS effective_from,
       (SELECT m.story_id FROM story_member m WHERE m.article_id = a.article_id
        ORDER BY m.load_id DESC LIMIT 1) AS story_id,
       (SELECT m.role FROM story_member m WHERE m.article_id = a.article_id
        ORDER BY m.load_id DESC LIMIT 1) AS role,
       (SELECT m.original_id FROM story_member m WHERE m.article_id = a.article_id
        ORDER BY m.load_id DESC LIMIT 1) AS original_id,
       (SELECT m.original_url FROM story_member m WHERE m.article_id = a.article_id
        ORDER BY m.load_id DESC LIMIT 1) AS original_url,
       a.current_content_id AS content_id,
       a.current_content_id = derived.moved() AS is_moved
FROM article a LEFT JOIN content c ON c.content_id = a.current_content_id
WHERE a.current_content_id IS NOT NULL;

COMMENT ON VIEW desk.articles IS 'One row an article: what it says now, what it is in its story';
COMMENT ON COLUMN desk.articles.article_id IS 'Key: a pure function of url';
COMMENT ON COLUMN desk.articles.url IS 'Normalised address';
COMMENT ON COLUMN desk.articles.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.articles.title IS 'Headline now; none where it is withdrawn or has none';
COMMENT ON COLUMN desk.articles.authors IS 'Names as printed, in order';
COMMENT ON COLUMN desk.articles.language IS 'ISO 639-1 of the body; none where nothing sure can be said';
COMMENT ON COLUMN desk.articles.body IS 'Clean body now, paragraphs separated by a blank line; empty where it is withdrawn';
COMMENT ON COLUMN desk.articles.published_at IS 'When the page says it was published: a claim';
COMMENT ON COLUMN desk.articles.modified_at IS 'When the page says it was last modified: a claim';
COMMENT ON COLUMN desk.articles.is_withdrawn IS 'Whether the publisher has taken it away';
COMMENT ON COLUMN desk.articles.version_count IS 'How many versions it has (desk.article_versions)';
COMMENT ON COLUMN desk.articles.first_seen_at IS 'When it was first observed; its UTC day is the article''s day';
COMMENT ON COLUMN desk.articles.last_seen_at IS 'When it was last observed, changed or not';
COMMENT ON COLUMN desk.articles.effective_from IS 'Since when it says what it says now';
COMMENT ON COLUMN desk.articles.story_id IS 'Its story (desk.stories); none until the next fold';
COMMENT ON COLUMN desk.articles.role IS 'What it is in its story: original, syndicated_copy, near_duplicate or excerpt';
COMMENT ON COLUMN desk.articles.original_id IS 'Key of the story''s original, also where only its address is known; none for a wire''s story';
COMMENT ON COLUMN desk.articles.original_url IS 'Address of the original, or urn:wire:<agency>';
COMMENT ON COLUMN desk.articles.content_id IS 'Digest of title, authors and body: equal where these are equal';
COMMENT ON COLUMN desk.articles.is_moved IS 'Whether its address leads on to another article for good, which goes on with its history (desk.article_id)';
