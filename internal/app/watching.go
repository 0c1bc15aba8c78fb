package app

import (
	"yinxin.example/yinxin/internal/messages/webhook"
	"yinxin.example/yinxin/internal/watching"
)

// openWatching opens what tells organisations of the certificates they watch.
func (a *App) openWatching() {
	poster := webhook.New(webhook.Options{Ports: a.Config.Webhooks.Ports, Networks: a.Config.Webhooks.Networks})
	a.closers = append(a.closers, poster.Close)
	a.Watching = &watching.Service{
		Store: a.Store, Caller: poster, Address: a.Address, LookUp: a.publicURL + "/check",
		Days: a.Config.Watches.Days, Most: a.Config.Watches.Most, Now: a.Now, Log: a.Log, Count: a.countEvent,
	}
}

// countEvent counts an attempt to send an event, as messages are counted.
func (a *App) countEvent(o watching.Outcome) { a.Metrics.Message("webhook", string(o)) }
