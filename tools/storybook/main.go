// Command storybook shows every public page with prepared data, for looking at and for designing:
//
//	go run ./tools/storybook -listen localhost:8090
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"

	"alliance/locale"
	"alliance/tools/storybook/stories"
	"alliance/web"
)

const indexTemplate = `<!DOCTYPE html><title>Storybook</title><h1>Storybook</h1>
{{range $lang := .Languages}}<h2>{{$lang}}</h2><ul>
{{range $.Names}}<li><a href="/story/{{$lang}}/{{.}}">{{.}}</a></li>{{end}}</ul>{{end}}`

func main() {
	listen := flag.String("listen", "localhost:8090", "address to listen on")
	places := flag.String("places", "../shared/data/places/geonames_europe_5000.csv", "towns of members, if there")
	flag.Parse()
	handler, err := newHandler(readTowns(*places))
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s/", *listen)
	server := &http.Server{Addr: *listen, Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// readTowns reads the columns lat and lon of a CSV file; no file, no towns.
func readTowns(path string) []web.Point {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	latColumn, lonColumn := slices.Index(rows[0], "lat"), slices.Index(rows[0], "lon")
	if latColumn < 0 || lonColumn < 0 {
		return nil
	}
	var towns []web.Point
	for _, row := range rows[1:] {
		lat, latErr := strconv.ParseFloat(row[latColumn], 64)
		lon, lonErr := strconv.ParseFloat(row[lonColumn], 64)
		if latErr == nil && lonErr == nil {
			towns = append(towns, web.Point{Lat: lat, Lon: lon, Count: 1})
		}
	}
	return towns
}

func newHandler(towns []web.Point) (http.Handler, error) {
	catalog, err := locale.Load()
	if err != nil {
		return nil, fmt.Errorf("load texts: %w", err)
	}
	renderer, err := web.New(catalog)
	if err != nil {
		return nil, err
	}
	index, err := template.New("index").Parse(indexTemplate)
	if err != nil {
		return nil, err
	}
	book := stories.Book{Catalog: catalog, Towns: towns}
	mux := http.NewServeMux()
	mux.Handle("/static/", renderer.Static())
	mux.HandleFunc("GET /story/{lang}/{name}", func(w http.ResponseWriter, req *http.Request) {
		page, found := book.Find(req.PathValue("lang"), req.PathValue("name"))
		if !found {
			http.NotFound(w, req)
			return
		}
		html, err := renderer.Render(page)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", stories.ContentSecurityPolicy)
		_, _ = w.Write(html)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		data := struct{ Languages, Names []string }{catalog.Languages(), book.Names()}
		if err := index.Execute(w, data); err != nil {
			log.Print(err)
		}
	})
	return mux, nil
}
