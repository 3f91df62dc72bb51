package modelstest

// ManyMembers is SQL for 100,000 members: one of every territory of the register, and as many again under another
// name as it takes.
const ManyMembers = `INSERT INTO signatories
		(id, slug, kind, country, name, search_key, territory_id, since, updated_at)
	SELECT 'M' || number, 'member-' || number, kind, country, name, lower(name), id,
		strftime('%Y-%m-%d %H:%M:%f000+00:00', '2018-01-01', (number * 3671 % 3200) || ' days'), '2026-01-01 00:00:00+00:00'
	FROM (SELECT row_number() OVER () AS number, * FROM (
		SELECT id, country, name, CASE level WHEN 'place' THEN 'city' ELSE 'region' END AS kind
			FROM territories WHERE level <> 'country'
		UNION ALL
		SELECT id, country, 'Association of ' || name, 'association' FROM territories WHERE level <> 'country'))
	LIMIT 100000;
INSERT INTO signatory_declarations (signatory_id, version, signed_at)
	SELECT id, '2026-1', since FROM signatories;
INSERT INTO signatory_associations (signatory_id, association)
	SELECT id, CASE length(name) % 3 WHEN 0 THEN 'CEMR' WHEN 1 THEN 'AER' ELSE 'EUROCITIES' END FROM signatories`
