// Package vault keeps secrets at rest: ID numbers and telephones as sealed
// texts, the index by which they are found, and signing keys.
//
// Keys form an envelope. The operator's master key wraps everything else and
// is never stored by us, but in a demonstration. Under it stand numbered data
// keys and one index key, in the key ring (keyring.json in the data folder),
// and the signing keys, which their stores keep.
//
//	master key ─┬─ data key 1, 2, …  seal texts (AES-256-GCM); the last is current
//	            ├─ index key         finds texts (HMAC-SHA-256)
//	            └─ signing keys      see package key
//
// Every ciphertext begins with what opens it:
//
//	sealed text   0x01, number of the data key (4 bytes, big-endian), nonce (12), ciphertext, tag (16)
//	wrapped key   0x02, name of the master key (8 bytes), nonce (12), ciphertext, tag (16)
//
// and is bound to a purpose, such as "person/phone", as associated data: a
// sealed text moved to another column does not open. Nonces are random (NIST
// SP 800-38D section 8.2.2), so one data key is good for 2^32 texts; rotate
// long before.
//
// Rotating adds a data key and leaves the old ones readable; stores then seal
// again, at leisure, what they keep under an old one. The index key stays
// the same through that: an index is compared, never opened, and under a new
// key the same ID number would no longer find, or collide with, itself until
// every row had been indexed again at one instant.
//
// No secret is ever part of an error, a log line or a printed value.
package vault
