package pieces_test

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
)

func TestWhatBreaksOffIsNotTakenForItsEnd(t *testing.T) {
	cut := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))
	n, err := io.ReadFull(pieces.Whole(cut), make([]byte, 10))
	if n != 4 || fault.ReasonOf(err) != "upload_cut_off" || !fault.Is(err, fault.Invalid) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if text, err := io.ReadAll(pieces.Whole(strings.NewReader("all of it"))); string(text) != "all of it" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}
