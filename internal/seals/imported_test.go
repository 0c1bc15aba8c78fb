package seals_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

// opensslCA is a CA that openssl keeps in a folder.
type opensslCA struct {
	*testing.T
	folder string
}

const caConfig = `
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
unique_subject = no
[any]
countryName = optional
organizationName = supplied
commonName = supplied
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[seal]
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = emailProtection, 1.3.6.1.5.5.7.3.36
certificatePolicies = %[1]s, %[2]s
authorityKeyIdentifier = keyid
[nodemo]
keyUsage = critical, digitalSignature, nonRepudiation
certificatePolicies = %[1]s
`

func newOpensslCA(t *testing.T, at time.Time) opensslCA {
	t.Helper()
	ca := opensslCA{t, t.TempDir()}
	for name, text := range map[string]string{
		"ca.cnf": fmt.Sprintf(caConfig, statement.SealPolicy, statement.DemoPolicy), "index.txt": "", "serial": "1000\n",
	} {
		if err := os.WriteFile(filepath.Join(ca.folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ca.request("ca", "演示机构根", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
	ca.sign("ca", "root", at.AddDate(-2, 0, 0), at.AddDate(20, 0, 0), "-selfsign", "-keyfile", "ca.key")
	return ca
}

func (c opensslCA) run(args ...string) {
	c.Helper()
	cmd := exec.CommandContext(c.Context(), testenv.Tool(c, "openssl"), args...)
	cmd.Dir = c.folder
	if out, err := cmd.CombinedOutput(); err != nil {
		c.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

func (c opensslCA) request(name, organisation string, genpkey ...string) {
	c.Helper()
	c.run(append([]string{"genpkey", "-out", name + ".key"}, genpkey...)...)
	c.run("req", "-config", "ca.cnf", "-new", "-key", name+".key", "-utf8", "-subj", "/C=CN/O="+organisation+"/CN="+name, "-out", name+".csr")
}

func (c opensslCA) sign(name, extensions string, from, until time.Time, more ...string) {
	c.Helper()
	const form = "20060102150405Z"
	c.run(append([]string{"ca", "-config", "ca.cnf", "-batch", "-notext", "-utf8", "-in", name + ".csr", "-out", name + ".pem",
		"-extensions", extensions, "-startdate", from.UTC().Format(form), "-enddate", until.UTC().Format(form)}, more...)...)
}

// keyFile is a seal's key with its chain, PKCS #12.
func (c opensslCA) keyFile(name, organisation, extensions string, from, until time.Time, genpkey ...string) *seals.ImportedKey {
	c.Helper()
	c.request(name, organisation, genpkey...)
	c.sign(name, extensions, from, until, "-cert", "ca.pem", "-keyfile", "ca.key")
	c.run("pkcs12", "-export", "-inkey", name+".key", "-in", name+".pem", "-certfile", "ca.pem", "-out", name+".p12", "-passout", "pass:口令")
	content, err := os.ReadFile(filepath.Join(c.folder, name+".p12"))
	if err != nil {
		c.Fatal(err)
	}
	k, err := seals.ReadKeyFile(content, "口令")
	if err != nil {
		c.Fatal(err)
	}
	return k
}

// A key that comes in a file of openssl's is in the vault alone afterwards, and
// what it seals pdfsig accepts.
func TestAnImportedKeySeals(t *testing.T) {
	for name, genpkey := range map[string][]string{
		"p256":    {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"},
		"rsa2048": {"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"},
		"rsa3072": {"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"},
	} {
		t.Run(name, func(t *testing.T) {
			w := world.Sealing(t)
			at := w.Clock.Now()
			k := newOpensslCA(t, at).keyFile("seal", authority, "seal", at.AddDate(0, -1, 0), at.AddDate(2, 0, 0), genpkey...)
			id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Imported: k, Scope: scope()}).Subject
			w.Custody.Forget(id)
			made := kept(t, w, id)
			if made.Algorithm != name || len(made.WrappedKey) == 0 || made.State != store.SealAwaitingChain {
				t.Fatalf("made %+v", made)
			}
			carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: k.Chain()})
			applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
			w.Seal(t)
			if got := kept(t, w, id); got.Uses.Total != 2 { // its request and the copy
				t.Errorf("used %d times", got.Uses.Total)
			}
			if said := pdfsig(t, w, w.Copy(t, applied.Code)); !strings.Contains(said, "Signature is Valid.") || !strings.Contains(said, "Total document signed") {
				t.Errorf("pdfsig: %s", said)
			}
			_, err := w.Custody.Propose(t.Context(), custodian("first"), seals.Request{
				Kind: seals.CreateKind, Imported: k, Reason: "再来", Scope: cert.SealScope{{Qualification: "注册测绘师"}},
			})
			if fault.ReasonOf(err) != "key_file_taken" {
				t.Errorf("imported twice: %v", err)
			}
		})
	}
}

func pdfsig(t *testing.T, w *world.World, c cert.Copy) string {
	t.Helper()
	if c.State != cert.Ready {
		t.Fatalf("copy is %s (%s)", c.State, c.FailReason)
	}
	file, err := w.Blobs.Get(t.Context(), c.Blob)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.CommandContext(t.Context(), testenv.Tool(t, "pdfsig"), "-nocert", name).CombinedOutput()
	return string(out)
}

func TestKeysThatAreNotImported(t *testing.T) {
	w := world.Sealing(t)
	at := w.Clock.Now()
	ca := newOpensslCA(t, at)
	p256 := []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"}
	from, until := at.AddDate(-1, 0, 0), at.AddDate(1, 0, 0)
	for want, k := range map[fault.Reason]*seals.ImportedKey{
		"chain_not_valid":       ca.keyFile("expired", authority, "seal", from, at.AddDate(0, 0, -1), p256...),
		"chain_wrong_authority": ca.keyFile("another", "示例拍卖师协会", "seal", from, until, p256...),
		"chain_demo":            ca.keyFile("nodemo", authority, "nodemo", from, until, p256...),
		"chain_key_usage":       ca.keyFile("ca2", authority, "root", from, until, p256...),
	} {
		_, err := w.Custody.Propose(t.Context(), custodian("first"), seals.Request{Kind: seals.CreateKind, Imported: k, Scope: scope(), Reason: "导入"})
		if fault.ReasonOf(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}

	// What waits for its second pair of eyes is in memory alone.
	good := ca.keyFile("good", authority, "seal", from, until, p256...)
	p, err := w.Custody.Propose(t.Context(), custodian("first"), seals.Request{Kind: seals.CreateKind, Imported: good, Scope: scope(), Reason: "导入"})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %s", good, good, p.Content.Payload); strings.Contains(text, "PRIVATE") || len(p.Content.Payload) > 500 {
		t.Errorf("the key shows: %s", text)
	}
	if _, err := w.Another(t).Approval.Approve(t.Context(), custodian("second"), p.ID); fault.ReasonOf(err) != "key_file_elsewhere" {
		t.Errorf("approved by another process: %v", err)
	}
	w.Custody.Forget(p.Subject)
	if _, err := w.Approval.Approve(t.Context(), custodian("second"), p.ID); fault.ReasonOf(err) != "key_file_elsewhere" {
		t.Errorf("approved after it was forgotten: %v", err)
	}
	err = w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Seal(ctx, p.Subject)
		return err
	})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("a seal without its key: %v", err)
	}
}
