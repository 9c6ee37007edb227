CREATE VIEW derived.article_version AS
SELECT * FROM derived.article_version_known(9223372036854775807);
