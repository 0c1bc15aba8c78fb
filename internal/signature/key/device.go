package key

import "context"

// Device keeps private keys that never leave it. Implementations are safe for
// use from many goroutines; doc.go says what else is asked of them.
//
// All methods fail with Unavailable: hsm_unavailable while the device cannot be
// reached, hsm_pin_refused while it refuses the PIN, hsm_not_built where the
// program was built without it.
type Device interface {
	// Signer finds the one key that a reference names. It fails with Invalid
	// key_reference_malformed, with Unavailable hsm_key_missing and
	// hsm_key_ambiguous where none or several have that name, and with Invalid
	// key_unsupported.
	Signer(ctx context.Context, reference string) (Signer, error)

	// Generate makes a key that cannot be taken out of the device, and names it.
	// It is idempotent: for an ID that was given before it answers the key made
	// then, and Conflict hsm_key_there where that has another algorithm. Keys
	// are made one after another. It fails with Invalid key_unsupported for an
	// algorithm the device has no keys of.
	Generate(ctx context.Context, id string, alg Algorithm) (reference string, s Signer, err error)

	// Close lets go of the device.
	Close() error
}
