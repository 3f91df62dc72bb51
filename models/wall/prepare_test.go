package wall_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"alliance/models/wall"
)

// slowSource answers when it is allowed to, and at last never again.
type slowSource struct {
	source
	asked, answer chan struct{}
	gone          *bool
}

func (s slowSource) EachName(ctx context.Context, take func(number int64, name string)) error {
	if *s.gone {
		return errors.New("asked after it was prepared")
	}
	select {
	case s.asked <- struct{}{}:
	default:
	}
	<-s.answer
	return s.source.EachName(ctx, take)
}

func (s slowSource) TerritoryNames(ctx context.Context, ids []string, take func(id, name string)) error {
	if *s.gone {
		return errors.New("asked after it was prepared")
	}
	return s.source.TerritoryNames(ctx, ids, take)
}

func TestASearchDoesNotWaitForTheOrderOfNames(t *testing.T) {
	t.Parallel()
	bodies := sample()
	for i := range 300 {
		bodies = append(bodies, member(1000+i, "city", "LV", fmt.Sprintf("Ciems %d", i)))
	}
	from := slowSource{newSource(), make(chan struct{}, 1), make(chan struct{}), new(bool)}
	from.learn(bodies)
	b, err := builder(bodies)
	if err != nil {
		t.Fatal(err)
	}
	built, err := wall.New(b, from, []string{"en", "lv"})
	if err != nil {
		t.Fatal(err)
	}
	prepared := make(chan error)
	go func() { prepared <- built.Prepare(context.Background()) }()
	<-from.asked
	x := testIndex{built, t, from.source}
	if got := x.find(wall.Filter{Query: "florence"}, wall.Page{Limit: 10}); got.Total != 1 {
		t.Errorf("found %d, want Firenze", got.Total)
	}
	close(from.answer)
	if err := <-prepared; err != nil {
		t.Fatal(err)
	}
	*from.gone = true
	for _, language := range []string{"en", "lv", "xx"} {
		page := wall.Page{Sort: wall.ByName, Language: language, Limit: 400}
		if names := x.names(x.find(wall.Filter{}, page).Members); names[0] != "Ciems 0" {
			t.Errorf("%s: %v come first", language, names)
		}
	}
}
