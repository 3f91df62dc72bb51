package models_test

import (
	"testing"

	"alliance/models"
	"alliance/models/modelstest"
)

func TestVerdictsInTheQueue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*models.NewPledge)
		clear  bool
	}{
		"a city of the register with its own domain": {func(*models.NewPledge) {}, true},
		"an association with its own domain": {func(p *models.NewPledge) {
			p.Kind, p.Body = models.KindAssociation, "Union of Towns"
		}, true},
		"not in the register":  {func(p *models.NewPledge) { p.Body = "Atlantis" }, false},
		"a free-mail address":  {func(p *models.NewPledge) { p.Email = "anna@gmail.com" }, false},
		"another domain":       {func(p *models.NewPledge) { p.Email = "anna@union.example" }, false},
		"no web site":          {func(p *models.NewPledge) { p.Website = "" }, false},
		"the name of a member": {func(p *models.NewPledge) { p.Body = "Liepāja" }, false},
		"the domain of a member": {func(p *models.NewPledge) {
			p.Website, p.Email = "https://liepaja.lv", "anna@liepaja.lv"
		}, false},
		"another pledge of the same name": {func(p *models.NewPledge) {
			p.Body, p.Website, p.Email = "Valmiera", "https://valmiera.lv", "anna@valmiera.lv"
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := modelstest.New(t)
			admin := store.Administrator(t)
			store.Approve(t, admin, modelstest.Pledge(func(p *models.NewPledge) {
				p.Body, p.Website, p.Email = "Liepāja", "https://www.liepaja.lv", "mayor@liepaja.lv"
			}))
			other := store.Confirm(t, modelstest.Pledge(func(p *models.NewPledge) {
				p.Body, p.Email = "Valmiera", "deputy@valmiera.lv"
			}))
			if err := store.Park(t.Context(), admin, models.Seen{ID: other}); err != nil {
				t.Fatal(err)
			}
			store.Confirm(t, modelstest.Pledge(test.change))
			queue, err := store.Queue(t.Context(), models.QueueFilter{})
			if err != nil || len(queue.Items) != 1 {
				t.Fatalf("%d waiting, %v", len(queue.Items), err)
			}
			if got := queue.Items[0].Verdicts; got.Clear() != test.clear {
				t.Errorf("%+v, want clear %t", got, test.clear)
			}
		})
	}
}
