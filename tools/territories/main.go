// Command territories writes the register of territories that models embeds.
//
//	go run ./tools/territories -places PLACES.csv -countries COUNTRIES.csv -out models/territory/register.tsv.gz
//
// PLACES has the columns geonameid, name, country (EU style), admin1,
// admin1_name, admin2, admin2_name, lat, lon, population and alt (names divided
// by "|") of GeoNames (www.geonames.org, CC BY 4.0). COUNTRIES has the column
// code and one column of names per language from Unicode CLDR. names.csv beside
// this file is written by hand: a territory's own name and further names, for
// where the sources give an English name or none. The same input gives the
// same bytes.
package main

import (
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

//go:embed names.csv
var handMadeNames string

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("territories", flag.ContinueOnError)
	flags.SetOutput(stderr)
	placesFile := flags.String("places", "", "CSV file of places")
	countriesFile := flags.String("countries", "", "CSV file of country names")
	outFile := flags.String("out", "", "register to write, gzipped")
	if err := flags.Parse(args); err != nil || *placesFile == "" || *countriesFile == "" || *outFile == "" {
		flags.Usage()
		return 2
	}
	if err := generate(*placesFile, *countriesFile, *outFile); err != nil {
		fmt.Fprintln(stderr, "territories:", err)
		return 1
	}
	return 0
}

func generate(placesFile, countriesFile, outFile string) error {
	places, err := readCSV(placesFile)
	if err != nil {
		return err
	}
	countries, err := readCSV(countriesFile)
	if err != nil {
		return err
	}
	names, err := parseCSV(strings.NewReader(handMadeNames))
	if err != nil {
		return fmt.Errorf("read names.csv: %w", err)
	}
	register, err := buildRegister(places, countries, names)
	if err != nil {
		return err
	}
	out, err := os.Create(outFile)
	if err != nil {
		return err
	}
	if err := writeRegister(out, register); err != nil {
		_ = out.Close()
		return fmt.Errorf("write %s: %w", outFile, err)
	}
	return out.Close()
}

// row is one line of a CSV file, by column name.
type row map[string]string

func readCSV(path string) ([]row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := parseCSV(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return rows, nil
}

func parseCSV(source io.Reader) ([]row, error) {
	records, err := csv.NewReader(source).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	rows := make([]row, 0, len(records)-1)
	for _, record := range records[1:] {
		line := make(row, len(record))
		for i, value := range record {
			line[records[0][i]] = value
		}
		rows = append(rows, line)
	}
	return rows, nil
}

// writeRegister writes one territory a line, parents first; the columns are
// those that models reads: id, level, local authority, parent, population, rank
// weight, latitude, longitude, name, further names divided by "|".
func writeRegister(out io.Writer, register []*unit) error {
	packed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, t := range register {
		local := 0
		if t.local {
			local = 1
		}
		_, err := fmt.Fprintf(packed, "%s\t%s\t%d\t%s\t%d\t%d\t%.4f\t%.4f\t%s\t%s\n", t.id, t.level, local, t.parent,
			t.population, t.weight, t.lat, t.lon, t.name, strings.Join(t.alternates, "|"))
		if err != nil {
			return err
		}
	}
	return packed.Close()
}
