package storetest

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// request makes the n-th request, made n minutes after noon and due n days
// before the year ends.
func request(n int) store.Request {
	return store.Request{
		ID: id(n), Authority: "示例人事考试中心", Account: id(1), Certificate: "c",
		Content: store.RequestContent{
			Subject: "name", Wrong: "王晓[沛]", Right: "王晓沛，身份证 119945198805178925",
			Evidence: []store.Evidence{{Name: "户口簿.pdf", Blob: "evidence/" + id(n), Size: 7}},
		},
		AskedAt: noon().Add(time.Duration(n) * time.Minute), DueOn: civil.MustParse("2026-12-31").AddDays(-n), State: store.RequestReceived,
	}
}

func testRequests(t *testing.T, s store.Store) {
	addAccounts(t, s, account(1))
	var all []store.Request
	for n := range 4 {
		q := request(n)
		if n == 3 {
			q.Authority = "示例协会"
		}
		all = append(all, q)
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddRequest(ctx, q) })
	}
	wantSame(t, "a holder's", read(t, s, func(ctx context.Context, r store.Reader) ([]store.Request, error) {
		return r.RequestsOfAccount(ctx, id(1))
	}), []store.Request{all[3], all[2], all[1], all[0]})
	of := func(f store.RequestFilter) []store.Request {
		f.Authority = all[0].Authority
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Request, error) {
			return r.RequestsOfAuthority(ctx, f)
		})
	}
	wantSame(t, "waiting, the first due first", of(store.RequestFilter{}), []store.Request{all[2], all[1], all[0]})
	wantSame(t, "a page", of(store.RequestFilter{Limit: 1}), all[2:3])
	wantSame(t, "the page after it", of(store.RequestFilter{After: all[2].ID, Limit: 1}), all[1:2])

	answered := all[1]
	answered.State, answered.TakenBy, answered.TakenAt, answered.Proposal = store.RequestDone, id(7), noon(), id(8)
	answered.AnsweredAt, answered.Content.Answer = noon().Add(time.Hour), "已更正"
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.UpdateRequest(ctx, request(9)), fault.NotFound, "")
		_, err := tx.LockRequest(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		if _, err := tx.LockRequest(ctx, answered.ID); err != nil {
			return err
		}
		return tx.UpdateRequest(ctx, answered)
	})
	got := read(t, s, func(ctx context.Context, r store.Reader) (store.Request, error) { return r.Request(ctx, answered.ID) })
	wantSame(t, "answered", got, answered)
	wantSame(t, "answered ones", of(store.RequestFilter{Decided: true}), []store.Request{answered})
	wantSame(t, "waiting ones", of(store.RequestFilter{}), []store.Request{all[2], all[0]})
	open := read(t, s, func(ctx context.Context, r store.Reader) (int, error) {
		return r.CountOpenRequests(ctx, all[0].Authority)
	})
	wantSame(t, "open ones", open, 2)
}
