//go:build !unix

package font

import "os"

// mapFile reads a file where mapping one is not portable.
func mapFile(path string) ([]byte, error) { return os.ReadFile(path) }
