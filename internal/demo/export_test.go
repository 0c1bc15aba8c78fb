package demo

import (
	"context"

	"yinxin.example/yinxin/internal/app"
)

// AddElectronicSeal makes the SM2 root, and what is under it.
func AddElectronicSeal(ctx context.Context, a *app.App) error { return addElectronicSeal(ctx, a) }
