package main

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLevelOf(t *testing.T) {
	for file, want := range map[string]string{
		"x/p256-b-t.pdf": baselineT, "p256-b-lt.pdf": baselineLT, "first-p256-b-lta.pdf": baselineLTA, "p256-endorsed.pdf": baselineB,
	} {
		if got := levelOf(file); got != want {
			t.Errorf("%s is %s, want %s", file, got, want)
		}
	}
}

// stampedCMS is what of a CMS the timestamp is looked for in.
func stampedCMS(t *testing.T, attributes ...any) []byte {
	t.Helper()
	type attribute struct {
		OID    asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
	token := asn1.RawValue{FullBytes: []byte{0x30, 3, 2, 1, 7}}
	var unsigned []attribute
	for range attributes {
		unsigned = append(unsigned, attribute{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}, []asn1.RawValue{token}})
	}
	type signer struct {
		Version  int
		Value    []byte
		Unsigned []attribute `asn1:"optional,omitempty,set,tag:1"`
	}
	type signedData struct {
		Version int
		Signers []signer `asn1:"set"`
	}
	der, err := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content signedData `asn1:"explicit,tag:0"`
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, signedData{1, []signer{{1, []byte("value"), unsigned}}}})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestTheTimestampOfASignature(t *testing.T) {
	value, token, err := stampOf(stampedCMS(t, 1))
	if err != nil || string(value) != "value" || !bytes.Equal(token, []byte{0x30, 3, 2, 1, 7}) {
		t.Errorf("%q, %x, %v", value, token, err)
	}
	for name, der := range map[string][]byte{
		"none":      stampedCMS(t),
		"two":       stampedCMS(t, 1, 2),
		"no CMS":    {0x30, 0},
		"cut off":   stampedCMS(t, 1)[:20],
		"something": []byte("x"),
	} {
		if _, token, err := stampOf(der); err == nil {
			t.Errorf("%s: %x", name, token)
		}
	}
}

func TestEveryTimestampMustBeGood(t *testing.T) {
	file := signed(fmt.Sprintf("<%x00>", stampedCMS(t, 1)))
	second := signed("<30030201090000>")
	numbers := []int{0, len(file) + bytes.IndexByte(second, '<'), len(file) + bytes.IndexByte(second, '>') + 1, len("\n%%EOF\n")}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, append(file, signed("<30030201090000>", numbers...)...), 0o600); err != nil {
		t.Fatal(err)
	}
	for bad, want := range map[string]bool{"30": false, "nothing": true} {
		asked := 0
		said, accepted := askStamps(path, func(s stamped) (string, bool) {
			asked++
			return "said", !strings.HasPrefix(fmt.Sprintf("%x", s.token), bad)
		})
		if accepted != want || asked != 2 || said != "1: said; 2: said" {
			t.Errorf("%q, %t after %d questions", said, accepted, asked)
		}
	}
}

func TestAnotherStoreHasOneOtherByte(t *testing.T) {
	file := []byte("1 stream\nAB\nendstream %%EOF 2 stream\nCD\nendstream %%EOF")
	got, err := withAnotherStore(file)
	if want := "1 stream\nAB\nendstream %%EOF 2 stream\nCE\nendstream %%EOF"; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := withAnotherStore(file[:28]); err == nil {
		t.Error("a file of one revision has a store")
	}
}

func TestVeraPDFAnswersAboutAFolder(t *testing.T) {
	v := &verapdf{said: map[string]string{"a.pdf": "PASS 2u", "b.pdf": "FAIL 2u clause 6.1"}}
	for file, want := range map[string]bool{"a.pdf": true, "b.pdf": false} {
		if said, accepted := v.ask(t.Context(), file); accepted != want || said != v.said[file] {
			t.Errorf("%s: %q, %t", file, said, accepted)
		}
	}
}
