package fetch

import (
	"strconv"
	"strings"
	"time"

	"github.com/corslab/corslab/wire"
)

// parseCookieDate parses the date of an Expires attribute, in the forgiving way
// of cookies
// (https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-22.html#section-5.1.1):
// a clock time, a day, a month and a year, in any order, other words ignored.
func parseCookieDate(s string) (date time.Time, ok bool) {
	var p cookieDate
	for _, word := range strings.FieldsFunc(s, isDateDelimiter) {
		p.read(word)
	}
	return p.time()
}

// A cookieDate is a date in the making. The first word that fits a part sets it.
type cookieDate struct {
	hour, minute, second, day, month, year int
	hasClock, hasDay, hasMonth, hasYear    bool
}

func (p *cookieDate) read(word string) {
	switch {
	case !p.hasClock && p.readClock(word):
		p.hasClock = true
	case !p.hasDay && readNumber(word, 1, 2, &p.day):
		p.hasDay = true
	case !p.hasMonth && p.readMonth(word):
		p.hasMonth = true
	case !p.hasYear && readNumber(word, 2, 4, &p.year):
		p.hasYear = true
	}
}

func (p *cookieDate) readClock(word string) bool {
	hour, rest, _ := strings.Cut(word, ":")
	minute, second, ok := strings.Cut(rest, ":")
	var h, m, s int
	if !ok || !isDigits(hour) || !isDigits(minute) ||
		!readNumber(hour, 1, 2, &h) || !readNumber(minute, 1, 2, &m) || !readNumber(second, 1, 2, &s) {
		return false
	}
	p.hour, p.minute, p.second = h, m, s
	return true
}

func (p *cookieDate) readMonth(word string) bool {
	const months = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(word) < 3 {
		return false
	}
	word = wire.ToLower(word[:3])
	for m := 0; m < 12; m++ {
		if months[3*m:3*m+3] == word {
			p.month = m + 1
			return true
		}
	}
	return false
}

func (p *cookieDate) time() (date time.Time, ok bool) {
	year := p.year
	switch {
	case 70 <= year && year <= 99:
		year += 1900
	case 0 <= year && year <= 69:
		year += 2000
	}
	if !p.hasClock || !p.hasDay || !p.hasMonth || !p.hasYear ||
		year < 1601 || p.hour > 23 || p.minute > 59 || p.second > 59 {
		return time.Time{}, false
	}
	date = time.Date(year, time.Month(p.month), p.day, p.hour, p.minute, p.second, 0, time.UTC)
	// time.Date turns the 31st of February into a day of March.
	return date, date.Day() == p.day
}

// readNumber reads the digits that a word begins with, if there are from least
// to most of them.
func readNumber(word string, least, most int, n *int) bool {
	digits := 0
	for digits < len(word) && isDigit(word[digits]) {
		digits++
	}
	if digits < least || digits > most {
		return false
	}
	*n, _ = strconv.Atoi(word[:digits])
	return true
}

// isDateDelimiter reports whether a character separates the words of a date.
func isDateDelimiter(c rune) bool {
	return c == '\t' || ' ' <= c && c <= '/' || ';' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}
