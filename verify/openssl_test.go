//go:build unix

package verify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/testenv"
)

// service is a certificate with its key as openssl wants them, in a folder of
// its own. openssl answers and stamps with the machine's time.
type service struct {
	dir string
	by  *pki.Issuer
}

// newService certifies a service under a root for one extended key usage; more
// extensions may follow.
func newService(tb testing.TB, by *pki.Issuer, usage x509.ExtKeyUsage, more ...pkix.Extension) service {
	tb.Helper()
	k := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(tb)
	template := &x509.Certificate{SerialNumber: big.NewInt(5), Subject: pkix.Name{CommonName: "A Service"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(2, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	value := must(asn1.Marshal([]asn1.ObjectIdentifier{usageOID(usage)}))(tb)
	template.ExtraExtensions = append(more, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: value})
	der := must(x509.CreateCertificate(rand.Reader, template, by.Certificate, k.Public(), signerOf{tb, by.Key}))(tb)
	s := service{dir: tb.TempDir(), by: by}
	s.write(tb, "root.pem", pki.EncodeCertificates(by.Certificate))
	s.write(tb, "service.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	s.write(tb, "service.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(k))(tb)}))
	return s
}

// noCheck says of a responder that nobody need ask whether it was revoked.
func noCheck() pkix.Extension {
	return pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}, Value: []byte{5, 0}}
}

func usageOID(u x509.ExtKeyUsage) asn1.ObjectIdentifier {
	last := map[x509.ExtKeyUsage]int{x509.ExtKeyUsageTimeStamping: 8, x509.ExtKeyUsageOCSPSigning: 9, x509.ExtKeyUsageEmailProtection: 4}[u]
	return asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, last}
}

func (s service) path(name string) string { return filepath.Join(s.dir, name) }

func (s service) write(tb testing.TB, name string, content []byte) {
	tb.Helper()
	if err := os.WriteFile(s.path(name), content, 0o600); err != nil {
		tb.Fatal(err)
	}
}

func (s service) openssl(tb testing.TB, args ...string) {
	tb.Helper()
	command := exec.CommandContext(tb.Context(), testenv.Tool(tb, "openssl"), args...)
	command.Dir = s.dir
	if out, err := command.CombinedOutput(); err != nil {
		tb.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

// answer is openssl's OCSP response about a serial number, good for a day.
func (s service) answer(tb testing.TB, serial *big.Int, revoked time.Time) []byte {
	tb.Helper()
	const form = "060102150405Z"
	until := time.Now().AddDate(1, 0, 0).UTC().Format(form)
	line := fmt.Sprintf("V\t%s\t\t%02X\tunknown\t/CN=x\n", until, serial)
	if !revoked.IsZero() {
		line = fmt.Sprintf("R\t%s\t%s,keyCompromise\t%02X\tunknown\t/CN=x\n", until, revoked.UTC().Format(form), serial)
	}
	s.write(tb, "index.txt", []byte(line))
	s.openssl(tb, "ocsp", "-index", "index.txt", "-CA", "root.pem", "-rsigner", "service.pem", "-rkey", "service.key",
		"-issuer", "root.pem", "-serial", "0x"+serial.Text(16), "-ndays", "1", "-respout", "answer.ocsp", "-noverify")
	return must(os.ReadFile(s.path("answer.ocsp")))(tb)
}

// stamp is openssl's timestamp of the SHA-256 of something.
func (s service) stamp(tb testing.TB, digest []byte) []byte {
	tb.Helper()
	s.write(tb, "serial", []byte("01\n"))
	s.write(tb, "ts.conf", []byte("[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=service.pem\nsigner_key=service.key\n"+
		"default_policy=1.2.3.4\nsigner_digest=sha256\ndigests=sha256\ness_cert_id_alg=sha256\n"))
	s.openssl(tb, "ts", "-query", "-digest", hex.EncodeToString(digest), "-sha256", "-cert", "-out", "q.tsq")
	s.openssl(tb, "ts", "-reply", "-config", "ts.conf", "-queryfile", "q.tsq", "-token_out", "-out", "token")
	return must(os.ReadFile(s.path("token")))(tb)
}
