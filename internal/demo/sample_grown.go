package demo

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// grown is the folder of the copies that became longer after they were handed
// out: raised, because no authority answered when they were sealed, and renewed.
const grown = "grown"

// grow writes copies that were sealed two hours ago, raised an hour ago and
// renewed now.
func (w *sampler) grow(ctx context.Context) error {
	for _, under := range []struct {
		root      *pki.Issuer
		folder    string
		algorithm key.Algorithm
	}{
		{w.root, grown, cms.P256},
		{w.chinese, filepath.Join(chinese, grown), cms.SM2},
	} {
		if err := os.MkdirAll(filepath.Join(w.folder, under.folder), 0o700); err != nil {
			return err
		}
		if err := w.growUnder(ctx, under.root, under.algorithm, under.folder); err != nil {
			return err
		}
	}
	return nil
}

// hour is a time, with the authority and what proves the certificates then.
type hour struct {
	at    time.Time
	stamp pades.Stamp
	proof addition.Material
}

func (w *sampler) before(ctx context.Context, root *pki.Issuer, algorithm key.Algorithm, ago time.Duration) (h hour, err error) {
	h.at = w.now.Add(-ago)
	if h.stamp, err = w.clock(ctx, root, algorithm, h.at); err != nil {
		return h, err
	}
	h.proof, err = proofOf(ctx, root, h.at)
	return h, err
}

func (w *sampler) growUnder(ctx context.Context, root *pki.Issuer, algorithm key.Algorithm, folder string) error {
	seal, err := w.seal(ctx, root, algorithm, sampleKinds()[0].authority, w.now.AddDate(sealYears, 0, 0))
	if err != nil {
		return err
	}
	var hours [3]hour
	for i, ago := range []time.Duration{2 * time.Hour, time.Hour, 0} {
		if hours[i], err = w.before(ctx, root, algorithm, ago); err != nil {
			return err
		}
	}
	sealed, raised, renewed := hours[0], hours[1], hours[2]
	alone, err := w.unstamped(ctx, seal, sealed.at)
	if err != nil {
		return err
	}
	stamped, err := w.stamped(ctx, seal, sealed.at, sealed.stamp)
	if err != nil {
		return err
	}
	raise := func(file []byte, m addition.Material, stamp pades.Stamp) (longer []byte) {
		if err == nil {
			longer, err = pades.Raise(ctx, file, m, stamp)
		}
		return longer
	}
	toT := raise(alone, addition.Material{}, raised.stamp)
	toLTA := raise(toT, raised.proof, raised.stamp)
	archived := raise(stamped, sealed.proof, sealed.stamp)
	for _, c := range []struct {
		name  string
		level pades.Level
		file  []byte
	}{
		{"raised-b-t", pades.BaselineT, toT},
		{"raised-b-lt", pades.BaselineLT, raise(toT, raised.proof, nil)},
		{"raised-b-lta", pades.BaselineLTA, toLTA},
		{"renewed-b-lta", pades.BaselineLTA, raise(archived, renewed.proof, renewed.stamp)},
		{"raised-renewed-b-lta", pades.BaselineLTA, raise(toLTA, renewed.proof, renewed.stamp)},
	} {
		if err != nil {
			return err
		}
		s := Sample{filepath.Join(folder, algorithm.String()+"-"+c.name+".pdf"), algorithm.String(), sampleKinds()[0].name, c.level.String(), verify.Valid}
		if err := w.keep(s, c.file); err != nil {
			return err
		}
	}
	return err
}

// unstamped draws and seals one copy while no authority answers: at B-B, with
// leave to be raised.
func (w *sampler) unstamped(ctx context.Context, seal *pades.Signer, at time.Time) ([]byte, error) {
	draft, err := sampleKinds()[0].draft(w.press, at)
	if err != nil {
		return nil, err
	}
	draft.Lasting = true
	return w.sealed(ctx, seal, draft)
}
