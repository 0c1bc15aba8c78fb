package verify

const (
	reasonStructureUnreadable       = "structure_unreadable"
	reasonStructureAmbiguous        = "structure_ambiguous"
	reasonLaterVisibleChange        = "later_visible_change"
	reasonSubfilterUnsupported      = "subfilter_unsupported"
	reasonAlgorithmUnsupported      = "algorithm_unsupported"
	reasonSeveralSigners            = "several_signers"
	reasonSignedAttributesMissing   = "signed_attributes_missing"
	reasonSigningCertificateMissing = "signing_certificate_missing"
	reasonTimestampMismatch         = "timestamp_mismatch"
	reasonSignerCertificateMissing  = "signer_certificate_missing"
)

// readingReasons are why a file cannot be judged with certainty.
func readingReasons() []Reason {
	return []Reason{
		{reasonStructureUnreadable, Indeterminate,
			"文件结构无法读取。",
			"The structure of the file cannot be read.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonStructureAmbiguous, Indeterminate,
			"文件结构有歧义，不同的阅读器可能显示不同的内容。",
			"The structure is ambiguous: two readers may show two documents.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonLaterVisibleChange, Indeterminate,
			"签名之后有可见的修改，且没有可信的签名覆盖它。",
			"A visible change after signing is covered by no trusted signature.",
			"只有签名时的版本可信，请索取该版本。",
			"Trust only the revision that was signed; ask for it."},
		{reasonSubfilterUnsupported, Indeterminate,
			"不支持这种签名类型。",
			"This kind of signature is not supported.",
			"请用签名方的软件核对。",
			"Check it with the signer's software."},
		{reasonAlgorithmUnsupported, Indeterminate,
			"不支持这种签名算法。",
			"An algorithm of the signature is not supported.",
			"请用签名方的软件核对。",
			"Check it with the signer's software."},
		{reasonSeveralSigners, Indeterminate,
			"一个签名中有多个签名者。",
			"One signature holds several signers.",
			"请用签名方的软件核对。",
			"Check it with the signer's software."},
		{reasonSignedAttributesMissing, Indeterminate,
			"签名缺少必需的签名属性。",
			"The signature has no signed attributes.",
			"请签名方重新签名。",
			"Ask the signer to sign again."},
		{reasonSigningCertificateMissing, Indeterminate,
			"签名没有按规定指明签名证书。",
			"The signature does not name its certificate as its profile requires.",
			"请签名方重新签名。",
			"Ask the signer to sign again."},
		{reasonTimestampMismatch, Indeterminate,
			"签名中的时间戳属于另一个签名。",
			"A timestamp in the signature belongs to another signature.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSignerCertificateMissing, Indeterminate,
			"签名中没有可读的签名者证书。",
			"The signature carries no readable certificate of its signer.",
			"请签名方重新签名。",
			"Ask the signer to sign again."},
	}
}
