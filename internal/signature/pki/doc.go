// Package pki makes the X.509 certificates that seals stand on (RFC 5280): a
// root, seal certificates under it, and the revocation lists their address
// answers with. It is for demonstrations, tests and small installations; an
// authority with a certification service brings its own chain.
package pki
