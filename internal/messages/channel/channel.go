// Package channel is the Sender that takes each message to the channel its
// address is of: mail to an address with an @, else a short message.
package channel

import (
	"context"

	"yinxin.example/yinxin/internal/messages"
)

// Sender sends by address. Both channels must be set.
type Sender struct {
	Mail, SMS messages.Sender
}

var _ messages.Sender = Sender{}

// Send sends the message by the channel of its address.
func (s Sender) Send(ctx context.Context, m messages.Message) error {
	if messages.WayOf(m.To) == messages.ByMail {
		return s.Mail.Send(ctx, m)
	}
	return s.SMS.Send(ctx, m)
}
