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
		"endorsed":       {sample(t), "479d32f88cc752dd01449ac7e111471ef34eb465d749e917ec0d46a51771a60a"},
		"no endorsement": {bare, "095404f93175eb059c51c23619ccde7d621b993eccfcaea89da734e555a1291e"},
		"rare name":      {rare, "eb2266afac9ac7239cca504ee7e695c7abfff04c27f39a99be99b14ee5323650"},
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
