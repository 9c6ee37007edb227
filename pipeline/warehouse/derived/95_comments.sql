-- What the chain from observations to versions says of itself; each file says how.
COMMENT ON FUNCTION derived.tombstone IS 'The content of a withdrawn article (410)';
COMMENT ON FUNCTION derived.missing IS 'The content of an answer 404';
COMMENT ON FUNCTION derived.moved IS 'The content of an address that leads on for good';
COMMENT ON FUNCTION derived.rejected_capture_known IS 'Captures that an operator rejected, or released and took that back, as known after a load';
COMMENT ON FUNCTION derived.predecessor_known IS 'Articles that moved to this one, as known after a load';
COMMENT ON FUNCTION derived.successor_of IS 'Articles to which these moved';
COMMENT ON FUNCTION derived.joined_by_moves IS 'Articles at these addresses, and all that are joined to them by moves';
COMMENT ON FUNCTION derived.told_known IS 'All observations known after a load; an article takes over what those told that moved to it';
COMMENT ON FUNCTION derived.winning_observation_known IS 'Of each moment the reading under the highest version of our rules, as known after a load';
COMMENT ON FUNCTION derived.counted_observation_known IS 'Winning observations that count: of answers 404 those that make a withdrawal';
COMMENT ON FUNCTION derived.covers_a_rejected_capture IS 'Whether a version stands otherwise because an operator rejected a capture';
COMMENT ON FUNCTION derived.differs_under_common_rules IS 'Whether two captures differ under the latest version of our rules that read both';
COMMENT ON FUNCTION derived.article_version_known IS 'All versions of all articles, as known after a load';
COMMENT ON VIEW derived.winning_observation IS 'Of each moment the reading under the highest version of our rules';
COMMENT ON VIEW derived.article_version IS 'All versions of all articles';
COMMENT ON VIEW derived.article_head IS 'Where an article stands now: what the cached columns of table article must be equal to';
COMMENT ON VIEW derived.current_story_member IS 'What the latest load says of an article''s place in its story';
COMMENT ON COLUMN derived.winning_observation.first_content_id IS 'What first stood there, under the lowest version of our rules';
COMMENT ON COLUMN derived.winning_observation.first_pipeline_version IS 'The version of our rules that read it first';
COMMENT ON COLUMN derived.article_version.previous_content_id IS 'Content of the version before; none for the first';

-- One term has one meaning: a column of `derived` says of itself what the column of that name says where
-- analysts meet it first, or where the fact stands.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT DISTINCT ON (c.oid, a.attnum) c.relname, a.attname, k.meaning
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        JOIN (SELECT d.attname, d.attrelid, col_description(d.attrelid, d.attnum) AS meaning,
                     array_position(ARRAY['desk.article_versions'::regclass,
                                          'public.observation'::regclass,
                                          'desk.articles'::regclass,
                                          'desk.copies'::regclass], d.attrelid::regclass) AS place
              FROM pg_attribute d WHERE d.attrelid IN (
                  'desk.article_versions'::regclass, 'public.observation'::regclass,
                  'desk.articles'::regclass, 'desk.copies'::regclass,
                  'public.article'::regclass, 'public.story_member'::regclass)) k
             USING (attname)
        WHERE c.relnamespace = 'derived'::regnamespace AND c.relkind = 'v'
          AND col_description(c.oid, a.attnum) IS NULL AND k.meaning IS NOT NULL
        ORDER BY c.oid, a.attnum, k.place
    LOOP
        EXECUTE format('COMMENT ON COLUMN derived.%I.%I IS %L',
                       found.relname, found.attname, found.meaning);
    END LOOP;
END $$;
