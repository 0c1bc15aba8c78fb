//go:build !pkcs11

package hsm_test

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key/hsm"
)

func TestWithoutTheTagNothingIsOpened(t *testing.T) {
	t.Parallel()
	device := hsm.Open(hsm.Config{})
	_, errOfSigner := device.Signer(t.Context(), "pkcs11:id=1")
	_, _, errOfGenerate := device.Generate(t.Context(), "seal", cms.P256)
	for _, err := range []error{errOfSigner, errOfGenerate} {
		if fault.ReasonOf(err) != "hsm_not_built" || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%v", err)
		}
	}
	if err := device.Close(); err != nil || hsm.Built {
		t.Error(err, hsm.Built)
	}
}
