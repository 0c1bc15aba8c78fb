package ses_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/sesread"
)

// Whatever length a token has up to what room was left for, it fits.
func TestATimestampFillsItsRoom(t *testing.T) {
	t.Parallel()
	const room = 1000
	s := newOffice(t).signer(t)
	sum, of := protected()
	digits := s.StampedLen(room)
	for _, length := range []int{1, 100, 120, 130, 250, 260, 999, room} {
		var asked []byte
		token := bytes.Repeat([]byte{0x30}, length)
		out := must(s.Stamped(t.Context(), sum, of, noon(), digits, func(_ context.Context, digest []byte) ([]byte, error) {
			asked = digest
			return token, nil
		}))(t)
		read := must(sesread.Parse(must(hex.DecodeString(string(out)))(t)))(t)
		if imprint := sha256.Sum256(read.Value); len(out) != digits || !bytes.Equal(read.Timestamp, token) || !bytes.Equal(asked, imprint[:]) {
			t.Errorf("%d bytes: %d digits, a timestamp of %d over %x", length, len(out), len(read.Timestamp), asked)
		}
	}
}

func TestWithoutATimestampNothingIsSealed(t *testing.T) {
	t.Parallel()
	s := newOffice(t).signer(t)
	sum, of := protected()
	down := errors.New("nobody answers")
	silent := func(context.Context, []byte) ([]byte, error) { return nil, down }
	if out, err := s.Stamped(t.Context(), sum, of, noon(), s.StampedLen(100), silent); !errors.Is(err, down) || out != nil {
		t.Errorf("%d digits, %v", len(out), err)
	}
	long := func(context.Context, []byte) ([]byte, error) { return make([]byte, 4000), nil }
	if out, err := s.Stamped(t.Context(), sum, of, noon(), s.StampedLen(100), long); fault.ReasonOf(err) != "timestamp_too_large" || out != nil {
		t.Errorf("too long a token: %d digits, %v", len(out), err)
	}
	if _, err := s.Stamped(t.Context(), sum[:31], of, noon(), s.StampedLen(100), long); fault.ReasonOf(err) != "digest_length" {
		t.Errorf("a digest of 31 bytes: %v", err)
	}
}
