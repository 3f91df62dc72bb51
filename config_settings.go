package main

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// setting is one key of the configuration, such as mail.smtp.port, and the field that it fills.
type setting struct {
	key   string
	field reflect.Value
}

// settingsOf lists the settings of a struct of sections in the order of its fields.
func settingsOf(sections reflect.Value) []setting { return settingsBelow("", sections) }

func settingsBelow(prefix string, section reflect.Value) []setting {
	var settings []setting
	for i := range section.NumField() {
		name, option, _ := strings.Cut(section.Type().Field(i).Tag.Get("yaml"), ",")
		field := section.Field(i)
		switch {
		case option == "inline":
			settings = append(settings, settingsBelow(prefix, field)...)
		case name == "" || name == "-":
			continue
		case field.Kind() == reflect.Struct:
			settings = append(settings, settingsBelow(prefix+name+".", field)...)
		default:
			settings = append(settings, setting{key: prefix + name, field: field})
		}
	}
	return settings
}

// variable is the environment variable that overrides the setting.
func (s setting) variable() string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// setText fills a field that holds one value. Its errors say what is allowed and
// never repeat the text, which may be a secret.
func setText(field reflect.Value, text string) error {
	if field.Type() == reflect.TypeFor[time.Duration]() {
		length, err := parseDuration(text)
		if err != nil {
			return err
		}
		field.SetInt(int64(length))
		return nil
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			return allowed(field.Type())
		}
		field.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		number, err := strconv.ParseInt(text, 10, field.Type().Bits())
		if err != nil {
			return allowed(field.Type())
		}
		field.SetInt(number)
	default:
		return allowed(field.Type())
	}
	return nil
}

// parseDuration reads what time.ParseDuration reads, and whole days such as "30d".
func parseDuration(text string) (time.Duration, error) {
	const day = 24 * time.Hour
	if days, found := strings.CutSuffix(text, "d"); found {
		number, err := strconv.ParseInt(days, 10, 64)
		if err != nil || number < 0 || number > math.MaxInt64/int64(day) {
			return 0, allowed(reflect.TypeFor[time.Duration]())
		}
		return time.Duration(number) * day, nil
	}
	length, err := time.ParseDuration(text)
	if err != nil || length < 0 {
		return 0, allowed(reflect.TypeFor[time.Duration]())
	}
	return length, nil
}

// allowed says in a sentence what a setting of this type takes.
func allowed(t reflect.Type) error {
	if t == reflect.TypeFor[time.Duration]() {
		return errors.New("must be a length of time such as 90s, 15m, 72h or 30d")
	}
	switch t.Kind() {
	case reflect.Bool:
		return errors.New("must be true or false")
	case reflect.Int, reflect.Int64:
		return errors.New("must be a whole number")
	case reflect.Slice:
		return errors.New("must be a list")
	case reflect.Struct:
		return errors.New("must be keys with values")
	default:
		return errors.New("must be one text")
	}
}
