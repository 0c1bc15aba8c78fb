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
	reasonAdditionUnproven          = "addition_unproven"
	reasonValidationDataForeign     = "validation_data_foreign"
	reasonTimestampNotCanonical     = "timestamp_not_canonical"
	reasonTimeOrderWrong            = "time_order_wrong"
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
		{reasonAdditionUnproven, Indeterminate,
			"盖章之后加入的验证资料或时间戳，没有以您信任的时间戳结尾。",
			"What was added after sealing does not end in a timestamp you trust.",
			"请取得时间戳机构的根证书后再查验，或索取盖章时的文件。",
			"Get the timestamp authority's root and check again, or ask for the file as it was sealed."},
		{reasonValidationDataForeign, Indeterminate,
			"文件附带的验证资料属于别的签名。",
			"The validation data in the file belong to other signatures.",
			"请索取盖章时的文件。",
			"Ask for the file as it was sealed."},
		{reasonTimestampNotCanonical, Indeterminate,
			"时间戳中有不受任何签名约束的内容。",
			"A timestamp holds something that no signature fixes.",
			"请索取盖章时的文件。",
			"Ask for the file as it was sealed."},
		{reasonTimeOrderWrong, Indeterminate,
			"文件中各个时间的先后次序不对。",
			"The times in the file are not in the order in which they must have come about.",
			"请索取盖章时的文件，或向签发单位核实。",
			"Ask for the file as it was sealed, or ask the authority."},
	}
}
