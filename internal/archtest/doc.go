// Package archtest holds the tree to its architecture: which package may
// import which, which few may say SQL or HTTP, and how a file looks. It is
// tests only; docs/architecture.md draws the same picture.
//
// A package that is in no layer fails the test until it has been placed in
// the table of layers_test.go.
package archtest
