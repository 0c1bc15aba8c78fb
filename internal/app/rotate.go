package app

import (
	"context"
	"strconv"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// reencryptAtOnce is how many rows one transaction seals anew.
const reencryptAtOnce = 500

// RotateKeys makes a new data key and seals everything in the database anew
// under it. It returns the key's number and how many values were sealed.
func (a *App) RotateKeys(ctx context.Context) (number uint32, done int, err error) {
	const op = "app.RotateKeys"
	if number, err = a.Vault.Rotate(ctx); err != nil {
		return 0, 0, fault.Wrap(op, err)
	}
	for {
		n, err := a.reencrypt(ctx, reencryptAtOnce)
		done += n
		if err != nil {
			return number, done, fault.Wrap(op, err)
		}
		if n == 0 {
			return number, done, fault.Wrap(op, a.recordRotation(ctx, number, done))
		}
	}
}

func (a *App) recordRotation(ctx context.Context, number uint32, done int) error {
	return a.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.Record(ctx, audit.Entry{
			At: a.Now(), Actor: audit.CLI, Action: "key.rotate", Subject: strconv.FormatUint(uint64(number), 10),
			After: audit.Facts{"values": strconv.Itoa(done)}.JSON(),
		})
	})
}
