//go:build pkcs11

package bench

import (
	"cmp"
	"context"
	"crypto"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/miekg/pkcs11"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/key/hsm"
)

const (
	atOnce      = 16 // sessions of the token, and goroutines
	softHSM     = "/usr/lib/softhsm/libsofthsm2.so"
	deviceBatch = 64 // signatures of each of those at once
	deviceTurns = 31
	tokenLabel  = "yinxin-bench"
	tokenPIN    = "135790" // of a token that lives as long as the measurement
)

// Device compares what sixteen signers at once get from a P-256 key in a token
// of SoftHSM with what the token itself gives to sixteen sessions, which make
// C_SignInit and C_Sign and nothing else: hsm-sign by the interface that seals
// sign with, hsm-seal with drawing and sealing a copy around each signature.
func Device(ctx context.Context, o DeviceOptions) ([]Result, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	results, err := measureDevice(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	return results, nil
}

func measureDevice(ctx context.Context, o DeviceOptions) ([]Result, error) {
	shop, err := openOffice(ctx, "")
	if err != nil {
		return nil, err
	}
	defer shop.close()
	raw, err := openToken(cmp.Or(o.Module, softHSM))
	if err != nil {
		return nil, err
	}
	defer raw.close()
	device := hsm.Open(hsm.Config{
		Module: raw.module, Token: tokenLabel, Sessions: atOnce, Now: time.Now,
		PIN: func(context.Context) (string, error) { return tokenPIN, nil },
	})
	reference, signer, err := device.Generate(ctx, "bench", cms.P256)
	if err != nil {
		return nil, err
	}
	if err := raw.open(reference); err != nil {
		return nil, err
	}
	sealing, err := shop.certified(ctx, signer)
	if err != nil {
		return nil, err
	}
	p := pace{slice: cmp.Or(o.Slice, 500*time.Millisecond), rounds: cmp.Or(o.Rounds, deviceTurns)}
	if o.Tell != nil {
		o.Tell("hsm")
	}
	whole := newSealer(shop, sealing, atOnce*deviceBatch)
	readings, err := p.alternate(ctx, raw.side(), signAtOnce(signer), whole.making(whole.seal, sharedOut))
	if err != nil {
		return nil, err
	}
	sign, seal := compared(readings[1], readings[0]), compared(readings[2], readings[0])
	sign.Name, seal.Name = "hsm-sign", "hsm-seal"
	return []Result{sign.rounded(), seal.rounded()}, nil
}

// sharedOut has pieces done by those at once, on every core there is; what
// counts is the time by the wall.
func sharedOut(n int, do func(i int) error) (effort, error) {
	return overlap(max(2, runtime.NumCPU()), atOnce, n, do)
}

// signAtOnce signs batches by the interface of keys.
func signAtOnce(s key.Signer) side {
	digest := make([]byte, crypto.SHA256.Size())
	return func(ctx context.Context) (effort, error) {
		return sharedOut(atOnce*deviceBatch, func(int) error {
			_, err := s.Sign(ctx, digest)
			return err
		})
	}
}

// rawToken is a token of SoftHSM in a temporary folder, spoken to by nothing
// but the module's functions.
type rawToken struct {
	module, folder string
	ctx            *pkcs11.Ctx
	slot           uint
	sessions       []pkcs11.SessionHandle
	key            pkcs11.ObjectHandle
}

func openToken(module string) (_ *rawToken, err error) {
	r := &rawToken{module: module}
	if r.folder, err = os.MkdirTemp("", "yinxin-bench-"); err != nil {
		return nil, err
	}
	conf := filepath.Join(r.folder, "softhsm2.conf")
	text := "directories.tokendir = " + r.folder + "\nobjectstore.backend = file\nlog.level = ERROR\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, err
	}
	if err := os.Setenv("SOFTHSM2_CONF", conf); err != nil {
		return nil, err
	}
	if r.ctx = pkcs11.New(module); r.ctx == nil {
		return nil, fmt.Errorf("%s cannot be loaded: install softhsm2", module)
	}
	if err := r.ctx.Initialize(); err != nil {
		return nil, err
	}
	return r, r.initialise()
}

// initialise makes the token and its user's PIN.
func (r *rawToken) initialise() error {
	const officer = "24680135"
	slots, err := r.ctx.GetSlotList(true)
	if err == nil && len(slots) == 0 {
		err = errors.New("the module has no slot")
	}
	if err != nil {
		return err
	}
	if err := r.ctx.InitToken(slots[0], officer, tokenLabel); err != nil {
		return err
	}
	if slots, err = r.ctx.GetSlotList(true); err != nil {
		return err
	}
	r.slot = slots[0]
	s, err := r.session()
	if err != nil {
		return err
	}
	defer r.ctx.CloseSession(s) //nolint:errcheck // it is done with
	if err := r.ctx.Login(s, pkcs11.CKU_SO, officer); err != nil {
		return err
	}
	return r.ctx.InitPIN(s, tokenPIN)
}

func (r *rawToken) session() (pkcs11.SessionHandle, error) {
	return r.ctx.OpenSession(r.slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
}

// open opens the sessions and finds the key; the login is the process's.
func (r *rawToken) open(reference string) error {
	for range atOnce {
		s, err := r.session()
		if err != nil {
			return err
		}
		r.sessions = append(r.sessions, s)
	}
	named, err := hsm.ParseReference(reference)
	if err != nil {
		return err
	}
	template := []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_PRIVATE_KEY), pkcs11.NewAttribute(pkcs11.CKA_ID, named.ID)}
	if err := r.ctx.FindObjectsInit(r.sessions[0], template); err != nil {
		return err
	}
	found, _, err := r.ctx.FindObjects(r.sessions[0], 1)
	if err == nil && len(found) == 0 {
		err = errors.New("the token does not have its key")
	}
	if err != nil {
		return err
	}
	r.key = found[0]
	return r.ctx.FindObjectsFinal(r.sessions[0])
}

// side signs batches in every session at once.
func (r *rawToken) side() side {
	digest := make([]byte, crypto.SHA256.Size())
	return func(context.Context) (effort, error) {
		runtime.GOMAXPROCS(max(2, runtime.NumCPU()))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		var all sync.WaitGroup
		failed := make([]error, len(r.sessions))
		for i, s := range r.sessions {
			all.Go(func() { failed[i] = r.sign(s, digest) })
		}
		all.Wait()
		e := effort{done: deviceBatch * len(r.sessions), wall: time.Since(began)}
		e.took = e.wall
		runtime.ReadMemStats(&after)
		e.mallocs = after.Mallocs - before.Mallocs
		for _, err := range failed {
			if err != nil {
				return e, err
			}
		}
		return e, nil
	}
}

func (r *rawToken) sign(s pkcs11.SessionHandle, digest []byte) error {
	mechanism := []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_ECDSA, nil)}
	for range deviceBatch {
		if err := r.ctx.SignInit(s, mechanism, r.key); err != nil {
			return err
		}
		if _, err := r.ctx.Sign(s, digest); err != nil {
			return err
		}
	}
	return nil
}

// close ends the module and removes the token; the system clears what stays.
func (r *rawToken) close() {
	_ = r.ctx.Finalize()
	_ = os.RemoveAll(r.folder)
}
