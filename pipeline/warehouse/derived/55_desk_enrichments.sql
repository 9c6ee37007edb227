-- Of each article the text that it says now, with the language and day under which it stands there.
CREATE VIEW desk.enrichments AS
SELECT a.article_id, a.url, a.source_id, f.enricher, f.enricher_version, f.ordinal,
       f.start, f."end", f.text, f.value, t.content_id, f.load_id
FROM article a
CROSS JOIN LATERAL (
    SELECT e.text_id, e.content_id, e.versions
    FROM observation o
    JOIN enriched_text e
        ON e.content_id = o.content_id AND e.language IS NOT DISTINCT FROM o.language
       AND e.published_on IS NOT DISTINCT FROM CAST(o.published_at AT TIME ZONE 'UTC' AS date)
    WHERE o.article_id = a.article_id AND o.content_id = a.current_content_id
    ORDER BY o.observed_at = a.current_from DESC, o.pipeline_version DESC, o.observed_at, o.capture_id
    LIMIT 1) t
JOIN finding f
    ON f.text_id = t.text_id AND f.enricher_version = CAST(t.versions ->> f.enricher AS integer);

COMMENT ON VIEW desk.enrichments IS 'What enrichers found in what each article says now: all of them in one form';
COMMENT ON COLUMN desk.enrichments.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.enrichments.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.enrichments.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.enrichments.enricher IS 'The enricher: citations, entities, figures, headline, keywords, language, quotes, reading_time or text_dates';
COMMENT ON COLUMN desk.enrichments.enricher_version IS 'Its version';
COMMENT ON COLUMN desk.enrichments.ordinal IS 'Position among what that enricher found in the text';
COMMENT ON COLUMN desk.enrichments.start IS 'Offset in code points into the clean body (desk.articles.body)';
COMMENT ON COLUMN desk.enrichments."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.enrichments.text IS 'The words; empty for what is said of the whole text';
COMMENT ON COLUMN desk.enrichments.value IS 'What they mean; docs/enrichment.md has the keys of each enricher';
COMMENT ON COLUMN desk.enrichments.content_id IS 'Digest of title, authors and body';
COMMENT ON COLUMN desk.enrichments.load_id IS 'The load that brought it (desk.loads)';
