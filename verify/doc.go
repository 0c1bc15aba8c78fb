// Package verify tells whether a sealed PDF is what it seems, offline: from the
// bytes of the file and the roots you trust, and from nothing else. No root is
// built in, no network is asked, no file is written.
//
//	trust, err := verify.LoadTrust("trust/")
//	report, err := verify.Check(ctx, file, verify.Options{Trust: trust, Now: time.Now})
//	fmt.Println(report.Sentence("zh-CN"))
//
// # Two tiers
//
// Every PDF is judged by one rule set (ISO 32000-2, 12.8; EN 319 142-1):
// exactly one ByteRange of four numbers per signature, from 0 to the end of
// the signature's own revision, its gap exactly that signature's Contents; one
// signer, with signed attributes that match; and later revisions object by
// object against a list of what may follow.
//
// A copy sealed with Yinxin (its signer's certificate carries the seal policy)
// must besides be exactly what the sealing writes: the byte grammar of its
// writer, and a signature container rebuilt from chain, digest and signature
// that equals the file's byte for byte. After it only what makes a seal last
// may follow, a document security store and document timestamps, and the last
// revision must end in a timestamp that is trusted. No byte of such a file is
// free.
//
// # What a verdict means
//
// Invalid is said only on evidence: of a change, or of a rule of the issuing
// authority that the copy breaks. Where the evidence is not enough, the verdict
// is indeterminate. The reasons are a closed list (docs/reasons.md).
package verify
