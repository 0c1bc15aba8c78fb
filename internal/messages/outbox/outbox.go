// Package outbox is the Sender that writes each message into a folder, one
// readable file a message: what the demo has in place of a telephone network.
//
// A file looks like this, and is whole as soon as it has its name:
//
//	To: 19900007963
//	Kind: claim_code
//	Date: 2026-11-22T12:31:07Z
//	Subject: …
//	验证码: 123456
//
//	(the text as it would be sent)
//
// Names begin with the time (UTC) and a running number, so the last name in
// order that ends in -sms-NUMBER.txt is the newest message to that number.
package outbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

// Box writes messages into one folder. It is safe for concurrent use.
type Box struct {
	dir string
	now func() time.Time

	mu   sync.Mutex
	last int
}

var _ messages.Sender = (*Box)(nil)

// Open makes the folder (readable by its owner only) where it is not there yet.
func Open(dir string, now func() time.Time) (*Box, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap("outbox.Open", err)
	}
	return &Box{dir: dir, now: now}, nil
}

// Send writes the message. The file appears whole under its name, or not at all.
func (b *Box) Send(ctx context.Context, m messages.Message) error {
	const op = "outbox.Send"
	if err := ctx.Err(); err != nil {
		return fault.Wrap(op, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last++
	at := b.now().UTC()
	// The name must not leave the folder, whatever a number looks like.
	name := fmt.Sprintf("%s-%06d-sms-%s.txt", at.Format("20060102T150405.000000Z"), b.last, fileSafe(m.To))
	if err := writeWhole(b.dir, name, text(m, at)); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

func text(m messages.Message, at time.Time) string {
	var s strings.Builder
	fmt.Fprintf(&s, "To: %s\nKind: %s\nDate: %s\nSubject: %s\n",
		oneLine(m.To), m.Kind, at.Format(time.RFC3339), oneLine(m.Subject))
	if m.Code != "" {
		fmt.Fprintf(&s, "验证码: %s\n", oneLine(m.Code))
	}
	fmt.Fprintf(&s, "\n%s\n", m.Body)
	return s.String()
}

// writeWhole writes beside the folder's messages and renames, so that a reader
// never sees half a file.
func writeWhole(dir, name, content string) error {
	f, err := os.CreateTemp(dir, ".writing-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

func fileSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return '_'
	}, s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
