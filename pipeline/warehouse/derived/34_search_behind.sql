CREATE VIEW derived.search_behind AS
SELECT a.article_id
FROM article a LEFT JOIN search_entry s USING (article_id)
WHERE a.current_content_id IS NOT NULL
  AND (s.content_id, s.search_version) IS DISTINCT FROM
      (a.current_content_id, derived.search_version());
COMMENT ON VIEW derived.search_behind IS 'Articles whose search entry is not that of what they say now';
