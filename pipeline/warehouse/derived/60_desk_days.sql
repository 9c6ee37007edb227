CREATE VIEW desk.days AS
SELECT (e.happened_at AT TIME ZONE 'UTC')::date AS day, e.source_id,
       count(*) FILTER (WHERE e.what = 'new') AS new_article_count,
       count(*) FILTER (WHERE e.what = 'publisher_edit') AS publisher_edit_count,
       count(*) FILTER (WHERE e.what = 'withdrawn') AS withdrawn_count,
       count(*) FILTER (WHERE e.what = 'returned') AS returned_count,
       count(*) FILTER (WHERE e.what = 'copy') AS copy_count,
       count(*) FILTER (WHERE e.what = 'quarantined') AS quarantined_count
FROM (SELECT source_id, first_seen_at, 'new' FROM desk.articles
      UNION ALL
      SELECT source_id, effective_from, change FROM desk.article_versions
      UNION ALL
      SELECT a.source_id, a.first_seen_at, 'copy'
      FROM desk.copies c JOIN desk.articles a ON a.article_id = c.copy_id
      UNION ALL
      SELECT source_id, failed_at, 'quarantined' FROM desk.quarantine
     ) AS e (source_id, happened_at, what)
GROUP BY 1, 2;

COMMENT ON VIEW desk.days IS 'One row a UTC day and source: what happened on it';
COMMENT ON COLUMN desk.days.day IS 'The UTC day';
COMMENT ON COLUMN desk.days.source_id IS 'The source';
COMMENT ON COLUMN desk.days.new_article_count IS 'Articles first observed on this day';
COMMENT ON COLUMN desk.days.publisher_edit_count IS 'Versions that begin on this day by a publisher''s edit';
COMMENT ON COLUMN desk.days.withdrawn_count IS 'Withdrawals on this day';
COMMENT ON COLUMN desk.days.returned_count IS 'Returns after a withdrawal on this day';
COMMENT ON COLUMN desk.days.copy_count IS 'Articles first observed on this day that are copies, by what is held now';
COMMENT ON COLUMN desk.days.quarantined_count IS 'Cases that failed on this day, overcome since or not';
