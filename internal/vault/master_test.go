package vault_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/vault"
)

func TestParseMasterKey(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte{0xfb, 0xef}, 16) // has + or - and / or _ in base64
	want, err := vault.NewMasterKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		text string
		ok   bool
	}{
		"hex":              {hex.EncodeToString(secret), true},
		"upper hex":        {strings.ToUpper(hex.EncodeToString(secret)), true},
		"with a newline":   {hex.EncodeToString(secret) + "\n", true},
		"base64":           {base64.StdEncoding.EncodeToString(secret), true},
		"base64, no pad":   {base64.RawStdEncoding.EncodeToString(secret), true},
		"base64 for URLs":  {base64.URLEncoding.EncodeToString(secret), true},
		"raw bytes":        {string(secret), false},
		"31 bytes":         {hex.EncodeToString(secret[:31]), false},
		"33 bytes":         {base64.StdEncoding.EncodeToString(append(bytes.Clone(secret), 1)), false},
		"nothing":          {"", false},
		"two keys":         {hex.EncodeToString(secret) + hex.EncodeToString(secret), false},
		"not an encoding":  {strings.Repeat("?", 64), false},
		"text after a key": {hex.EncodeToString(secret) + " # ours", false},
	} {
		got, err := vault.ParseMasterKey([]byte(tc.text))
		if !tc.ok {
			if fault.ReasonOf(err) != "master_key_malformed" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || got.String() != want.String() {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
}

func TestMasterKeyFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "master.key")

	_, err := vault.ReadMasterKey(t.Context(), path)
	wantReason(t, err, "master_key_missing")
	made, err := vault.CreateMasterKey(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = vault.CreateMasterKey(t.Context(), path)
	wantReason(t, err, "master_key_exists")

	for _, tc := range []struct {
		mode             os.FileMode
		file, credential fault.Reason
	}{
		{0o600, "", ""},
		{0o400, "", ""},
		{0o440, "master_key_exposed", ""},
		{0o620, "master_key_exposed", ""},
		{0o604, "master_key_exposed", "master_key_exposed"},
		{0o602, "master_key_exposed", "master_key_exposed"},
	} {
		if err := os.Chmod(path, tc.mode); err != nil {
			t.Fatal(err)
		}
		got, err := vault.ReadMasterKey(t.Context(), path)
		if fault.ReasonOf(err) != tc.file || (err == nil && got.String() != made.String()) {
			t.Errorf("file with mode %v: %v, %v", tc.mode, got, err)
		}
		got, err = vault.ReadCredential(t.Context(), dir, "master.key")
		if fault.ReasonOf(err) != tc.credential || (err == nil && got.String() != made.String()) {
			t.Errorf("credential with mode %v: %v, %v", tc.mode, got, err)
		}
	}
	for _, name := range []string{"..", "../" + filepath.Base(dir) + "/master.key", path, ""} {
		_, err := vault.ReadCredential(t.Context(), dir, name)
		wantReason(t, err, "master_key_missing")
	}
	_, err = vault.ReadCredential(t.Context(), "", "master.key")
	wantReason(t, err, "master_key_missing")
	_, err = vault.ReadMasterKey(t.Context(), dir)
	wantReason(t, err, "master_key_malformed")
}

func FuzzParseMasterKey(f *testing.F) {
	f.Add([]byte(strings.Repeat("0f", 32)))
	f.Add([]byte(base64.StdEncoding.EncodeToString(make([]byte, 32))))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := vault.ParseMasterKey(text)
		if (m == nil) == (err == nil) {
			t.Fatal("neither a key nor an error")
		}
		if err != nil && len(text) > 8 && strings.Contains(err.Error(), string(text)) {
			t.Fatal("the error quotes the key")
		}
	})
}

func FuzzOpen(f *testing.F) {
	dir := f.TempDir()
	m, err := vault.NewMasterKey(make([]byte, 32))
	if err != nil {
		f.Fatal(err)
	}
	v, err := vault.Create(f.Context(), dir, noon, m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(v.Seal("q", []byte("text")))
	f.Add(v.Wrap("q", []byte("text")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := v.Open("p", b); err == nil {
			t.Fatal("opened what was never sealed for this purpose")
		}
		if _, err := v.Unwrap("p", b); err == nil {
			t.Fatal("unwrapped what was never wrapped for this purpose")
		}
	})
}
