CREATE VIEW desk.text_dates AS
SELECT article_id, url, source_id, start, "end", text,
       value ->> 'date' AS date,
       value ->> 'precision' AS precision
FROM desk.enrichments
WHERE enricher = 'text_dates';

COMMENT ON VIEW desk.text_dates IS 'Days and months that the texts name, resolved against the day of publication';
COMMENT ON COLUMN desk.text_dates.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.text_dates.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.text_dates.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.text_dates.start IS 'Offset in code points into the clean body (desk.articles.body)';
COMMENT ON COLUMN desk.text_dates."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.text_dates.text IS 'The words';
COMMENT ON COLUMN desk.text_dates.date IS 'ISO 8601: a day, or a month where the text names no day';
COMMENT ON COLUMN desk.text_dates.precision IS 'day or month';
