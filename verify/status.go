package verify

import "slices"

// WithStatus joins what the issuing service says now about a copy whose seal
// and content are good. It returns r unchanged where certificate or
// endorsement were not judged by the file, so that no register can make a
// doubtful file good. An endorsement that the file itself calls missing, not
// begun or expired stays so; EndorsementUnknown says that the service has no
// such copy.
func (r Report) WithStatus(certificate Certificate, endorsement Endorsement) Report {
	if r.Certificate != CertificateUnknown {
		return r
	}
	r.Reasons = slices.Clone(r.Reasons)
	r.Notes = slices.DeleteFunc(slices.Clone(r.Notes), func(code string) bool { return code == reasonStatusNotChecked })
	r.Certificate = certificate
	switch certificate {
	case CertificateCorrected:
		r.add(reasonCertificateCorrected)
	case CertificateSuspended:
		r.add(reasonCertificateSuspended)
	case CertificateRevoked:
		r.add(reasonCertificateRevoked)
	case CertificateCancelled:
		r.add(reasonCertificateCancelled)
	case CertificateNotIssued:
		r.add(reasonCertificateNotIssued)
	case CertificateValid:
	default:
		r.note(reasonStatusNotChecked)
	}
	switch endorsement {
	case EndorsementWithdrawn:
		r.Endorsement = EndorsementWithdrawn
		r.add(reasonEndorsementWithdrawn)
	case EndorsementUnknown:
		r.Endorsement = EndorsementUnknown
		r.add(reasonCopyUnknown)
	}
	return r
}
