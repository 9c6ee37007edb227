CREATE VIEW desk.figures AS
SELECT article_id, url, source_id, start, "end", text,
       value ->> 'kind' AS kind,
       CAST(value ->> 'value' AS numeric) AS amount,
       value ->> 'currency' AS currency,
       value ->> 'of' AS counted
FROM desk.enrichments
WHERE enricher = 'figures';

COMMENT ON VIEW desk.figures IS 'Figures in what each article says now';
COMMENT ON COLUMN desk.figures.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.figures.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.figures.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.figures.start IS 'Offset in code points into the clean body (desk.articles.body)';
COMMENT ON COLUMN desk.figures."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.figures.text IS 'The words';
COMMENT ON COLUMN desk.figures.kind IS 'money, percent or count';
COMMENT ON COLUMN desk.figures.amount IS 'The figure';
COMMENT ON COLUMN desk.figures.currency IS 'ISO 4217, of money';
COMMENT ON COLUMN desk.figures.counted IS 'The word after a count';
