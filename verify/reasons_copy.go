package verify

const (
	reasonStatementUnreadable  = "statement_unreadable"
	reasonEndorsementMissing   = "endorsement_missing"
	reasonEndorsementNotBegun  = "endorsement_not_begun"
	reasonEndorsementExpired   = "endorsement_expired"
	reasonEndorsementWithdrawn = "endorsement_withdrawn"
	reasonCertificateCorrected = "certificate_corrected"
	reasonCertificateSuspended = "certificate_suspended"
	reasonCertificateRevoked   = "certificate_revoked"
	reasonCertificateCancelled = "certificate_cancelled"
	reasonCertificateNotIssued = "certificate_not_issued"
	reasonCopyUnknown          = "copy_unknown"
)

// copyReasons are why a copy of ours is not, or no longer, good.
func copyReasons() []Reason {
	return []Reason{
		{reasonStatementUnreadable, Indeterminate,
			"盖章文件中的机读数据无法读取。",
			"The data for machines in the sealed copy cannot be read.",
			"请持有人从签发平台重新下载，或向签发单位核实。",
			"Ask the holder to download it again from the issuing service, or ask the authority."},
		{reasonEndorsementMissing, Invalid,
			"该证书需要加注，但文件没有加注。",
			"This certificate needs an endorsement and the copy bears none.",
			"请持证人申请加注后提供加注件。",
			"Ask the holder for an endorsed copy."},
		{reasonEndorsementNotBegun, Invalid,
			"加注尚未生效。",
			"The endorsement has not begun.",
			"请核对查验时间。",
			"Check the time you asked about."},
		{reasonEndorsementExpired, Invalid,
			"加注件已过期。",
			"The endorsement has expired.",
			"请持证人重新申请加注。",
			"Ask the holder to endorse anew."},
		{reasonEndorsementWithdrawn, Invalid,
			"持证人已撤回加注。",
			"The holder has withdrawn the endorsement.",
			"请向持证人核实。",
			"Ask the holder."},
		{reasonCertificateCorrected, Invalid,
			"证书已更正，此文件是更正前的内容。",
			"The certificate has been corrected; this copy shows it as it was.",
			"请持证人提供更正后的证书。",
			"Ask the holder for the corrected certificate."},
		{reasonCertificateSuspended, Invalid,
			"证书已暂停。",
			"The certificate is suspended.",
			"请向签发单位核实。",
			"Ask the authority."},
		{reasonCertificateRevoked, Invalid,
			"证书已撤销。",
			"The certificate has been revoked.",
			"请向签发单位核实。",
			"Ask the authority."},
		{reasonCertificateCancelled, Invalid,
			"证书已注销或已失效。",
			"The certificate has been cancelled or has lapsed.",
			"请向签发单位核实。",
			"Ask the authority."},
		{reasonCertificateNotIssued, Invalid,
			"在所问的日子，证书还没有签发。",
			"On the day asked about the certificate had not been issued.",
			"请核对日期。",
			"Check the day."},
		{reasonCopyUnknown, Indeterminate,
			"签发平台没有这个加注编号的记录。",
			"The issuing service has no record of this copy.",
			"请向签发单位核实。",
			"Ask the authority."},
	}
}
