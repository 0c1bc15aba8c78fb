package document_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"testing"

	"yinxin.example/yinxin/internal/document"
)

// TestTemplateIsUnchanged holds the bytes of certificate/1: a copy kept from
// last year must be made again with the same ones. A change that is meant,
// before a release has sealed copies with it, takes the new digests; after
// that it is a new version of the template beside this one.
func TestTemplateIsUnchanged(t *testing.T) {
	t.Parallel()
	bare := sample(t)
	bare.Photo, bare.Statement.Scenario = nil, ""
	rare := sample(t)
	rare.Statement.Name, rare.Statement.Demo, rare.Seal.Demo = "吴𪻐", false, false
	for name, c := range map[string]struct {
		draft document.Draft
		want  string
	}{
		"endorsed":       {sample(t), "c2fb25db90adac34bfa24c37d8585e464c4c5d04b6748132f7ca23f42b396543"},
		"no endorsement": {bare, "8725b5910582af72a27a07d5431f644b11cf9c1108b8bbf8460aa3186b2b596a"},
		"rare name":      {rare, "6b1e7e62dd20049ee767ef1598f95bada9f79831fe1f8ae19f139b5a2160b29a"},
	} {
		sum := sha256.Sum256(draw(t, c.draft))
		if got := hex.EncodeToString(sum[:]); got != c.want {
			t.Errorf("%s: the file's digest is %s, want %s", name, got, c.want)
		}
	}
}

func TestPressIsSharedSafely(t *testing.T) {
	t.Parallel()
	names := []string{"林若溪", "吴𪻐", "JOHN ROBERT SMITH", "迪丽努尔·艾合买提·吐尔逊"}
	want := make([][]byte, len(names))
	for i, name := range names {
		d := sample(t)
		d.Statement.Name = name
		want[i] = bytes.Clone(draw(t, d))
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for n := range 40 {
				i := (n + worker) % len(names)
				d := sample(t)
				d.Statement.Name = names[i]
				u, err := press.PDF(d, 4096)
				if err != nil {
					t.Error(err)
					return
				}
				file, err := u.Fill(bytes.Repeat([]byte("0"), 4096))
				if err != nil || !bytes.Equal(file, want[i]) {
					t.Errorf("%s: another file than alone (%v)", names[i], err)
				}
				u.Release()
			}
		})
	}
	all.Wait()
}
