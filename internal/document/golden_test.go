package document_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/digest"
)

// TestTemplateIsUnchanged holds the bytes of certificate/1: a copy kept from
// last year must be made again with the same ones. A change that is meant,
// before a release has sealed copies with it, takes the new digests; after
// that it is a new version of the template beside this one.
func TestTemplateIsUnchanged(t *testing.T) {
	t.Parallel()
	bare := sample(t)
	bare.Photo, bare.Statement.Scenario = nil, ""
	named := sample(t)
	named.Statement.Recipient, named.Statement.MaskedNumber = "示例建设集团有限公司", "119945198805178925"
	rare := sample(t)
	rare.Statement.Name, rare.Statement.Demo, rare.Seal.Demo = "吴𪻐", false, false
	for name, c := range map[string]struct {
		draft document.Draft
		want  string
	}{
		"endorsed":       {sample(t), "915154c8661260055b9f3f56a76972ac338bc1c355f739f55e7f527fc5579f93"},
		"no endorsement": {bare, "5579667fb8155bbb2df244da7b62d4e66b9ba186ccf26990df6ca0342e46bc62"},
		"rare name":      {rare, "ca219384b34f892dd31ba16e01a7d5cba75d60b059342b7b7292328f22e7afa9"},
		"recipient":      {named, "08caeaa74922341c91950ad4250a39f602312f8f0bde67b370086b044cc4b380"},
	} {
		sum := sha256.Sum256(draw(t, c.draft))
		if got := hex.EncodeToString(sum[:]); got != c.want {
			t.Errorf("%s: the file's digest is %s, want %s", name, got, c.want)
		}
	}
}

// Memory is used again, also beside files that do not begin as their template
// does, and SM3 is taken of several files together.
func TestPressIsSharedSafely(t *testing.T) {
	t.Parallel()
	var drafts []document.Draft
	for _, name := range []string{"林若溪", "吴𪻐", "JOHN ROBERT SMITH", "迪丽努尔·艾合买提·吐尔逊"} {
		d := sample(t)
		d.Statement.Name = name
		drafts = append(drafts, d)
	}
	long := sample(t)
	long.Statement.FontSet = strings.Repeat("f", 2000)
	drafts = append(drafts, long)
	zeros := bytes.Repeat([]byte("0"), 4096)
	want, sums := make([][]byte, len(drafts)), make([][]byte, len(drafts))
	for i, d := range drafts {
		want[i] = bytes.Clone(draw(t, d))
		hole := bytes.Index(want[i], zeros) - 1
		sums[i] = digest.SM3.Sum(want[i][:hole], want[i][hole+1+len(zeros)+1:])
	}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := range 40 {
				i := (n + worker) % len(drafts)
				u, err := press.PDF(drafts[i], len(zeros))
				if err != nil {
					t.Error(err)
					return
				}
				if sum := u.Sum(digest.SM3); !bytes.Equal(sum, sums[i]) {
					t.Errorf("%s: another digest than alone", drafts[i].Statement.Name)
				}
				file, err := u.Fill(zeros)
				if err != nil || !bytes.Equal(file, want[i]) {
					t.Errorf("%s: another file than alone (%v)", drafts[i].Statement.Name, err)
				}
				u.Release()
			}
		})
	}
	all.Wait()
}
