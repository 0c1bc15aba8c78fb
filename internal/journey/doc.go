// Package journey proves the web as people and programs use it: a whole
// demonstration runs in the test's process, browsers go the holder's way and
// the checker's through it, and programs hold it to the contract of its
// routes.
package journey
