-- What a copy lost, read from its original. A wire's or an unseen original gives nothing back.
CREATE VIEW desk.repaired_copies AS
SELECT c.copy_id AS article_id, c.copy_url AS url, c.story_id, c.role, c.original_id,
       coalesce(own.title, o.title) AS title,
       CASE WHEN own.title IS NOT NULL THEN c.copy_url WHEN o.title IS NOT NULL THEN o.url
       END AS title_from,
       CASE WHEN cardinality(own.authors) > 0 THEN own.authors ELSE o.authors END AS authors,
       CASE WHEN cardinality(own.authors) > 0 THEN c.copy_url WHEN cardinality(o.authors) > 0
            THEN o.url END AS authors_from,
       coalesce(own.published_at, o.published_at) AS published_at,
       CASE WHEN own.published_at IS NOT NULL THEN c.copy_url WHEN o.published_at IS NOT NULL
            THEN o.url END AS published_at_from,
       CASE WHEN length(o.body) > length(own.body) THEN o.body ELSE own.body END AS body,
       CASE WHEN length(o.body) > length(own.body) THEN o.url ELSE c.copy_url END AS body_from
FROM desk.copies c
JOIN desk.articles own ON own.article_id = c.copy_id
LEFT JOIN desk.articles o ON o.article_id = c.original_id;

COMMENT ON VIEW desk.repaired_copies IS 'One row a copy: its fields, those that it lost read from its original, each with where it is from';
COMMENT ON COLUMN desk.repaired_copies.article_id IS 'The copy (desk.articles)';
COMMENT ON COLUMN desk.repaired_copies.url IS 'Normalised address of the copy';
COMMENT ON COLUMN desk.repaired_copies.story_id IS 'Its story (desk.stories)';
COMMENT ON COLUMN desk.repaired_copies.role IS 'syndicated_copy, near_duplicate or excerpt';
COMMENT ON COLUMN desk.repaired_copies.original_id IS 'Key of the original, also where only its address is known; none for a wire''s story';
COMMENT ON COLUMN desk.repaired_copies.title IS 'The copy''s headline, or else the original''s';
COMMENT ON COLUMN desk.repaired_copies.title_from IS 'Address of the page that it is from';
COMMENT ON COLUMN desk.repaired_copies.authors IS 'Names that the copy prints, or else the original';
COMMENT ON COLUMN desk.repaired_copies.authors_from IS 'Address of the page that they are from; none where neither names one';
COMMENT ON COLUMN desk.repaired_copies.published_at IS 'The copy''s claim, or else the original''s';
COMMENT ON COLUMN desk.repaired_copies.published_at_from IS 'Address of the page that it is from';
COMMENT ON COLUMN desk.repaired_copies.body IS 'The longer of the two bodies, as they stand now';
COMMENT ON COLUMN desk.repaired_copies.body_from IS 'Address of the page that it is from';
