// Package testenv gives tests the real things they need: a PostgreSQL server,
// a browser, the tools that judge our files. Nothing here is a stand-in, and
// nothing is skipped: what is not installed fails the test and says so.
//
// Everything listens on loopback or on a Unix socket, lives in a temporary
// folder and ends with the test, also when the test process dies.
package testenv
