-- How text becomes words is the same whatever locale the database was made with: PostgreSQL's own
-- parser takes all that is not ASCII for letters under C, and lower() may know ASCII alone there.
DO $$
DECLARE
    knows_unicode text := (
        SELECT quote_ident(c.collname) FROM pg_collation c
        JOIN unnest(ARRAY['pg_c_utf8', 'C.utf8', 'C.UTF-8', 'und-x-icu', 'en_US.utf8'])
             WITH ORDINALITY AS wanted (collname, rank) USING (collname)
        ORDER BY wanted.rank LIMIT 1);
BEGIN
    EXECUTE format(
        'CREATE FUNCTION derived.lowered(words text) RETURNS text '
        'LANGUAGE sql STABLE PARALLEL SAFE RETURN lower(words COLLATE %s)',
        coalesce(knows_unicode, '"default"'));
END $$;
COMMENT ON FUNCTION derived.lowered IS 'Text in lower case, by the first collation here that knows Unicode';

-- Raise it when anything below changes what is indexed: all entries are then behind.
CREATE FUNCTION derived.search_version() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1;
COMMENT ON FUNCTION derived.search_version IS 'Version of our part of the indexing';

-- Scripts that write no spaces between words (Thai to Khmer, kana, Han), and Hangul, whose particles
-- stick to the word: pairs of neighbouring characters are the words there, as in Lucene's CJKAnalyzer.
CREATE FUNCTION derived.unspaced() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff'
    '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f';
COMMENT ON FUNCTION derived.unspaced IS 'Characters of scripts without spaces between words, as ranges for a bracket expression';

CREATE FUNCTION derived.bigrams(run text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(run) < 2 THEN run ELSE (
    SELECT string_agg(substr(run, i, 2), ' ' ORDER BY i) FROM generate_series(1, length(run) - 1) i)
END;
COMMENT ON FUNCTION derived.bigrams IS 'Pairs of neighbouring characters, with spaces between';

-- Punctuation and symbols that are not ASCII's: a space each, marks without width none.
CREATE FUNCTION derived.plain(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(derived.lowered(CASE WHEN words IS NFKC NORMALIZED THEN words  -- most are
                                        ELSE normalize(words, NFKC) END),
                   '[\u00ad\u200b-\u200f\u2060\ufeff]+', '', 'g'),
    '[\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u055a-\u055f\u0589\u05be'
    '\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u2bff\u3000-\u3004'
    '\u3008-\u3040\u30fb\uff00-\uff0f]+', ' ', 'g');
COMMENT ON FUNCTION derived.plain IS 'Text in NFKC and lower case, without punctuation but that of ASCII';

CREATE FUNCTION derived.search_words(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN words !~ ('[' || derived.unspaced() || ']') THEN derived.plain(words) ELSE (
    SELECT string_agg(coalesce(derived.bigrams(found[1]), found[2]), ' ' ORDER BY place)
    FROM regexp_matches(
        derived.plain(words),
        '([' || derived.unspaced() || ']+)|([^' || derived.unspaced() || ']+)', 'g')
        WITH ORDINALITY AS pieces (found, place)) END;
COMMENT ON FUNCTION derived.search_words IS 'Text as it is indexed and asked for: plain, and in bigrams where a script writes no spaces';
