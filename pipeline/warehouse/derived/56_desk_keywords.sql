CREATE VIEW desk.keywords AS
SELECT article_id, url, source_id,
       ARRAY(SELECT jsonb_array_elements_text(value -> 'keywords')) AS keywords,
       ARRAY(SELECT jsonb_array_elements_text(value -> 'topics')) AS topics
FROM desk.enrichments
WHERE enricher = 'keywords';

COMMENT ON VIEW desk.keywords IS 'What each article is about, by its words';
COMMENT ON COLUMN desk.keywords.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.keywords.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.keywords.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.keywords.keywords IS 'At most ten, the weightiest first';
COMMENT ON COLUMN desk.keywords.topics IS 'Topics that its words speak of';
