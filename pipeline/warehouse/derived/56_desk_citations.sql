CREATE VIEW desk.citations AS
SELECT article_id, url, source_id, start, "end", text,
       value ->> 'kind' AS kind,
       value ->> 'outlet' AS outlet,
       value ->> 'domain' AS domain,
       value ->> 'cue' AS cue
FROM desk.enrichments
WHERE enricher = 'citations';

COMMENT ON VIEW desk.citations IS 'Outlets and platforms that each article names as its source: weaker than a copy tie';
COMMENT ON COLUMN desk.citations.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.citations.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.citations.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.citations.start IS 'Offset in code points into the clean body (desk.articles.body)';
COMMENT ON COLUMN desk.citations."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.citations.text IS 'The words';
COMMENT ON COLUMN desk.citations.kind IS 'outlet or platform';
COMMENT ON COLUMN desk.citations.outlet IS 'The outlet or platform by its usual name';
COMMENT ON COLUMN desk.citations.domain IS 'Its registrable domain';
COMMENT ON COLUMN desk.citations.cue IS 'The words that cite it';
