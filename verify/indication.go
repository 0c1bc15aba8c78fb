package verify

// Indication is the status of EN 319 102-1, 5.1.3, for programs that speak it.
// It judges the signatures alone: what a copy of ours says, its endorsement
// and its certificate's state, are beyond that standard.
type Indication string

// The indications, worst last.
const (
	TotalPassed             Indication = "TOTAL-PASSED"
	IndicationIndeterminate Indication = "INDETERMINATE"
	TotalFailed             Indication = "TOTAL-FAILED"
)

// SubIndication is the reason that goes with an Indication other than
// TotalPassed (EN 319 102-1, tables 5 and 6).
type SubIndication string

// The sub-indications in use.
const (
	FormatFailure             SubIndication = "FORMAT_FAILURE"
	HashFailure               SubIndication = "HASH_FAILURE"
	SigCryptoFailure          SubIndication = "SIG_CRYPTO_FAILURE"
	SigConstraintsFailure     SubIndication = "SIG_CONSTRAINTS_FAILURE"
	ChainConstraintsFailure   SubIndication = "CHAIN_CONSTRAINTS_FAILURE"
	CryptoConstraintsFailure  SubIndication = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
	NoSigningCertificateFound SubIndication = "NO_SIGNING_CERTIFICATE_FOUND"
	NoCertificateChainFound   SubIndication = "NO_CERTIFICATE_CHAIN_FOUND"
	OutOfBoundsNoPOE          SubIndication = "OUT_OF_BOUNDS_NO_POE"
	RevokedNoPOE              SubIndication = "REVOKED_NO_POE"
	RevokedCANoPOE            SubIndication = "REVOKED_CA_NO_POE"
	SignedDataNotFound        SubIndication = "SIGNED_DATA_NOT_FOUND"
	TimestampOrderFailure     SubIndication = "TIMESTAMP_ORDER_FAILURE"
	NoPOE                     SubIndication = "NO_POE"
	TryLater                  SubIndication = "TRY_LATER"
)

// indicated says which codes stand for which indication.
type indicated struct {
	indication Indication
	sub        SubIndication
	codes      []string
}

// indications is the one table from our codes to the standard's, the worst
// first. Codes that are not in it say nothing about a signature.
func indications() []indicated {
	return []indicated{
		{TotalFailed, HashFailure, []string{reasonDigestMismatch}},
		{TotalFailed, SigCryptoFailure, []string{reasonSignatureValueWrong}},
		{TotalFailed, FormatFailure, []string{reasonUnsigned, reasonPrependedBytes, reasonTrailingBytes, reasonFileCut,
			reasonByterangeMalformed, reasonByterangeGap, reasonByterangeEnd, reasonSignatureNotReached, reasonSignatureRemoved,
			reasonSignatureMalformed, reasonSignedAttributesWrong, reasonContentsPadding, reasonContentsNotCanonical,
			reasonLaterRevision, reasonLaterChangeNotPermitted, reasonRevisionLost, reasonEsealForged}},
		{IndicationIndeterminate, RevokedNoPOE, []string{reasonSealRevoked, reasonSealCompromised}},
		{IndicationIndeterminate, RevokedCANoPOE, []string{reasonRootCompromised}},
		{IndicationIndeterminate, NoSigningCertificateFound, []string{reasonSigningCertificateMismatch, reasonSignerCertificateMissing}},
		{IndicationIndeterminate, SignedDataNotFound, []string{reasonStructureUnreadable, string(NotPDF), string(NeedsPassword), string(LimitExceeded)}},
		{IndicationIndeterminate, NoCertificateChainFound, []string{reasonSealUntrusted}},
		{IndicationIndeterminate, ChainConstraintsFailure, []string{reasonKeyUsageWrong}},
		{IndicationIndeterminate, OutOfBoundsNoPOE, []string{reasonSealExpired, reasonSealNotYetValid}},
		{IndicationIndeterminate, CryptoConstraintsFailure, []string{reasonAlgorithmUnsupported, reasonWeakAlgorithm}},
		{IndicationIndeterminate, SigConstraintsFailure, []string{reasonStructureAmbiguous, reasonLaterVisibleChange,
			reasonSubfilterUnsupported, reasonSeveralSigners, reasonSignedAttributesMissing, reasonSigningCertificateMissing,
			reasonTimestampMismatch, reasonTimestampNotCanonical, reasonValidationDataForeign, reasonNotAnAuthoritySeal, reasonSealOutsideList,
			reasonEsealVersion, reasonEsealMaker, reasonEsealSigner, reasonEsealTime}},
		{IndicationIndeterminate, TimestampOrderFailure, []string{reasonTimeOrderWrong}},
		{IndicationIndeterminate, NoPOE, []string{reasonAdditionUnproven}},
		{IndicationIndeterminate, TryLater, []string{reasonRevocationNotChecked}},
	}
}

// Indication is the worst that the reasons and notes stand for.
func (r Report) Indication() Indication { return r.indicated().indication }

// SubIndication goes with Indication; "" where all passed.
func (r Report) SubIndication() SubIndication { return r.indicated().sub }

func (r Report) indicated() indicated {
	for _, i := range indications() {
		for _, code := range i.codes {
			if r.has(code) {
				return i
			}
		}
	}
	return indicated{indication: TotalPassed}
}
