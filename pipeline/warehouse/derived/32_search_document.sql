-- A tsvector holds a megabyte: 80,000 characters of text fit in whatever they are.
CREATE FUNCTION derived.search_document(config text, title text, authors text[], body text)
RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE
RETURN setweight(to_tsvector(config::regconfig,
                             derived.search_words(left(coalesce(title, ''), 2000))), 'A')
    || setweight(to_tsvector('pg_catalog.simple',
                             derived.search_words(left(array_to_string(authors, ', '), 2000))), 'B')
    || setweight(to_tsvector(config::regconfig, derived.search_words(left(body, 80000))), 'D');
COMMENT ON FUNCTION derived.search_document IS 'Words of an article with their places: A headline, B authors, D the first 80,000 characters of the body';
