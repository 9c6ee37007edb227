-- A run of bigrams is a phrase, also where the person who asks put no quotes around it: so first runs
-- outside of quotes get theirs, then each part becomes words (every second one stands in quotes).
CREATE FUNCTION derived.search_query(config text, query text) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE
RETURN websearch_to_tsquery(config::regconfig, (
    SELECT string_agg(CASE WHEN place % 2 = 0 THEN '"' || derived.search_words(part) || '"'
                           ELSE derived.search_words(part) END, '' ORDER BY place)
    FROM regexp_split_to_table((
        SELECT string_agg(CASE WHEN place % 2 = 0 THEN '"' || part || '"'
                               ELSE regexp_replace(part, '([' || derived.unspaced() || ']+)',
                                                   '"\1"', 'g') END, '' ORDER BY place)
        FROM regexp_split_to_table(query, '"') WITH ORDINALITY AS asked (part, place)), '"')
        WITH ORDINALITY AS quoted (part, place)));
COMMENT ON FUNCTION derived.search_query IS 'What is asked for, in the words of websearch_to_tsquery: all words, "a phrase", or, -not';
