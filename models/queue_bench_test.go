package models_test

import (
	"testing"
	"time"

	"alliance/models"
	"alliance/models/modelstest"
)

// largeQueue holds 100,000 pledges, 60,000 of which wait, and the bodies of the register in all countries.
func largeQueue(b *testing.B) (store *modelstest.Store, colleague string) {
	b.Helper()
	store = modelstest.New(b)
	colleague = store.Administrator(b).ID
	modelstest.AlterByHand(b, store.Config.Database.DSN, `
		CREATE TEMP TABLE numbered AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, name, country
			FROM territories WHERE level = 'place' LIMIT 60000;
		CREATE UNIQUE INDEX temp.numbered_n ON numbered (n);
		WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < 99999)
		INSERT INTO pledges (id, state, suspected_reasons, kind, country, body, body_key, territory_id, territory_match,
			representative_name, representative_function, email, email_key, email_domain, consent_name, consent_news,
			language, declaration_version, declaration_language, client_ip, client_key, submitted_at, confirmed_at,
			decided_at, assigned_to)
		SELECT printf('01BENCH%019d', (i.n * 7919) % 100000),
			CASE WHEN n20 < 12 THEN 'waiting' WHEN n20 < 16 THEN 'approved' WHEN n20 = 16 THEN 'refused'
				WHEN n20 = 17 THEN 'unconfirmed' WHEN n20 = 18 THEN 'parked' ELSE 'taken_down' END,
			CASE WHEN i.n % 50 = 0 THEN 'trap' ELSE '' END,
			CASE i.n % 7 WHEN 0 THEN 'region' WHEN 1 THEN 'association' WHEN 2 THEN 'organisation' ELSE 'city' END,
			country, 'Pledge of ' || name, 'pledge of ' || replace(lower(name), '-', ' '),
			CASE WHEN i.n % 3 = 0 THEN numbered.id END, CASE WHEN i.n % 3 = 0 THEN 'chosen' ELSE '' END,
			'Person', 'Mayor', 'p' || i.n || '@body-' || (i.n % 20000) || '.example',
			'p' || i.n || '@body-' || (i.n % 20000) || '.example', 'body-' || (i.n % 20000) || '.example', 0, 0,
			CASE i.n % 4 WHEN 0 THEN 'lv' ELSE 'en' END, '2026-1', 'en',
			printf('203.%d.%d.%d', i.n % 256, (i.n / 256) % 256, (i.n / 65536) % 256),
			printf('00000000000000000000ffffcb%02x%02x%02x', i.n % 256, (i.n / 256) % 256, (i.n / 65536) % 256),
			at, CASE n20 WHEN 17 THEN NULL ELSE at END,
			CASE WHEN n20 BETWEEN 12 AND 16 THEN '2026-11-22 08:00:00+00:00' END,
			CASE WHEN i.n % 11 = 0 THEN '`+colleague+`' END
		FROM (SELECT n, (n / 3) % 20 AS n20, strftime('%Y-%m-%d %H:%M:%S+00:00', '2026-11-22', '-' || (n / 7000) || ' days',
			'-' || (n % 86400) || ' seconds') AS at FROM i) AS i JOIN numbered ON numbered.n = i.n % 60000;
		INSERT INTO tags (id, name, key) VALUES ('many', 'many', 'many'), ('few', 'few', 'few');
		INSERT INTO pledge_tags (pledge_id, tag_id) SELECT id, 'many' FROM pledges WHERE rowid % 5 = 0;
		INSERT INTO pledge_tags (pledge_id, tag_id) SELECT id, 'few' FROM pledges WHERE rowid % 1000 = 0;`)
	return store, colleague
}

// BenchmarkQueue shows what a page of the queue costs with 100,000 pledges. A page has 50 ms.
func BenchmarkQueue(b *testing.B) {
	store, colleague := largeQueue(b)
	var deep string
	for range 40 {
		page, err := store.Queue(b.Context(), models.QueueFilter{After: deep, Limit: 1000})
		if err != nil {
			b.Fatal(err)
		}
		deep = page.Next
	}
	pages := []struct {
		name   string
		filter models.QueueFilter
	}{
		{"first page", models.QueueFilter{}},
		{"deep page", models.QueueFilter{After: deep}},
		{"state approved", models.QueueFilter{State: models.StateApproved}},
		{"state unconfirmed", models.QueueFilter{State: models.StateUnconfirmed}},
		{"state taken down, in reports", models.QueueFilter{State: models.StateTakenDown, Reported: true}},
		{"suspected", models.QueueFilter{Suspected: true}},
		{"kind", models.QueueFilter{Kind: models.KindRegion}},
		{"a kind that nobody is", models.QueueFilter{Kind: models.KindIndividual}},
		{"large country", models.QueueFilter{Country: "DE"}},
		{"small country", models.QueueFilter{Country: "LV"}},
		{"language", models.QueueFilter{Language: "lv"}},
		{"band", models.QueueFilter{Band: models.BandNearlyLate}},
		{"band and kind", models.QueueFilter{Band: models.BandLate, Kind: models.KindRegion}},
		{"tag of many", models.QueueFilter{Tag: "many"}},
		{"tag of few", models.QueueFilter{Tag: "few"}},
		{"mine", models.QueueFilter{Assigned: colleague}},
		{"nobody's", models.QueueFilter{Assigned: models.AssignedToNobody}},
		{"country, kind, language, nobody's", models.QueueFilter{
			Country: "DE", Kind: models.KindRegion, Language: "lv", Assigned: models.AssignedToNobody,
		}},
		{"country and language, deep", models.QueueFilter{Country: "DE", Language: "lv", After: deep}},
		{"name", models.QueueFilter{Query: "MÜNCHEN"}},
		{"name of many", models.QueueFilter{Query: "pledge"}},
		{"one letter", models.QueueFilter{Query: "s"}},
		{"two letters", models.QueueFilter{Query: "sa"}},
		{"a name that nobody bears", models.QueueFilter{Query: "xyzzy"}},
		{"territory", models.QueueFilter{Query: "Vienna"}},
		{"e-mail address", models.QueueFilter{Query: "p777@body-777.example"}},
		{"e-mail domain", models.QueueFilter{Query: "@body-777.example"}},
		{"network address", models.QueueFilter{Query: "203.5.7.0"}},
		{"small network", models.QueueFilter{Query: "203.5.7.0/24"}},
		{"network of hundreds", models.QueueFilter{Query: "203.5.0.0/16"}},
		{"network of all", models.QueueFilter{Query: "203.0.0.0/8"}},
		{"IPv6 network", models.QueueFilter{Query: "2001:db8::/32"}},
		{"network and tag", models.QueueFilter{Query: "203.0.0.0/8", Tag: "many", Country: "MT"}},
	}
	for _, page := range pages {
		b.Run(page.name, func(b *testing.B) {
			var queue models.Queue
			begun := time.Now()
			for b.Loop() {
				var err error
				if queue, err = store.Queue(b.Context(), page.filter); err != nil {
					b.Fatal(err)
				}
			}
			took := float64(time.Since(begun).Microseconds()) / 1000 / float64(b.N)
			b.ReportMetric(took, "ms/page")
			b.ReportMetric(float64(queue.Total), "found")
			b.ReportMetric(0, "ns/op")
		})
	}
}
