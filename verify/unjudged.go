package verify

// Report gives the error the shape of a report, for programs that read one in
// every case: nothing was judged, and the only reason is the error's code.
func (e *Error) Report() Report {
	return Report{
		Verdict:     Indeterminate,
		Reasons:     []string{string(e.Code)},
		Integrity:   Unreadable,
		Seal:        SealNotJudged,
		Certificate: CertificateNotJudged,
		Endorsement: EndorsementNotJudged,
	}
}
