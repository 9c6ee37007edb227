CREATE FUNCTION desk.rule_changes(version_before integer, version_after integer)
RETURNS TABLE (part text, number_before text, number_after text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
    SELECT part, b.number, a.number
    FROM (SELECT e.key AS part, e.value AS number
          FROM public.ruleset r CROSS JOIN LATERAL jsonb_each_text(r.manifest) e
          WHERE r.pipeline_version = version_before) b
    FULL JOIN (SELECT e.key AS part, e.value AS number
          FROM public.ruleset r CROSS JOIN LATERAL jsonb_each_text(r.manifest) e
          WHERE r.pipeline_version = version_after) a USING (part)
    WHERE b.number IS DISTINCT FROM a.number
    ORDER BY part;
END;
COMMENT ON FUNCTION desk.rule_changes IS 'What differs between two versions of our rules: each part (stage:rule, or library:name) with its own version in both; none where it had no such part';

CREATE FUNCTION derived.told_rule_changes(version_before integer, version_after integer)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT 'from version ' || version_before || ' to ' || version_after || ' of our rules: '
        || coalesce(
            (SELECT 'what version ' || min(v) || ' was made of is not recorded'
             FROM unnest(ARRAY[version_before, version_after]) v
             WHERE NOT EXISTS (SELECT 1 FROM public.ruleset r WHERE r.pipeline_version = v)
             HAVING count(*) > 0),
            (SELECT string_agg(
                 CASE WHEN c.number_before IS NULL THEN c.part || ' ' || c.number_after || ' (new)'
                      WHEN c.number_after IS NULL THEN c.part || ' ' || c.number_before || ' (gone)'
                      ELSE c.part || ' ' || c.number_before || ' -> ' || c.number_after END,
                 ', ' ORDER BY c.part)
             FROM desk.rule_changes(version_before, version_after) c),
            'no part of them differs');
END;
COMMENT ON FUNCTION derived.told_rule_changes IS 'In words what differs between two versions of our rules';
