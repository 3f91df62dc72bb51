package modelstest

import "strconv"

// ManyMembers is SQL for 100,000 members: one of every territory of the register, and as many again under another
// name as it takes.
const ManyMembers = manyBodies + "\n\tLIMIT 100000;" + whatTheySigned

// MembersSQL is ManyMembers for any number up to a million and a half.
func MembersSQL(members int) string {
	return manyBodies + "\n\tLIMIT " + strconv.Itoa(members) + ";" + whatTheySigned
}

const (
	manyBodies = `INSERT INTO signatories
		(id, slug, kind, country, name, search_key, territory_id, since, updated_at)
	WITH own AS MATERIALIZED (
		SELECT id, country, name, CASE level WHEN 'place' THEN 'city' ELSE 'region' END AS kind,
			(SELECT min(key) FROM territory_names WHERE territory_id = id AND part < 2 AND part = 0) AS key
		FROM territories WHERE level <> 'country'
	), further(number, word, kind) AS (
		VALUES (0, 'Association', 'association') UNION ALL
		SELECT number + 1, 'Forum ' || (number + 1), CASE number % 2 WHEN 0 THEN 'organisation' ELSE 'association' END
		FROM further WHERE number < 20
	)
	SELECT 'M' || number, 'member-' || number, kind, country, name, key, id,
		strftime('%Y-%m-%d %H:%M:%f000+00:00', '2018-01-01', (number * 3671 % 3200) || ' days'), '2026-01-01 00:00:00+00:00'
	FROM (SELECT row_number() OVER () AS number, * FROM (
		SELECT id, country, name, kind, key FROM own
		UNION ALL
		SELECT id, country, word || ' of ' || name, further.kind, lower(word) || ' of ' || key
		FROM further CROSS JOIN own))`
	whatTheySigned = `
INSERT INTO signatory_declarations (signatory_id, version, signed_at)
	SELECT id, '2026-1', since FROM signatories;
INSERT INTO signatory_associations (signatory_id, association)
	SELECT id, CASE length(name) % 3 WHEN 0 THEN 'CEMR' WHEN 1 THEN 'AER' ELSE 'EUROCITIES' END FROM signatories`
)
