CREATE VIEW desk.directives AS
SELECT o.article_id, a.url, o.observed_at, d.place, d.ordinal, d.name, d.value, d.capture_id
FROM directive d
JOIN (SELECT DISTINCT article_id, observed_at, capture_id FROM observation) o USING (capture_id)
JOIN article a USING (article_id);

COMMENT ON VIEW desk.directives IS 'What publishers say of the use of a capture, as it stood: robots directives and reservations of text and data mining';
COMMENT ON COLUMN desk.directives.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.directives.url IS 'Its normalised address';
COMMENT ON COLUMN desk.directives.observed_at IS 'The moment of the capture';
COMMENT ON COLUMN desk.directives.place IS 'Where it stands: header, meta, or tdmrep (the file of the host)';
COMMENT ON COLUMN desk.directives.ordinal IS 'Position within its place';
COMMENT ON COLUMN desk.directives.name IS 'Header or meta, in lower case: x-robots-tag, robots, googlebot, tdm-reservation, tdm-policy ...';
COMMENT ON COLUMN desk.directives.value IS 'What it says, letter for letter';
COMMENT ON COLUMN desk.directives.capture_id IS 'The capture of which it is said';

-- Whoever names one crawler speaks to that one alone; what is said in several places holds together.
CREATE VIEW desk.reservations AS
SELECT a.article_id, a.url, a.source_id, l.observed_at,
       coalesce(s.robots ~* '\m(noindex|none)\M', false) AS is_noindex,
       coalesce(s.robots ~* '\m(noarchive|none)\M', false) AS is_noarchive,
       coalesce(s.robots ~* '\mnoai\M', false) AS is_noai,
       coalesce(s.robots ~* '\mnoimageai\M', false) AS is_noimageai,
       s.is_tdm_reserved, s.tdm_policy, l.capture_id
FROM article a
JOIN LATERAL (
    SELECT o.capture_id, o.observed_at FROM observation o WHERE o.article_id = a.article_id
    ORDER BY o.observed_at DESC, o.capture_id LIMIT 1) l ON true
JOIN LATERAL (
    SELECT count(*) AS said,
           string_agg(d.value, ', ') FILTER (
               WHERE d.name IN ('robots', 'x-robots-tag')
                 AND d.value !~* '^\s*[\w-]*(bot|slurp|yandex|spider)[\w-]*\s*:') AS robots,
           bool_or(d.value = '1') FILTER (
               WHERE d.name = 'tdm-reservation' AND d.value IN ('0', '1')) AS is_tdm_reserved,
           min(d.value) FILTER (WHERE d.name = 'tdm-policy') AS tdm_policy
    FROM directive d WHERE d.capture_id = l.capture_id) s ON s.said > 0;

COMMENT ON VIEW desk.reservations IS 'What publishers reserve now: one row for each article of whose last capture anything was said';
COMMENT ON COLUMN desk.reservations.article_id IS 'The article (desk.articles)';
COMMENT ON COLUMN desk.reservations.url IS 'Its normalised address';
COMMENT ON COLUMN desk.reservations.source_id IS 'The source of its earliest capture';
COMMENT ON COLUMN desk.reservations.observed_at IS 'The moment of its last capture';
COMMENT ON COLUMN desk.reservations.is_noindex IS 'noindex or none, said to everybody';
COMMENT ON COLUMN desk.reservations.is_noarchive IS 'noarchive or none, said to everybody';
COMMENT ON COLUMN desk.reservations.is_noai IS 'noai, said to everybody';
COMMENT ON COLUMN desk.reservations.is_noimageai IS 'noimageai, said to everybody';
COMMENT ON COLUMN desk.reservations.is_tdm_reserved IS 'Whether text and data mining is reserved, in whatever place; none where nobody says';
COMMENT ON COLUMN desk.reservations.tdm_policy IS 'Address of the policy that goes with it, where there is one';
COMMENT ON COLUMN desk.reservations.capture_id IS 'Its last capture';
