-- Captures that an operator rejected, or released and took that back, with those that only repeat
-- their bytes, as known after a load.
-- With its owner's rights, since analysts may not read the index to the archive.
CREATE FUNCTION derived.rejected_capture_known(known_load bigint)
RETURNS TABLE (capture_id uuid, decision_id bigint) LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
BEGIN ATOMIC
    WITH standing AS (
        SELECT d.capture_id, d.decision_id FROM decision d
        WHERE d.kind = 'reject_capture' AND d.load_id <= known_load AND NOT EXISTS (
            SELECT 1 FROM decision r WHERE r.revokes = d.decision_id AND r.load_id <= known_load)
        UNION ALL
        SELECT d.capture_id, max(r.decision_id)
        FROM decision d LEFT JOIN decision r
            ON r.revokes = d.decision_id AND r.load_id <= known_load
        WHERE d.kind = 'release_capture' AND d.load_id <= known_load
        GROUP BY d.capture_id HAVING count(*) = count(r.decision_id)
    )
    SELECT s.capture_id, s.decision_id FROM standing s
    UNION ALL
    SELECT k.capture_id, s.decision_id FROM standing s JOIN capture k ON k.revisit_of = s.capture_id;
END;
