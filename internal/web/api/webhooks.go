package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
)

// Webhook is an address that events are sent to.
type Webhook struct {
	ID        string     `json:"id"`
	URL       string     `json:"url"`
	Secret    string     `json:"secret,omitempty" doc:"whsec_… that events are signed with; shown only by what just made it"`
	CreatedAt time.Time  `json:"created_at"`
	PausedAt  *time.Time `json:"paused_at,omitempty" doc:"Nothing is sent until it is resumed"`
	WorkedAt  *time.Time `json:"worked_at,omitempty" doc:"When something was last taken"`
	Failures  int        `json:"failures" doc:"In a row, up to now"`
	Reason    string     `json:"reason,omitempty" doc:"Of the last failure"`
}

// Webhooks are all of an organisation's.
type Webhooks struct {
	Webhooks []Webhook `json:"webhooks" nullable:"false"`
}

// NewWebhook is an address as it is registered.
type NewWebhook struct {
	URL string `json:"url" maxLength:"500" doc:"https, and public"`
}

type (
	webhookOutput   struct{ Body Webhook }
	webhooksOutput  struct{ Body Webhooks }
	newWebhookInput struct{ Body NewWebhook }
	webhookInput    struct {
		ID string `path:"id" maxLength:"64"`
	}
)

func (r *routes) webhooks() {
	const tag, one = "webhooks", "/webhooks/{id}"
	add(r, operation{
		method: http.MethodPost, path: "/webhooks", id: "createWebhook", tag: tag, summary: "Have events sent to an address", rule: creates(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *newWebhookInput) (*webhookOutput, error) {
		w, err := r.Watching.AddWebhook(ctx, watcher(c), in.Body.URL)
		return withSecret(w, err)
	})
	add(r, operation{
		method: http.MethodGet, path: "/webhooks", id: "listWebhooks", tag: tag, summary: "List webhooks", rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, _ *struct{}) (*webhooksOutput, error) {
		all, err := r.Watching.Webhooks(ctx, watcher(c))
		out := Webhooks{Webhooks: []Webhook{}}
		for _, w := range all {
			out.Webhooks = append(out.Webhooks, webhookOf(w))
		}
		return &webhooksOutput{out}, err
	})
	add(r, operation{
		method: http.MethodGet, path: one, id: "getWebhook", tag: tag, summary: "One webhook, and how sending to it goes", rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *webhookInput) (*webhookOutput, error) {
		w, err := r.Watching.Webhook(ctx, watcher(c), in.ID)
		return &webhookOutput{webhookOf(w)}, err
	})
	add(r, operation{
		method: http.MethodPost, path: one + "/secret", id: "rotateWebhookSecret", tag: tag, summary: "Give a webhook a new secret",
		about: "For 24 hours each event is signed with both.", rule: creates(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *webhookInput) (*webhookOutput, error) {
		w, err := r.Watching.Rotate(ctx, watcher(c), in.ID)
		return withSecret(w, err)
	})
	add(r, operation{
		method: http.MethodPost, path: one + "/resumption", id: "resumeWebhook", tag: tag, summary: "Send to a paused webhook again", rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *webhookInput) (*webhookOutput, error) {
		w, err := r.Watching.Resume(ctx, watcher(c), in.ID)
		return &webhookOutput{webhookOf(w)}, err
	})
	add(r, operation{
		method: http.MethodPost, path: one + "/removal", id: "removeWebhook", tag: tag, summary: "Remove a webhook",
		about: "What became of what was sent to it is forgotten.", rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *webhookInput) (*webhookOutput, error) {
		w, err := r.Watching.Webhook(ctx, watcher(c), in.ID)
		if err != nil {
			return nil, err
		}
		return &webhookOutput{webhookOf(w)}, r.Watching.RemoveWebhook(ctx, watcher(c), in.ID)
	})
	add(r, operation{
		method: http.MethodPost, path: one + "/test", id: "testWebhook", tag: tag, summary: "Send a webhook an event of type webhook.test", rule: creates(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *webhookInput) (*eventOutput, error) {
		e, err := r.Watching.TryWebhook(ctx, watcher(c), in.ID)
		if err != nil {
			return nil, err
		}
		out, err := eventOf(watching.Told{Event: e, To: []store.Dispatch{{Webhook: in.ID, State: store.DispatchWaiting}}})
		return &eventOutput{out}, err
	})
	r.events()
}

func webhookOf(w store.Webhook) Webhook {
	return Webhook{
		ID: w.ID, URL: w.URL, CreatedAt: w.CreatedAt, PausedAt: instant(w.PausedAt), WorkedAt: instant(w.Health.WorkedAt),
		Failures: w.Health.Failures, Reason: w.Health.Reason,
	}
}

func withSecret(w store.Webhook, err error) (*webhookOutput, error) {
	out := webhookOf(w)
	out.Secret = watching.ShownSecret(w.Secret)
	return &webhookOutput{out}, err
}
