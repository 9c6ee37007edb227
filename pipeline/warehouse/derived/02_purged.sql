-- identity.purged_content_key: the key of a content whose text was purged.
CREATE FUNCTION derived.purged_content(content_id uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT ('000000000000' || '8' || substr(h, 1, 3) || '8' || substr(h, 4, 3)
                || substr(h, 7, 12))::uuid
        FROM (SELECT encode(sha256(convert_to('6:purged;16:', 'UTF8') || uuid_send(content_id)
                                   || convert_to(';', 'UTF8')), 'hex')) AS digest (h));
COMMENT ON FUNCTION derived.purged_content IS 'The key that stands for a content once its text was purged';

CREATE FUNCTION derived.is_purged(content_id uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN content_id < '00000000-0001-0000-0000-000000000000'::uuid;
COMMENT ON FUNCTION derived.is_purged IS 'Whether a content is one whose text was purged';
