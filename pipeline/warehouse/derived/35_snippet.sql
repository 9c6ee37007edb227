-- ts_headline reads the text as PostgreSQL's parser does, so typographic quotes and dashes become ASCII's
-- first; where a script writes no spaces it finds nothing, and the run itself is looked for.
CREATE FUNCTION derived.snippet(config text, body text, words tsquery, query text)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN query ~ ('[' || derived.unspaced() || ']') THEN (
    SELECT CASE WHEN place = 0 THEN left(body, 80)
                ELSE substr(body, greatest(1, place - 30), least(30, place - 1))
                     || '**' || run || '**' || substr(body, place + length(run), 50) END
    FROM (SELECT run, strpos(body, run) AS place
          FROM substring(query FROM ('([' || derived.unspaced() || ']+)')) AS run) found)
ELSE ts_headline(config::regconfig,
                 translate(left(body, 80000), '„“”«»‟‚‘’‛–—…', '"' || repeat('''', 4) || '-- '),
                 words, 'MaxFragments=2, MaxWords=25, MinWords=8, StartSel=**, StopSel=**') END;
COMMENT ON FUNCTION derived.snippet IS 'Where a text has what was asked for, between ** and **';
