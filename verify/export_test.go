package verify

import "context"

// CheckInFull is Check without the short way for copies of ours.
func CheckInFull(ctx context.Context, file []byte, opts Options) (Report, error) {
	return check(ctx, file, opts, true)
}
