package sm3lanes

import "golang.org/x/sys/cpu"

// kernels lists those that this machine can run, the widest first.
func kernels() []kernel {
	var all []kernel
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL {
		all = append(all, kernel{"AVX-512", 16, roundConstants(), avx512})
	}
	if cpu.X86.HasAVX2 {
		all = append(all, kernel{"AVX2", 8, roundConstants(), avx2})
	}
	return all
}

//go:noescape
func avx2(s *states, data *addresses, blocks int, constants *[64]uint32)

//go:noescape
func avx512(s *states, data *addresses, blocks int, constants *[64]uint32)
