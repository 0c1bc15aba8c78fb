// Package cms lays out the one form of CMS SignedData (RFC 5652) that our
// seals take: detached, one signer, DER throughout (X.690 clauses 10 and 11),
// no byte that is free to vary. Chain, digest and signature determine the
// whole, so a verifier can rebuild a seal from those three and compare it byte
// for byte. The package holds no keys; writer and verifier both import it.
//
// The layout, from outside in:
//
//	ContentInfo    id-signedData, [0] SignedData
//	SignedData     version 1, one digest algorithm, id-data without content,
//	               [0] certificates, no CRLs, one SignerInfo
//	certificates   every certificate of the chain in the order DER gives a
//	               SET OF, which is the order of their encodings
//	SignerInfo     version 1, issuer and serial number, digest algorithm,
//	               [0] signed attributes, signature algorithm, signature
//	attributes     content-type id-data, message-digest and
//	               signing-certificate-v2 (RFC 5035) in DER's SET OF order;
//	               no signing-time (EN 319 142-1 clause 6.3)
//
// SHA-2 identifiers carry no parameters (RFC 5754 section 2). RSA signatures
// are named rsaEncryption with NULL (RFC 3370 section 3.2), ECDSA ones by
// their pair with the hash. ESSCertIDv2 has the certificate's SHA-256, whose
// algorithm is the default and therefore left out, and no issuerSerial, which
// the SignerInfo already says.
//
// SM2 seals have the same layout and content types: SM3 (1.2.156.10197.1.401)
// and SM2 with SM3 (1.2.156.10197.1.501), both without parameters, and the
// certificate's SM3, named, in ESSCertIDv2.
package cms
