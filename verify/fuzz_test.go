package verify_test

import (
	"bytes"
	"errors"
	"testing"

	"yinxin.example/yinxin/verify"
)

// Whatever is done to a sealed copy and to other makers' files: no panic, and
// never valid unless the bytes are those that were sealed.
func FuzzCheck(f *testing.F) {
	w := newWorld(f, false)
	ours := w.copyOf(f, said())
	lasting := w.lasting(f, newClock(f, w.root, nil))
	press := printed(f, openPress(f), w.pen, said())
	f.Add(press)
	f.Add(ours)
	f.Add(lasting)
	f.Add(stored(f, lasting, nil, [][]byte{goodList(f, w.root, noon())}))
	f.Add(update(ours, "", map[int]string{5: evilPage, 9: evilText}))
	for _, name := range []string{"objstm", "certified-p1-lta", "form-filled-signed", "aes-128"} {
		f.Add(fixture(f, name+".pdf"))
	}
	f.Add(old(f, "good.pdf"))
	f.Add(newEsealed(f).printed(f))
	opts := verify.Options{Trust: w.trust(f), At: dayAfter()}
	check(f, press, opts) // its beginning and its seal are known from here
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := verify.Check(t.Context(), data, opts)
		sameInFull(t, r, err, data, opts)
		var own *verify.Error
		if err != nil {
			if !errors.As(err, &own) {
				t.Fatal(err)
			}
			return
		}
		if r.Verdict == verify.Valid && !bytes.Equal(data, ours) && !bytes.Equal(data, press) && !bytes.Equal(data, lasting) {
			t.Fatal("valid, and not what was sealed")
		}
		if (r.Verdict == verify.Valid) != (len(r.Reasons) == 0) {
			t.Fatalf("%s for the reasons %v", r.Verdict, r.Reasons)
		}
		for _, code := range append(r.Reasons, r.Notes...) {
			if _, ok := verify.ReasonOf(code); !ok {
				t.Fatalf("%q is not on the list", code)
			}
		}
		if r.Sentence("zh-CN") == "" || r.Sentence("en") == "" {
			t.Fatal("no sentence")
		}
	})
}
