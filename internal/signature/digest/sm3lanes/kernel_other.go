//go:build !amd64

package sm3lanes

// kernels lists none: messages are hashed one after the other.
func kernels() []kernel { return nil }
