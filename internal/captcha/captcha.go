// Package captcha asks a browser for work before the service does any: a
// challenge of the ALTCHA protocol, version 1 (altcha.org, "Proof-of-Work").
// The browser looks for the number below maxnumber that gives, with a salt, a
// known SHA-256; the answer is checked with one digest, and each challenge is
// good once and for a few minutes. Nobody's address or behaviour is looked at,
// and nobody has to read a picture.
//
// A challenge is kept nowhere: it is signed with a key drawn when the service
// was made, or handed to every process that answers for the same pages.
package captcha

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// Field is the field of a form that has the solution.
	Field = "altcha"

	algorithm = "SHA-256"
	// MaxNumber is how many digests a browser tries at most, and twice what it
	// tries on average: well under two seconds of a telephone, whose worker makes
	// some 150,000 a second.
	MaxNumber = 200_000
	// life is how long a challenge may be answered: a form is filled in meanwhile.
	life = 20 * time.Minute
	// ahead is how far another process's clock may be before ours.
	ahead = time.Minute

	saltBytes = 12
	// expiresMark begins the parameters in a salt, and endMark ends them, so that
	// no digit of the time can be taken for one of the number.
	expiresMark, endMark = "?expires=", "&"
)

// Challenge is what a browser is asked, in the JSON that ALTCHA's own widget
// reads.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"` // SHA-256 of salt and number, in hexadecimal
	MaxNumber int    `json:"maxnumber"`
	Salt      string `json:"salt"`      // 24 hexadecimal digits, "?expires=", seconds since 1970, "&"
	Signature string `json:"signature"` // HMAC-SHA-256 of the challenge, in hexadecimal
}

// Rate allows Burst attempts at once, which come back one each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// DefaultWithout lets browsers without scripts send half as many forms at once
// as others, and then a sixth as many.
func DefaultWithout() Rate { return Rate{Burst: 30, Every: time.Minute} }

// Service makes challenges and checks their solutions. It is safe for
// concurrent use.
type Service struct {
	Store   store.Store
	Now     func() time.Time
	Key     []byte // of 32 bytes; processes that answer for the same pages share it
	Without Rate   // forms without a solution, of one client
}

// New draws a challenge.
func (s *Service) New() (Challenge, error) {
	number, err := rand.Int(rand.Reader, big.NewInt(MaxNumber+1))
	if err != nil {
		return Challenge{}, fault.Wrap("captcha.New", err)
	}
	var raw [saltBytes]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	salt := hex.EncodeToString(raw[:]) + expiresMark + strconv.FormatInt(s.Now().Add(life).Unix(), 10) + endMark
	return s.challenge(salt, number.Int64()), nil
}

func (s *Service) challenge(salt string, number int64) Challenge {
	sum := sha256.Sum256([]byte(salt + strconv.FormatInt(number, 10)))
	challenge := hex.EncodeToString(sum[:])
	return Challenge{Algorithm: algorithm, Challenge: challenge, MaxNumber: MaxNumber, Salt: salt, Signature: s.sign(challenge)}
}

func (s *Service) sign(challenge string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte(challenge))
	return hex.EncodeToString(mac.Sum(nil))
}

// Check takes the solution that a form brought, as its field has it, and uses
// it up. It fails with Invalid, at Field, captcha_wrong for one that is
// malformed, forged or wrong, captcha_expired, and captcha_used for one that
// was shown before. No solution is a browser without scripts: it passes within
// the rate of the client, beyond which it is Throttled too_many_attempts.
func (s *Service) Check(ctx context.Context, solution, client string) error {
	const op = "captcha.Check"
	if solution == "" {
		return s.without(ctx, client)
	}
	found, err := Parse(solution)
	if err != nil {
		return fault.Wrap(op, err)
	}
	expires, err := found.expires()
	if err != nil {
		return fault.Wrap(op, err)
	}
	want := s.challenge(found.Salt, found.Number)
	right := subtle.ConstantTimeCompare([]byte(want.Challenge), []byte(found.Challenge)) &
		subtle.ConstantTimeCompare([]byte(want.Signature), []byte(found.Signature))
	now := s.Now()
	switch {
	case right != 1:
		return wrong(op)
	case !now.Before(expires), expires.After(now.Add(life + ahead)):
		return fault.New(op, fault.Invalid, "captcha_expired").At(Field)
	}
	return s.useUp(ctx, found.Challenge)
}

// useUp remembers a solved challenge for longer than it lives.
func (s *Service) useUp(ctx context.Context, challenge string) error {
	const op = "captcha.useUp"
	first := false
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		first, err = tx.Allow(ctx, "captcha:"+challenge, s.Now(), 1, life+ahead)
		return err
	})
	if err == nil && !first {
		err = fault.New(op, fault.Invalid, "captcha_used").At(Field)
	}
	return fault.Wrap(op, err)
}

// without takes one of the forms that a client may send without a solution.
func (s *Service) without(ctx context.Context, client string) error {
	const op = "captcha.without"
	left := false
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		left, err = tx.Allow(ctx, "captcha-without:"+client, s.Now(), s.Without.Burst, s.Without.Every)
		return err
	})
	if err == nil && !left {
		err = fault.New(op, fault.Throttled, "too_many_attempts").With("minutes", int(max(1, s.Without.Every.Minutes())))
	}
	return fault.Wrap(op, err)
}

// expires is when a solution's challenge ends, as its salt says.
func (s Solution) expires() (time.Time, error) {
	_, rest, ok := strings.Cut(s.Salt, expiresMark)
	digits, ended := strings.CutSuffix(rest, endMark)
	seconds, err := strconv.ParseInt(digits, 10, 64)
	if !ok || !ended || err != nil {
		return time.Time{}, wrong("captcha.expires")
	}
	return time.Unix(seconds, 0), nil
}

func wrong(op string) error { return fault.New(op, fault.Invalid, "captcha_wrong").At(Field) }
