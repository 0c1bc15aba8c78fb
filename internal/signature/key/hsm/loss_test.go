//go:build pkcs11

package hsm_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/testenv"
)

// signUntilLost signs with sixteen signers at once and lets the device be lost
// once each has begun. Each ends with its first failure, or, where the device
// was found again before it noticed, some signatures later.
func signUntilLost(t *testing.T, s key.Signer, lose func()) {
	t.Helper()
	const more = 4
	var all, begun sync.WaitGroup
	var isLost atomic.Bool
	begun.Add(signers)
	for range signers {
		all.Go(func() {
			for i, left := 0, more; left > 0; i++ {
				if isLost.Load() {
					left--
				}
				signature, err := s.Sign(t.Context(), digestOf(i))
				if i == 0 {
					begun.Done()
				}
				if err != nil {
					if fault.ReasonOf(err) != "hsm_unavailable" {
						t.Errorf("without its device: %v", err)
					}
					return
				}
				if !verifies(s, digestOf(i), signature) {
					t.Error("a signature that is none")
				}
			}
		})
	}
	begun.Wait()
	lose()
	isLost.Store(true)
	all.Wait()
}

// The server dies under sixteen signers: each has a signature or a reason, and
// once it is back the same signers go on.
func TestADeviceThatDiesIsFoundAgain(t *testing.T) {
	remote := testenv.P11Kit(t, testenv.SoftHSM(t))
	ticks := new(clock)
	device := open(t, remote.Token, ticks.now, nil)
	_, s := generate(t, device, "seal", cms.P256)
	signMany(t, s, 4)
	signUntilLost(t, s, func() { remote.Kill(t) })

	if _, err := s.Sign(t.Context(), digestOf(0)); fault.ReasonOf(err) != "hsm_unavailable" {
		t.Errorf("without its server: %v", err)
	}
	remote.Start(t)
	if _, err := s.Sign(t.Context(), digestOf(0)); fault.ReasonOf(err) != "hsm_unavailable" {
		t.Errorf("within the second: %v", err)
	}
	ticks.seconds.Add(1)
	signMany(t, s, 4)

	remote.Kill(t)
	remote.Start(t)
	ticks.seconds.Add(1)
	if _, err := s.Sign(t.Context(), digestOf(0)); err != nil {
		t.Errorf("lost and found between two signatures: %v", err)
	}
	signMany(t, s, 4)
}

// Where the connection ends in the middle of an answer, p11-kit's client (0.24)
// leaves whoever waits for another answer waiting for ever. These calls are
// given up, and the module is begun with anew beside them.
func TestCallsThatNeverReturnAreLeftBehind(t *testing.T) {
	remote, cable := testenv.P11KitByCable(t, testenv.SoftHSM(t))
	ticks := new(clock)
	device := open(t, remote.Token, ticks.now, nil)
	_, s := generate(t, device, "seal", cms.P256)
	for range 3 {
		signMany(t, s, 2)
		signUntilLost(t, s, func() { cable.CutShort(func() {}) })
		ticks.seconds.Add(1)
	}
	signMany(t, s, 2)
}

// A device that says nothing keeps nobody for longer than the limit, and is
// found again when its connection is made anew.
func TestASilentDeviceKeepsNobody(t *testing.T) {
	remote, cable := testenv.P11KitByCable(t, testenv.SoftHSM(t))
	ticks := new(clock)
	device := open(t, remote.Token, ticks.now, nil)
	_, s := generate(t, device, "seal", cms.P256)
	signUntilLost(t, s, cable.Silence)
	if _, err := s.Sign(t.Context(), digestOf(0)); fault.ReasonOf(err) != "hsm_unavailable" {
		t.Errorf("silent: %v", err)
	}
	cable.Break()
	every := time.NewTicker(10 * time.Millisecond)
	defer every.Stop()
	for tries := 0; ; tries++ { // the calls that were left behind come back first
		<-every.C
		ticks.seconds.Add(1)
		_, err := s.Sign(t.Context(), digestOf(0))
		if err == nil {
			break
		}
		if tries == 1000 {
			t.Fatal(err)
		}
	}
	signMany(t, s, 2)
}
