package cms_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"testing"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// TestLayoutNeverChanges rebuilds containers that the first version wrote. A
// layout that fails here makes every copy already handed out not canonical;
// another layout needs another template beside this one.
func TestLayoutNeverChanges(t *testing.T) {
	t.Parallel()
	chain, sm2 := storedChain(t, "testdata/chain.pem"), storedChain(t, "testdata/sm2-chain.pem")
	for _, tc := range []struct {
		file      string
		chain     []*x509.Certificate
		algorithm cms.Algorithm
		signature int
	}{
		{"testdata/p256.der", chain, cms.P256, 71},
		{"testdata/p384.der", chain[1:], cms.P384, 103},
		{"testdata/sm2.der", sm2, cms.SM2, 71},
	} {
		want, err := os.ReadFile(tc.file)
		if err != nil {
			t.Fatal(err)
		}
		template, err := cms.NewTemplate(tc.chain, tc.algorithm)
		if err != nil {
			t.Fatal(err)
		}
		digest := bytes.Repeat([]byte{0xd1}, tc.algorithm.Hash().Size())
		if !bytes.Equal(template.SignedData(digest, bytes.Repeat([]byte{0x51}, tc.signature)), want) {
			t.Errorf("%s is laid out otherwise now", tc.file)
		}
	}
}

func storedChain(t *testing.T, file string) (chain []*x509.Certificate) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509cert.Parse(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		chain = append(chain, c)
	}
	return chain
}
