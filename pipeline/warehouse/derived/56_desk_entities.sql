CREATE VIEW desk.entities AS
SELECT article_id, url, source_id, start, "end", text,
       value ->> 'kind' AS kind,
       value ->> 'name' AS name,
       value ->> 'by' AS known_by,
       jsonb_array_length(value -> 'mentions') AS mentions
FROM desk.enrichments
WHERE enricher = 'entities';

COMMENT ON VIEW desk.entities IS 'People, organisations and places in what each article says now, one row a name';
COMMENT ON COLUMN desk.entities.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.entities.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.entities.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.entities.start IS 'Offset in code points into the clean body (desk.articles.body)';
COMMENT ON COLUMN desk.entities."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.entities.text IS 'The words';
COMMENT ON COLUMN desk.entities.kind IS 'person, organisation or place';
COMMENT ON COLUMN desk.entities.name IS 'The fullest form that the text has, or the name in our lists';
COMMENT ON COLUMN desk.entities.known_by IS 'By what it was known: list, title, given name, role, age, party, speech, word, acronym or again';
COMMENT ON COLUMN desk.entities.mentions IS 'How often the text has it; start and end are of the first time';
