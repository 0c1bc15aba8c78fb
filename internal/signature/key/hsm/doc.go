// Package hsm signs with keys in a device behind PKCS #11 (OASIS, version 2.40).
// The module is a shared library, so the adapter needs cgo and is built with
// the tag pkcs11; without the tag Open gives a device that says so.
package hsm
