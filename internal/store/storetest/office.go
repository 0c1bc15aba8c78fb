package storetest

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/store"
)

func testSettings(t *testing.T, s store.Store) {
	for _, value := range []string{"https://yinxin.example/", "", "公网地址"} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.PutSetting(ctx, "public_url", value) })
		got := read(t, s, func(ctx context.Context, r store.Reader) (string, error) { return r.Setting(ctx, "public_url") })
		wantSame(t, "setting", got, value)
	}
	wantUnset(t, s, "other")
}
