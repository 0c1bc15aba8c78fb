package blobtest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/fault"
)

func oddKeys(t *testing.T, open Open) {
	s := open(t)
	want := make(map[string]int64)
	for i, key := range []string{
		"0", "a.b", "a..b", "a-", "a_", "c.d/e.f", "index.html",
		"a/" + strings.Repeat("x", 128),
		strings.Repeat("d/", 255) + "ff", // 512 bytes
	} {
		body := strings.Repeat("x", i)
		put(t, s, key, []byte(body))
		wantFile(t, s, key, []byte(body))
		want[key] = int64(i)
	}
	if diff := cmp.Diff(want, listed(t, s, "")); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
}

func malformedKeys(t *testing.T, open Open) {
	s := open(t)
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".hidden", "a/.hidden",
		"a.", "-a", "A", "a b", `a\b`, "a\x00b", "a\nb", "c:a", "证书", "%2e%2e/a", "*", strings.Repeat("a", 129),
	} {
		_, getErr := s.Get(t.Context(), key)
		_, statErr := s.Stat(t.Context(), key)
		for name, err := range map[string]error{
			"Put":    s.Put(t.Context(), key, []byte("x")),
			"Get":    getErr,
			"Stat":   statErr,
			"Delete": s.Delete(t.Context(), key),
		} {
			if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != "blob_key_malformed" {
				t.Errorf("%s %q: %v", name, key, err)
			}
		}
	}
	for _, prefix := range []string{"..", "../", "/", "A", "a//"} {
		var last error
		for info, err := range s.List(t.Context(), prefix) {
			if err == nil {
				t.Errorf("List %q gave %s", prefix, info.Key)
			}
			last = err
		}
		if !fault.Is(last, fault.Invalid) {
			t.Errorf("List %q: %v", prefix, last)
		}
	}
	if got := listed(t, s, ""); len(got) != 0 {
		t.Errorf("malformed keys left files: %v", got)
	}
}

func list(t *testing.T, open Open) {
	s := open(t)
	if got := listed(t, s, ""); len(got) != 0 {
		t.Errorf("an empty place has %v", got)
	}
	keys := []string{"a", "ab", "b/a", "b/ab", "b/abc/d", "b/c/d", "bc/d", "c/a"}
	for _, key := range keys {
		put(t, s, key, []byte(key))
	}
	for _, prefix := range []string{"", "a", "b", "b/", "b/a", "b/ab", "b/abc", "b/abc/", "b/c/d", "bc", "d", "b/abc/d/e", "no/such/"} {
		want := make(map[string]int64)
		for _, key := range keys {
			if strings.HasPrefix(key, prefix) {
				want[key] = int64(len(key))
			}
		}
		if diff := cmp.Diff(want, listed(t, s, prefix)); diff != "" {
			t.Errorf("List %q (-want +got):\n%s", prefix, diff)
		}
	}
}

func listStops(t *testing.T, open Open) {
	s := open(t)
	for _, key := range []string{"a", "b/c", "b/d", "e"} {
		put(t, s, key, nil)
	}
	seen := 0
	for _, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; seen == 2 {
			break
		}
	}
	if seen != 2 {
		t.Errorf("%d files seen before stopping", seen)
	}
}
