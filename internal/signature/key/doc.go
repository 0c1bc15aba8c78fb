// Package key signs digests. A Signer may be a key in memory, as Private is, or
// one that never leaves a Device; it gets the digest, never the document.
//
// # Adding a kind of device
//
// Package hsm is the adapter for PKCS #11. An adapter for another interface,
// such as SDF (GM/T 0018-2012), is a package beneath this one behind a build tag
// of its own where it needs cgo; internal/app opens it. It has to give:
//
//   - Device. A reference is a URI whose scheme is the adapter's, here pkcs11:
//     (RFC 7512), stored with the seal. It names the key and never the way to the
//     device, which is configuration: for SDF the index of the key pair, whose
//     access right (SDF_GetPrivateKeyAccessRight) each session has to take.
//   - Signer. Sign gets a digest of Algorithm().Hash().Size() bytes and answers
//     in the form that package cms writes: ECDSA and SM2 as DER of r and s, RSA as
//     PKCS #1 v1.5. SDF_InternalSign_ECC answers two numbers of 64 bytes each, of
//     which the last 32 count; they become a SEQUENCE of two INTEGERs. What it
//     signs for SM2 is e = SM3(Z || M) (GB/T 32918.2-2016 section 6.1): Z, which
//     depends on the public key and the signer's ID alone, is taken into the
//     hash by whoever makes the digest, so the device hashes nothing. Public
//     and Algorithm are answered from memory.
//   - Many at once. Sign is called from as many goroutines as there are copies
//     to seal. A session takes one call at a time, so an adapter keeps a bounded
//     number of them and lets callers wait for one until their context ends.
//     Whatever the device looks up for a key is looked up once.
//   - Losing the device. A call that finds its session or device gone fails with
//     Unavailable hsm_unavailable and leaves nothing behind that the next call
//     could trip over: the next one opens the device anew, at most once a
//     second. Applications then wait with that reason and go on by themselves.
//     A signature that did not come back was never used, so asking again seals
//     nothing twice.
//   - Time. Makers' libraries can keep a call for ever, and none can be called
//     off. Each has a limit below the ten seconds of the lease under which copies
//     are sealed; one that is over it counts as lost, and its session is used no
//     more. Whoever asked may leave earlier, with the context.
//   - Keys. Where a device makes none at an application's wish, as with SDF, whose
//     keys its own tools make, Generate fails with Invalid key_unsupported, and
//     seals are made by attaching (Device.Signer with the reference somebody
//     gives). The public key comes from SDF_ExportSignPublicKey_ECC as two
//     numbers of 64 bytes each, of which the last 32 count, on sm2key.Curve.
//   - A wrong PIN. It is tried once: devices lock themselves. hsm_pin_refused
//     stands until the PIN that the configuration names is another one.
//
// One call of SDF_OpenDevice makes what package hsm calls a link, one of
// SDF_OpenSession a session; both are closed when the link is lost. What its
// codes (GM/T 0018-2012, annex A) mean here:
//
//	SDR_COMMFAIL, SDR_HARDFAIL, SDR_OPENDEVICE, SDR_OPENSESSION  lost: hsm_unavailable
//	SDR_PARDENY, from taking the access right                    hsm_pin_refused
//	SDR_KEYNOTEXIST                                              hsm_key_missing
//	SDR_ALGNOTSUPPORT, SDR_NOTSUPPORT                            key_unsupported
//	any other                                                    signing_failed
//
// To wire it: its settings in internal/config, its opening in internal/app
// (openDevice), where a second device is told from the first by the scheme of a
// seal's reference, its imports in internal/archtest, and the tests of package
// hsm against it: sixteen signers at once, a lost device, a call that does not
// return, a wrong PIN, applications that wait.
package key
