package handlers

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

// BenchmarkFilteredWallPages asks for filtered pages of a large wall, all made anew.
func BenchmarkFilteredWallPages(b *testing.B) {
	for _, members := range []int{12_000, 100_000} {
		site := manySite(b, members, 0)
		var paths []string
		for _, kind := range []string{"city", "region", "association"} {
			for _, country := range []string{"DE", "FR", "LV", "IT", "ES", "PL", "EE", "SE"} {
				paths = append(paths, "/en/members?country="+country+"&kind="+kind)
			}
			for year := range 9 {
				paths = append(paths, "/en/members?kind="+kind+"&year="+strconv.Itoa(2018+year))
			}
		}
		b.Run(strconv.Itoa(members), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				answer := httptest.NewRecorder()
				request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, paths[i%len(paths)], http.NoBody)
				site.ServeHTTP(answer, request)
				if answer.Code != http.StatusOK {
					b.Fatal(answer.Code)
				}
			}
		})
	}
}
