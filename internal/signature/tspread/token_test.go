package tspread_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"math/big"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
)

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// respond is an authority's response to a query for a digest, and its root.
func respond(tb testing.TB, nonce *big.Int) ([]byte, *x509.Certificate) {
	tb.Helper()
	ctx := context.Background()
	root := must(pki.NewRoot(ctx, must(key.Generate(cms.P256))(tb), pki.RootParams{CommonName: "A Root", From: noon().AddDate(-1, 0, 0), Until: noon().AddDate(10, 0, 0)}))(tb)
	k := must(key.Generate(cms.P256))(tb)
	own := must(pki.IssueClock(ctx, root, k.Public(), pki.ClockParams{CommonName: "A Clock", From: noon().AddDate(-1, 0, 0), Until: noon().AddDate(1, 0, 0)}))(tb)
	a := must(tsp.NewAuthority(tsp.Params{Key: k, Chain: []*x509.Certificate{own}, Policy: "1.2.3", Now: noon}))(tb)
	return must(a.Respond(ctx, tspread.Query{Hash: crypto.SHA256, Digest: digest(), Nonce: nonce, Certificates: true}))(tb), root.Certificate
}

func digest() []byte {
	sum := sha256.Sum256([]byte("a signature"))
	return sum[:]
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	response, _ := respond(t, big.NewInt(7))
	token := must(tspread.ParseToken(must(tspread.ParseResponse(response))(t)))(t)
	other := sha256.Sum256([]byte("another"))
	for name, tc := range map[string]struct {
		wanted tspread.Wanted
		want   error
	}{
		"all of it":      {tspread.Wanted{Hash: crypto.SHA256, Digest: digest(), Nonce: big.NewInt(7), Policy: "1.2.3"}, nil},
		"no more":        {tspread.Wanted{Hash: crypto.SHA256, Digest: digest()}, nil},
		"another digest": {tspread.Wanted{Hash: crypto.SHA256, Digest: other[:]}, tspread.ErrImprint},
		"another hash":   {tspread.Wanted{Hash: crypto.SHA512_256, Digest: digest()}, tspread.ErrImprint},
		"another nonce":  {tspread.Wanted{Hash: crypto.SHA256, Digest: digest(), Nonce: big.NewInt(8)}, tspread.ErrNonce},
		"another policy": {tspread.Wanted{Hash: crypto.SHA256, Digest: digest(), Policy: "1.2.4"}, tspread.ErrPolicy},
	} {
		if err := token.Answers(tc.wanted); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	without, _ := respond(t, nil)
	token = must(tspread.ParseToken(must(tspread.ParseResponse(without))(t)))(t)
	if err := token.Answers(tspread.Wanted{Hash: crypto.SHA256, Digest: digest(), Nonce: big.NewInt(7)}); !errors.Is(err, tspread.ErrNonce) {
		t.Errorf("a token without the nonce: %v", err)
	}
}

// A token of which any byte was changed is not read, not believed, or its
// change is undone where it is compared with the query.
func TestEveryByteCounts(t *testing.T) {
	t.Parallel()
	response, root := respond(t, big.NewInt(7))
	der := must(tspread.ParseResponse(response))(t)
	roots := tspread.NewRoots([]*x509.Certificate{root}) // which knows the maker from the first token on
	if _, err := roots.Check(must(tspread.ParseToken(der))(t)); err != nil {
		t.Fatal(err)
	}
	for i := range der {
		changed := bytes.Clone(der)
		changed[i] ^= 1
		token, err := tspread.ParseToken(changed)
		if err == nil {
			_, err = roots.Check(token)
		}
		if err == nil {
			t.Errorf("byte %d of %d may be changed", i, len(der))
		}
	}
	if _, err := tspread.ParseToken(append(bytes.Clone(der), 0)); err == nil {
		t.Error("a byte behind it")
	}
}

func TestQueriesAreReadBack(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"", "1.2.3", "2.25.340282366920938463463374607431768211455"} {
		q := must(tspread.ParseQuery(must(tsp.Query(digest(), big.NewInt(7), policy))(t)))(t)
		if q.Hash != crypto.SHA256 || !bytes.Equal(q.Digest, digest()) || q.Nonce.Int64() != 7 || q.Policy != policy || !q.Certificates {
			t.Errorf("%+v", q)
		}
	}
}

func FuzzQuery(f *testing.F) {
	f.Add(must(tsp.Query(digest(), big.NewInt(7), ""))(f))
	f.Add(must(tsp.Query(digest(), big.NewInt(-1), "1.2.3"))(f))
	f.Fuzz(func(t *testing.T, der []byte) {
		q, err := tspread.ParseQuery(der)
		if err == nil && len(q.Digest) != q.Hash.Size() {
			t.Errorf("%d bytes of %s", len(q.Digest), q.Hash)
		}
	})
}

func FuzzResponse(f *testing.F) {
	response, _ := respond(f, big.NewInt(7))
	f.Add(response)
	f.Add(must(tsp.Refuse(tspread.SystemFailure))(f))
	f.Fuzz(func(t *testing.T, der []byte) {
		token, err := tspread.ParseResponse(der)
		if (err == nil) != (token != nil) {
			t.Errorf("%d bytes and %v", len(token), err)
		}
	})
}

func FuzzToken(f *testing.F) {
	response, root := respond(f, big.NewInt(7))
	right := must(tspread.ParseResponse(response))(f)
	f.Add(right)
	f.Fuzz(func(t *testing.T, der []byte) {
		token, err := tspread.ParseToken(der)
		if err != nil {
			return
		}
		if token.Hash.Size() != len(token.Digest) || token.Accuracy < 0 {
			t.Errorf("%+v", token.Info)
		}
		// ECDSA leaves its maker's signature one other form; nothing else is free.
		if _, err := tspread.NewRoots([]*x509.Certificate{root}).Check(token); err == nil && !bytes.Equal(token.Digest, digest()) {
			t.Error("a token of another digest is believed")
		}
	})
}
