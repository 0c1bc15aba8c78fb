package verify

const (
	reasonUnsigned                   = "unsigned"
	reasonPrependedBytes             = "prepended_bytes"
	reasonTrailingBytes              = "trailing_bytes"
	reasonFileCut                    = "file_cut"
	reasonByterangeMalformed         = "byterange_malformed"
	reasonByterangeGap               = "byterange_gap"
	reasonByterangeEnd               = "byterange_end"
	reasonSignatureNotReached        = "signature_not_reached"
	reasonSignatureRemoved           = "signature_removed"
	reasonSignatureMalformed         = "signature_malformed"
	reasonDigestMismatch             = "digest_mismatch"
	reasonSignatureValueWrong        = "signature_value_wrong"
	reasonSignedAttributesWrong      = "signed_attributes_wrong"
	reasonSigningCertificateMismatch = "signing_certificate_mismatch"
	reasonContentsPadding            = "contents_padding"
	reasonContentsNotCanonical       = "contents_not_canonical"
	reasonLaterRevision              = "later_revision"
	reasonLaterChangeNotPermitted    = "later_change_not_permitted"
	reasonRevisionLost               = "revision_lost"
)

// integrityReasons are evidence that this is not the file that was signed.
func integrityReasons() []Reason {
	return []Reason{
		{reasonUnsigned, Invalid,
			"文件没有任何电子签名。",
			"The file bears no signature.",
			"请持有人从签发平台重新下载，或向签发单位核实。",
			"Ask the holder to download it again from the issuing service, or ask the authority."},
		{reasonPrependedBytes, Invalid,
			"文件开头之前被加入了内容。",
			"Bytes stand before the beginning of the document.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonTrailingBytes, Invalid,
			"文件末尾之后被追加了内容。",
			"Bytes were appended after the end of the document.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonFileCut, Invalid,
			"文件被截断，签名范围内的内容缺失。",
			"The file was cut: it is shorter than what was signed.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonByterangeMalformed, Invalid,
			"签名没有说明它覆盖哪些内容，或说明有误。",
			"The signature does not say, in the one allowed form, which bytes it covers.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonByterangeGap, Invalid,
			"签名留出的空缺不正好是签名本身。",
			"The gap the signature leaves is not exactly the signature itself.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonByterangeEnd, Invalid,
			"签名没有覆盖到它所在版本的末尾。",
			"The signature does not cover its own revision to the end.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSignatureNotReached, Invalid,
			"在签名时的版本中找不到这个签名。",
			"The revision that was signed does not lead to this signature.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSignatureRemoved, Invalid,
			"后来的修改去掉或替换了一个签名。",
			"A later revision removed or replaced a signature.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSignatureMalformed, Invalid,
			"签名数据损坏或不完整。",
			"The signature is damaged or incomplete.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonDigestMismatch, Invalid,
			"签名后文件内容被改动。",
			"The content was changed after signing.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSignatureValueWrong, Invalid,
			"签名值与签名者的证书不符。",
			"The signature value does not belong to the signer's key.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSignedAttributesWrong, Invalid,
			"签名属性重复、缺失或互相矛盾。",
			"The signed attributes are doubled, missing or contradict each other.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonSigningCertificateMismatch, Invalid,
			"签名指明的证书不是随附的证书。",
			"The signature names another certificate than the one it carries.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonContentsPadding, Invalid,
			"签名数据之后藏有其他内容。",
			"Something other than zeros follows the signature inside its field.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonContentsNotCanonical, Invalid,
			"文件与盖章时写出的格式不完全一致。",
			"The file is not byte for byte what the sealing writes.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonLaterRevision, Invalid,
			"盖章之后文件又被追加了修改。",
			"The sealed copy was changed by an appended revision.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonLaterChangeNotPermitted, Invalid,
			"签名之后有不被允许的修改。",
			"A change was made after signing that the signature does not permit.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
		{reasonRevisionLost, Invalid,
			"文件中有一个完好的签名版本，但现在的文件绕开了它。",
			"The file holds an intact signed revision but is made to lead around it.",
			"请向提供文件的人索取原始文件。",
			"Ask whoever gave you the file for the original."},
	}
}
