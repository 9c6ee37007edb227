-- Whether two captures say different things under the latest version of our rules that read both;
-- null where none did.
CREATE FUNCTION derived.differs_under_common_rules(earlier uuid, later uuid, known_load bigint)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.content_id <> b.content_id
    FROM observation a JOIN observation b USING (pipeline_version)
    WHERE a.capture_id = earlier AND b.capture_id = later
      AND a.load_id <= known_load AND b.load_id <= known_load
    ORDER BY pipeline_version DESC LIMIT 1;
END;
