-- identity.MOVED_CONTENT_ID, by name.
CREATE FUNCTION derived.moved() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '39ca58aa-b984-86ed-aebe-6c16f8ceaf5b'::uuid;
