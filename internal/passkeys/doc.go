// Package passkeys lets people sign in by a passkey (Web Authentication, W3C
// Level 3) in place of their password: one that their device, or their account
// with its maker, keeps and unlocks by a finger, a face or a PIN.
//
// A passkey is something its owner has, and asks for something they are or
// know: user verification is required whenever one is added or shown, so a
// session opened by one has shown both factors, a member of staff's too.
//
// Credentials are discoverable: nobody types a user name, and no page tells who
// has a passkey. Authenticators know an account by a random user handle.
//
// A ceremony is begun, stored, and taken out of the store by the first answer
// that names it, right or wrong: no challenge is good twice. It ends after
// Life. What is stored are go-webauthn's SessionData and Credential, whole.
//
// A signature counter that runs back may mean a copied authenticator, or one
// that keeps no counter in order. It is noted, recorded and told, and lets in:
// synchronised passkeys have no counters, and a warning that locks people out
// would be turned off.
package passkeys
