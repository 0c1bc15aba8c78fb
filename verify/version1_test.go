package verify_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/testenv/oldseal"
	"yinxin.example/yinxin/verify"
)

// old is a file of conformance/ofdrw/OldSeal.java, signed at noon.
func old(tb testing.TB, name string) []byte {
	tb.Helper()
	return must(os.ReadFile(filepath.Join("testdata", "version1", name)))(tb)
}

func oldTrust(tb testing.TB) *verify.Trust {
	tb.Helper()
	return must(verify.LoadTrust(filepath.Join("testdata", "version1", "root.pem")))(tb)
}

// What ofdrw makes of GM/T 0031-2014, and the same with one thing wrong and all
// else signed anew.
func TestElectronicSealsOfVersion1(t *testing.T) {
	for name, want := range map[string]struct {
		verdict verify.Verdict
		reason  string
	}{
		"good":              {verify.Valid, ""},
		"seal-changed":      {verify.Invalid, "eseal_forged"},
		"made-as-v4":        {verify.Invalid, "eseal_forged"},
		"seal-of-another":   {verify.Invalid, "eseal_signer_not_listed"},
		"digest-of-another": {verify.Invalid, "digest_mismatch"},
		"expired":           {verify.Invalid, "eseal_time_wrong"},
		"time-as-text":      {verify.Indeterminate, "eseal_version_unknown"},
	} {
		r := check(t, old(t, name+".pdf"), verify.Options{Trust: oldTrust(t), At: dayAfter()})
		if r.Verdict != want.verdict || want.reason != "" && !slices.Equal(r.Reasons, []string{want.reason}) || want.reason == "" && len(r.Reasons) > 0 {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
		e := r.Signers[0].ElectronicSeal
		if want.reason != "eseal_version_unknown" && (e == nil || e.Version != 1 || e.Name != "演示印章" || e.Maker != "演示制章中心") {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if r := check(t, old(t, "good.pdf"), verify.Options{Trust: newWorld(t, false).trust(t), At: dayAfter()}); r.Verdict != verify.Indeterminate ||
		!slices.Contains(r.Reasons, "seal_untrusted") || !slices.Contains(r.Reasons, "eseal_maker_untrusted") {
		t.Errorf("nobody's root: %s %v", r.Verdict, r.Reasons)
	}
}

func TestEveryByteOfVersion1(t *testing.T) {
	file := old(t, "good.pdf")
	hole, _ := holeOf(t, file)
	opts := verify.Options{Trust: oldTrust(t), At: dayAfter()}
	for at := 0; at < len(file); at += 17 {
		changed := bytes.Clone(file)
		changed[at] ^= 1
		if hole <= at && file[at] == '0' && allZeros(file[at:at+16]) {
			continue // the zeros behind the signature: nobody signs them
		}
		r, err := verify.Check(t.Context(), changed, opts)
		if own := new(*verify.Error); err != nil && !errors.As(err, own) || err == nil && r.Verdict == verify.Valid {
			t.Fatalf("byte %d: %s, %v", at, r.Verdict, err)
		}
	}
}

func allZeros(b []byte) bool { return len(bytes.Trim(b, "0")) == 0 }

// holeOf is where the digits of the one signature's Contents begin and end.
func holeOf(tb testing.TB, file []byte) (from, end int) {
	tb.Helper()
	from = bytes.LastIndex(file, []byte("/Contents <")) + len("/Contents <")
	return from, from + bytes.IndexByte(file[from:], '>')
}

// We write version 4 alone: under our own key, too, another is no copy of ours.
func TestNoCopyIsOfVersion1(t *testing.T) {
	e := newEsealed(t)
	file := e.copyWith(t, e.made(t), nil)
	from, end := holeOf(t, file)
	sum := digest.SM3.Sum(file[:from-1], file[end+1:])
	made := must(oldseal.Hand{Certificate: e.maker.Certificate, Key: e.maker.Key}.Seal(t.Context(), oldseal.Params{
		ID: "DEMO-0001", Name: authority, Signers: e.params.Signers, Created: noon(), From: e.params.From, Until: e.params.Until, Picture: e.params.Picture.PNG,
	}))(t)
	says := sesread.Range([4]int{0, from - 1, end + 1, len(file) - end - 1})
	der := must(oldseal.Hand{Certificate: e.certificate, Key: e.key}.Sign(t.Context(), made, sum, says, must(oldseal.Time(noon()))(t)))(t)
	digits := bytes.Repeat([]byte("0"), end-from)
	hex.Encode(digits, der)
	copy(file[from:], digits)
	r := e.check(t, file)
	if r.Verdict == verify.Valid || r.Signers[0].Seal != verify.SealTrusted || !slices.Equal(r.Reasons, []string{"contents_not_canonical"}) {
		t.Errorf("%s %v, %+v", r.Verdict, r.Reasons, r.Signers)
	}
}
