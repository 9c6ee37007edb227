CREATE VIEW desk.quotes AS
SELECT article_id, url, source_id, start, "end", text,
       value ->> 'kind' AS kind,
       value ->> 'speaker' AS speaker,
       CAST(value ->> 'speaker_is_named' AS boolean) AS speaker_is_named,
       value ->> 'speaker_by' AS speaker_by,
       value ->> 'cue' AS cue,
       value ->> 'told_to' AS told_to,
       ARRAY(SELECT jsonb_array_elements_text(coalesce(value -> 'fingerprints', '[]'))) AS fingerprints
FROM desk.enrichments
WHERE enricher = 'quotes';

COMMENT ON VIEW desk.quotes IS 'Who says what: quotes, direct and indirect, of what each article says now';
COMMENT ON COLUMN desk.quotes.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.quotes.url IS 'Normalised address of the article';
COMMENT ON COLUMN desk.quotes.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.quotes.start IS 'Offset in code points into the clean body (desk.articles.body)';
COMMENT ON COLUMN desk.quotes."end" IS 'End offset, exclusive';
COMMENT ON COLUMN desk.quotes.text IS 'The words';
COMMENT ON COLUMN desk.quotes.kind IS 'direct, fragment (of one or two words) or indirect';
COMMENT ON COLUMN desk.quotes.speaker IS 'Who says it: a name where the text allows it, else a description; none if nobody is named';
COMMENT ON COLUMN desk.quotes.speaker_is_named IS 'Whether the speaker is a name and no description';
COMMENT ON COLUMN desk.quotes.speaker_by IS 'How the speaker is known: subject, pronoun, role, source, colon, description, or before (who spoke last)';
COMMENT ON COLUMN desk.quotes.cue IS 'The word that says that somebody speaks';
COMMENT ON COLUMN desk.quotes.told_to IS 'To whom it was told, where the text says so';
COMMENT ON COLUMN desk.quotes.fingerprints IS 'Digest of each quoted sentence of five words or more: equal for equal words';
