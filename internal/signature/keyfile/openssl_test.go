package keyfile_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/keyfile"
	"yinxin.example/yinxin/internal/testenv"
)

// workshop is a folder in which openssl works.
type workshop struct {
	*testing.T
	folder string
}

func (w workshop) openssl(args ...string) {
	w.Helper()
	c := exec.CommandContext(w.Context(), testenv.Tool(w, "openssl"), args...)
	c.Dir = w.folder
	if out, err := c.CombinedOutput(); err != nil {
		w.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

func (w workshop) read(names ...string) (content []byte) {
	w.Helper()
	for _, name := range names {
		one, err := os.ReadFile(filepath.Join(w.folder, name))
		if err != nil {
			w.Fatal(err)
		}
		content = append(content, one...)
	}
	return content
}

// certify makes a key under a name, and certificates of it and of its CA.
func (w workshop) certify(name string, genpkey ...string) {
	w.Helper()
	w.openssl(append([]string{"genpkey", "-out", name + ".key"}, genpkey...)...)
	w.openssl("req", "-new", "-key", name+".key", "-subj", "/C=CN/O=示例协会/CN="+name, "-utf8", "-out", name+".csr")
	w.openssl("x509", "-req", "-in", name+".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "30", "-out", name+".pem")
}

func TestFilesOfOpenSSL(t *testing.T) {
	t.Parallel()
	w := workshop{t, t.TempDir()}
	w.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "ca.key",
		"-out", "ca.pem", "-subj", "/C=CN/O=CA/CN=CA", "-days", "60")
	w.certify("ec", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
	w.certify("rsa", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072")
	w.certify("sm2", "-algorithm", "SM2")
	w.certify("ed25519", "-algorithm", "ED25519")
	for name, args := range map[string][]string{
		"ec.aes":   {"-in", "ec.key", "-v2", "aes-256-cbc"},
		"sm2.aes":  {"-in", "sm2.key"},
		"sm2.sm4":  {"-in", "sm2.key", "-v2", "sm4-cbc", "-v2prf", "hmacWithSHA512", "-iter", "100000"},
		"rsa.des":  {"-in", "rsa.key", "-v2", "des3", "-v2prf", "hmacWithSHA1"},
		"rsa.v1":   {"-in", "rsa.key", "-v1", "PBE-SHA1-3DES"},
		"rsa.md5":  {"-in", "rsa.key", "-v1", "PBE-MD5-DES", "-provider", "legacy", "-provider", "default"},
		"ec.stiff": {"-in", "ec.key", "-scrypt"},
	} {
		w.openssl(append([]string{"pkcs8", "-topk8", "-out", name, "-passout", "pass:" + password}, args...)...)
	}
	w.openssl("ec", "-in", "sm2.key", "-out", "sm2.sec1.key")
	w.openssl("ec", "-in", "ec.key", "-out", "ec.sec1.key")
	w.openssl("ec", "-in", "ec.key", "-aes256", "-passout", "pass:"+password, "-out", "ec.old.key")
	w.openssl("pkcs8", "-topk8", "-in", "ec.old.key", "-passin", "pass:"+password, "-out", "ec.converted.key", "-passout", "pass:"+password)
	w.openssl("rsa", "-in", "rsa.key", "-traditional", "-out", "rsa.pkcs1.key")
	pfx := func(name string, args ...string) []byte {
		w.openssl(append([]string{"pkcs12", "-export", "-out", name, "-passout", "pass:" + password}, args...)...)
		return w.read(name)
	}
	of := func(name string, more ...string) []string {
		return append([]string{"-inkey", name + ".key", "-in", name + ".pem", "-certfile", "ca.pem"}, more...)
	}
	for name, test := range map[string]struct {
		content []byte
		want    fault.Reason
		is      key.Algorithm
		chain   int
	}{
		"P-256, AES":              {content: pfx("1.p12", of("ec")...), is: cms.P256, chain: 2},
		"RSA, AES":                {content: pfx("2.p12", of("rsa")...), is: cms.RSA3072, chain: 2},
		"P-256, 3DES and RC2":     {content: pfx("3.p12", of("ec", "-legacy")...), is: cms.P256, chain: 2},
		"RSA, 3DES and RC2":       {content: pfx("4.p12", of("rsa", "-legacy")...), is: cms.RSA3072, chain: 2},
		"3DES for both":           {content: pfx("5.p12", of("rsa", "-legacy", "-descert")...), is: cms.RSA3072, chain: 2},
		"with a name and SHA-512": {content: pfx("6.p12", of("ec", "-name", "公章", "-macalg", "sha512")...), is: cms.P256, chain: 2},
		"without its CA":          {content: pfx("7.p12", "-inkey", "ec.key", "-in", "ec.pem"), is: cms.P256, chain: 1},
		"SM2, AES":                {content: pfx("11.p12", of("sm2")...), is: cms.SM2, chain: 2},
		"SM2, 3DES and RC2":       {content: pfx("12.p12", of("sm2", "-legacy")...), is: cms.SM2, chain: 2},
		"SM2, SM4 and SM3":        {content: pfx("13.p12", of("sm2", "-keypbe", "SM4-CBC", "-certpbe", "SM4-CBC", "-macalg", "sm3")...), is: cms.SM2, chain: 2},
		"SM2, nothing encrypted":  {content: pfx("14.p12", of("sm2", "-keypbe", "NONE", "-certpbe", "NONE")...), is: cms.SM2, chain: 2},
		"SHA-1 and RC2 of 128":    {content: pfx("15.p12", of("ec", "-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-macalg", "sha384")...), is: cms.P256, chain: 2},
		"without a MAC":           {content: pfx("16.p12", of("sm2", "-nomac")...), is: cms.SM2, chain: 2},
		"the key alone":           {content: pfx("8.p12", "-inkey", "ec.key", "-nocerts"), want: "key_file_no_certificate"},
		"the certificate alone":   {content: pfx("9.p12", "-nokeys", "-in", "ec.pem"), want: "key_file_no_key"},
		"a key seals never have":  {content: pfx("10.p12", of("ed25519")...), want: "key_unsupported"},
		"PEM, PKCS #8":            {content: w.read("ca.pem", "ec.pem", "ec.key"), is: cms.P256, chain: 2},
		"PEM, SEC 1":              {content: w.read("ec.sec1.key", "ec.pem"), is: cms.P256, chain: 1},
		"PEM, PKCS #1":            {content: w.read("rsa.pkcs1.key", "rsa.pem", "ca.pem"), is: cms.RSA3072, chain: 2},
		"PEM, SM2":                {content: w.read("sm2.key", "sm2.pem", "ca.pem"), is: cms.SM2, chain: 2},
		"PEM, SM2, SEC 1":         {content: w.read("sm2.sec1.key", "sm2.pem"), is: cms.SM2, chain: 1},
		"PEM, SM2, as GmSSL":      {content: bytes.ReplaceAll(w.read("sm2.sec1.key", "sm2.pem"), []byte("SM2 PRIVATE"), []byte("EC PRIVATE")), is: cms.SM2, chain: 1},
		"PEM, AES":                {content: w.read("ec.aes", "ec.pem", "ca.pem"), is: cms.P256, chain: 2},
		"PEM, SM2, AES":           {content: w.read("sm2.pem", "sm2.aes"), is: cms.SM2, chain: 1},
		"PEM, SM2, SM4":           {content: w.read("sm2.pem", "sm2.sm4"), is: cms.SM2, chain: 1},
		"PEM, Triple DES":         {content: w.read("rsa.pem", "rsa.des"), is: cms.RSA3072, chain: 1},
		"PEM, as in PKCS #12":     {content: w.read("rsa.pem", "rsa.v1"), is: cms.RSA3072, chain: 1},
		"PEM, MD5 and DES":        {content: w.read("rsa.pem", "rsa.md5"), want: "key_file_cipher"},
		"PEM, scrypt":             {content: w.read("ec.pem", "ec.stiff"), want: "key_file_cipher"},
		"PEM, encrypted as once":  {content: w.read("ec.old.key", "ec.pem"), want: "key_file_legacy_pem"},
		"PEM, converted":          {content: w.read("ec.converted.key", "ec.pem"), is: cms.P256, chain: 1},
		"PEM, AES, another's key": {content: w.read("rsa.pem", "ec.aes"), want: "key_file_mismatch"},
		"PEM, two keys, one AES":  {content: w.read("ec.aes", "ec.key", "ec.pem"), want: "key_file_several_keys"},
		"PEM, two keys":           {content: w.read("ec.key", "rsa.key", "ec.pem"), want: "key_file_several_keys"},
		"PEM, another's key":      {content: w.read("rsa.key", "ec.pem", "ca.pem"), want: "key_file_mismatch"},
	} {
		k, chain, err := keyfile.Read(test.content, password)
		if fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (k.Algorithm() != test.is || len(chain) != test.chain || !k.Is(chain[0].PublicKey)) {
			t.Errorf("%s: %v with %d certificates", name, k, len(chain))
		}
		if !keyfile.AsksPassword(test.content) || test.want != "" {
			continue
		}
		if _, _, err := keyfile.Read(test.content, "another"); fault.ReasonOf(err) != "key_file_password" {
			t.Errorf("%s, wrong password: %v", name, err)
		}
	}
}
