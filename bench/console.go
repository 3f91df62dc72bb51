package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"alliance/bench/rig"
)

// signIn makes the first administrator with the link that the product prints, and gives the cookies of the session.
func signIn(ctx context.Context, p *rig.Process) (string, error) {
	link := p.Invitation()
	if link == "" {
		return "", errors.New("the product printed no link for the first administrator")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	form := url.Values{
		"name": {"Bench Moderator"}, "email": {"moderator@alliance.example"},
		"password": {"nine blue boats drift"}, "password_repeat": {"nine blue boats drift"},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, link, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := (&http.Client{Jar: jar}).Do(req)
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	_ = answer.Body.Close()
	cookies := make([]string, 0, 1)
	for _, cookie := range jar.Cookies(req.URL.JoinPath("/moderation")) {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
	}
	if answer.StatusCode != http.StatusOK || len(cookies) == 0 {
		return "", fmt.Errorf("sign in: %s, %d cookies", answer.Status, len(cookies))
	}
	return strings.Join(cookies, "; "), nil
}

// column reads one column of text from a data set.
func column(ctx context.Context, path, query string) ([]string, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("read the data set: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var values []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, fmt.Errorf("read the data set: %w", err)
		}
		values = append(values, value)
	}
	return values, rows.Err()
}
