package app

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
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
		if err != nil || n == 0 {
			return number, done, fault.Wrap(op, err)
		}
	}
}
