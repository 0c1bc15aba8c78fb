package checking_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// After a compromise the register stands in for a timestamp: for the very files
// it gave out before, and for no others.
func TestTheRegisterKnowsWhatWasSealedBeforeTheCompromise(t *testing.T) {
	w := world.Sealing(t)
	before, file := sealed(t, w)
	w.Clock.Advance(time.Hour)
	s := service(t, w)
	answer := func(since time.Time, file []byte) (checking.Result, []checking.Judged) {
		t.Helper()
		trust, err := verify.LoadTrust(w.Trust())
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range allSeals(t, w) {
			trust.Compromise(sha256.Sum256(k.Chain[0]), since)
		}
		s.Trust = func() *verify.Trust { return trust }
		one, err := s.File(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		many, err := s.Files(t.Context(), []checking.Given{{Content: file, Digest: hexDigest(file)}})
		if err != nil {
			t.Fatal(err)
		}
		return one, many
	}
	one, many := answer(before.MadeAt.Add(time.Second), file)
	wantOnly(t, one.Reasons, "")
	wantOnly(t, many[0].Reasons, "")
	if one.Verdict != verify.Valid || !one.Signers[0].ProvenAt.Equal(before.MadeAt) || many[0].Verdict != verify.Valid {
		t.Errorf("made before: %s, proven at %s; in a batch %s", one.Verdict, one.Signers[0].ProvenAt, many[0].Verdict)
	}
	one, many = answer(before.MadeAt, file)
	wantOnly(t, one.Reasons, "seal_compromised")
	wantOnly(t, many[0].Reasons, "seal_compromised")

	// With the stolen key the code and the dates of a real copy are put on
	// another file: the register has its code, and not its digest.
	s.Store = another{w.Store}
	one, many = answer(before.MadeAt.Add(time.Second), file)
	wantOnly(t, one.Reasons, "seal_compromised")
	wantOnly(t, many[0].Reasons, "seal_compromised")
}

// another is a register whose copies are other files.
type another struct{ store.Store }

func (a another) Look(ctx context.Context, f func(context.Context, store.Reader) error) error {
	return a.Store.Look(ctx, func(ctx context.Context, r store.Reader) error { return f(ctx, otherFiles{r}) })
}

type otherFiles struct{ store.Reader }

func (o otherFiles) Digests(context.Context, cert.Code) ([]string, error) {
	return []string{strings.Repeat("0", 64)}, nil
}

func allSeals(t *testing.T, w *world.World) (all []store.Seal) {
	t.Helper()
	if err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Seals(ctx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func hexDigest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}
