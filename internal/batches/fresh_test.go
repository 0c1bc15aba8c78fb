package batches

import (
	"bytes"
	"testing"
)

func TestFreshPartsAreTakenOnceAndBounded(t *testing.T) {
	var f fresh
	content := []byte("one")
	f.put("batches/a/in/0000", content)
	content[0] = 'x' // the sender's buffer is used again
	if got, ok := f.take("batches/a/in/0000"); !ok || !bytes.Equal(got, []byte("one")) {
		t.Errorf("took %q, %v", got, ok)
	}
	if _, ok := f.take("batches/a/in/0000"); ok {
		t.Error("a part was there twice")
	}
	f.put("batches/a/in/0001", []byte("left"))
	f.put("batches/b/in/0000", []byte("other"))
	f.drop("batches/a/")
	if _, ok := f.take("batches/a/in/0001"); ok {
		t.Error("a part of a batch that is gone is still there")
	}
	large := make([]byte, freshBytes/4)
	for _, blob := range []string{"1", "2", "3", "4", "5", "6"} {
		f.put(blob, large)
		if f.size > freshBytes {
			t.Fatalf("%d bytes are kept", f.size)
		}
	}
	if _, ok := f.take("6"); !ok {
		t.Error("the newest part was given up")
	}
}
