package captcha_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/captcha"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/testenv/world"
)

// solve works as a browser does.
func solve(t *testing.T, c captcha.Challenge) captcha.Solution {
	t.Helper()
	for number := range int64(c.MaxNumber + 1) {
		sum := sha256.Sum256([]byte(c.Salt + strconv.FormatInt(number, 10)))
		if hex.EncodeToString(sum[:]) == c.Challenge {
			return captcha.Solution{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: number, Salt: c.Salt, Signature: c.Signature, Took: 12}
		}
	}
	t.Fatal("no number gives the challenge")
	return captcha.Solution{}
}

// field writes a solution as it stands in a form.
func field(t *testing.T, s captcha.Solution) string {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(text)
}

func ask(t *testing.T, s *captcha.Service) captcha.Solution {
	t.Helper()
	c, err := s.New()
	if err != nil {
		t.Fatal(err)
	}
	return solve(t, c)
}

func wantReason(t *testing.T, what string, err error, reason fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != reason {
		t.Errorf("%s: %v, want %q", what, err, reason)
	}
}

func TestASolutionIsGoodOnceAndForMinutes(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		s := w.Captcha
		solution := field(t, ask(t, s))
		wantReason(t, "a solution", s.Check(t.Context(), solution, "a"), "")
		wantReason(t, "shown again", s.Check(t.Context(), solution, "b"), "captcha_used")

		late, last := field(t, ask(t, s)), field(t, ask(t, s))
		w.Clock.Set(w.Clock.Now().Add(20*time.Minute - time.Second))
		wantReason(t, "in time", s.Check(t.Context(), last, "a"), "")
		wantReason(t, "shown again at the last moment", s.Check(t.Context(), last, "a"), "captcha_used")
		w.Clock.Set(w.Clock.Now().Add(time.Second))
		wantReason(t, "late", s.Check(t.Context(), late, "a"), "captcha_expired")
	})
}

func TestForgedSolutionsAreWrong(t *testing.T) {
	w := world.Bare(t)
	s := w.Captcha
	genuine := ask(t, s)
	stranger := *s
	stranger.Key = make([]byte, 32)
	expires := strings.TrimSuffix(genuine.Salt[strings.Index(genuine.Salt, "=")+1:], "&")
	for name, forge := range map[string]func(c *captcha.Solution){
		"another number":     func(c *captcha.Solution) { c.Number = (c.Number + 1) % captcha.MaxNumber },
		"another challenge":  func(c *captcha.Solution) { c.Challenge = strings.Repeat("0", 64) },
		"another signature":  func(c *captcha.Solution) { c.Signature = strings.Repeat("0", 64) },
		"no signature":       func(c *captcha.Solution) { c.Signature = "" },
		"another key":        func(c *captcha.Solution) { *c = ask(t, &stranger) },
		"another salt":       func(c *captcha.Solution) { c.Salt = "x" + c.Salt[1:] },
		"another time":       func(c *captcha.Solution) { c.Salt = strings.Replace(c.Salt, expires, "9"+expires[1:], 1) },
		"no time":            func(c *captcha.Solution) { c.Salt = c.Salt[:24] },
		"a time without end": func(c *captcha.Solution) { c.Salt = strings.TrimSuffix(c.Salt, "&") },
		"a digit of the number moved into the salt": func(c *captcha.Solution) {
			digits := strconv.FormatInt(c.Number, 10)
			c.Salt += digits[:1]
			c.Number, _ = strconv.ParseInt("0"+digits[1:], 10, 64)
		},
		"another algorithm": func(c *captcha.Solution) { c.Algorithm = "SHA-1" },
		"a negative number": func(c *captcha.Solution) { c.Number = -1 },
		"a large number":    func(c *captcha.Solution) { c.Number = captcha.MaxNumber + 1 },
	} {
		forged := genuine
		forge(&forged)
		wantReason(t, name, s.Check(t.Context(), field(t, forged), "a"), "captcha_wrong")
	}
	for name, text := range map[string]string{
		"no base 64": "?", "no JSON": base64.StdEncoding.EncodeToString([]byte("{")), "null": base64.StdEncoding.EncodeToString([]byte("null")),
		"more behind": base64.StdEncoding.EncodeToString([]byte("{}{}")), "long": strings.Repeat("A", 2048),
	} {
		wantReason(t, name, s.Check(t.Context(), text, "a"), "captcha_wrong")
	}
	wantReason(t, "the true one, after all of them", s.Check(t.Context(), field(t, genuine), "a"), "")
}

// Another process of the same installation takes what one asked for.
func TestProcessesShareTheirKey(t *testing.T) {
	w := world.Bare(t)
	wantReason(t, "elsewhere", w.Another(t).Captcha.Check(t.Context(), field(t, ask(t, w.Captcha)), "a"), "")
}

func TestABrowserWithoutScriptsIsSlowedDown(t *testing.T) {
	w := world.Bare(t)
	s := w.Captcha
	s.Without = captcha.Rate{Burst: 2, Every: 3 * time.Minute}
	for range 2 {
		wantReason(t, "within the rate", s.Check(t.Context(), "", "a"), "")
	}
	err := s.Check(t.Context(), "", "a")
	wantReason(t, "beyond it", err, "too_many_attempts")
	if !fault.Is(err, fault.Throttled) {
		t.Errorf("%v is not throttled", err)
	}
	wantReason(t, "another client", s.Check(t.Context(), "", "b"), "")
	wantReason(t, "with a solution", s.Check(t.Context(), field(t, ask(t, s)), "a"), "")
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "e30=", "eyJhbGdvcml0aG0iOiJTSEEtMjU2IiwibnVtYmVyIjoxfQ=="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := captcha.Parse(text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != "captcha_wrong" {
				t.Errorf("%v", err)
			}
			return
		}
		if s.Number < 0 || s.Number > captcha.MaxNumber || s.Algorithm != "SHA-256" {
			t.Errorf("%+v", s)
		}
	})
}
