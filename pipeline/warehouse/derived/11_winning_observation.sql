CREATE VIEW derived.winning_observation AS
SELECT * FROM derived.winning_observation_known(9223372036854775807);
