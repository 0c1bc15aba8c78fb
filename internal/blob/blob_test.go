package blob_test

import (
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

func TestCheckKeyAndPrefix(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 128)
	for key, want := range map[string]struct{ key, prefix bool }{
		"a":                              {true, true},
		"copies/2026/abcd.pdf":           {true, true},
		"a.b-c_d/0":                      {true, true},
		"a..b":                           {true, true},
		long:                             {true, true},
		strings.Repeat("a/", 255) + "aa": {true, true},
		"":                               {false, true},
		"copies/":                        {false, true},
		"a.":                             {false, true},
		"a//":                            {false, false},
		"/a":                             {false, false},
		"/":                              {false, false},
		"a//b":                           {false, false},
		".":                              {false, false},
		"..":                             {false, false},
		"a/../b":                         {false, false},
		"a/.hidden":                      {false, false},
		"-a":                             {false, false},
		"A":                              {false, false},
		"a b":                            {false, false},
		"a\\b":                           {false, false},
		"a\x00":                          {false, false},
		"a:b":                            {false, false},
		"证书":                             {false, false},
		long + "a":                       {false, false},
		strings.Repeat("a/", 256) + "a":  {false, false},
	} {
		if got := blob.CheckKey(key) == nil; got != want.key {
			t.Errorf("CheckKey(%q) allows: %v", key, got)
		}
		if got := blob.CheckPrefix(key) == nil; got != want.prefix {
			t.Errorf("CheckPrefix(%q) allows: %v", key, got)
		}
	}
	if err := blob.CheckKey(".."); fault.ReasonOf(err) != "blob_key_malformed" {
		t.Errorf("reason of %v", err)
	}
}

func FuzzCheckKey(f *testing.F) {
	f.Add("copies/a.pdf")
	f.Add("a/../b")
	f.Fuzz(func(t *testing.T, key string) {
		if blob.CheckKey(key) != nil {
			return
		}
		if !filepath.IsLocal(key) || filepath.ToSlash(filepath.Clean(key)) != key {
			t.Fatalf("%q is allowed and is no plain path below a folder", key)
		}
		for i := range len(key) {
			if err := blob.CheckPrefix(key[:i]); err != nil {
				t.Fatalf("%q is a key and its beginning %q no prefix", key, key[:i])
			}
		}
	})
}
