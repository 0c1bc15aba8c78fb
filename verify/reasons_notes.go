package verify

const (
	reasonStatusNotChecked     = "status_not_checked"
	reasonRevocationNotChecked = "revocation_not_checked"
	reasonPermittedLaterChange = "permitted_later_change"
	reasonMetadataChanged      = "metadata_changed"
	reasonTimestampUntrusted   = "timestamp_untrusted"
	reasonCompromisedLater     = "compromised_later"
	reasonDemoSeal             = "demo_seal"
	reasonCheckReport          = "check_report"
)

// notes lower nothing: what was not looked at, or is good to know.
func notes() []Reason {
	return []Reason{
		{reasonStatusNotChecked, "",
			"未核对证书当前状态。",
			"The certificate's present state was not checked.",
			"请按文件所载地址在线核对。",
			"Ask at the address in the copy."},
		{reasonRevocationNotChecked, "",
			"没有可用的吊销列表，未核对印章是否被吊销。",
			"No current revocation list was at hand for the seal.",
			"请把吊销列表放入信任文件夹。",
			"Put the revocation lists into the trust folder."},
		{reasonPermittedLaterChange, "",
			"签名之后有允许的修改。",
			"Changes that the signatures permit were made after signing.",
			"无须处理。",
			"Nothing."},
		{reasonMetadataChanged, "",
			"签名之后文件属性有改动。",
			"The document's properties were changed after signing.",
			"无须处理。",
			"Nothing."},
		{reasonTimestampUntrusted, "",
			"时间戳的签发者不在您信任的范围内，未采用。",
			"A timestamp's maker is not among the roots you trust; it was not relied on.",
			"无须处理。",
			"Nothing."},
		{reasonCompromisedLater, "",
			"印章的密钥后来失控；可信时间证明盖章在失控之前。",
			"The seal's key was in other hands later; a trusted time proves the sealing to be earlier.",
			"无须处理。",
			"Nothing."},
		{reasonDemoSeal, "",
			"演示印章，不具有任何效力。",
			"A demonstration seal, without any force.",
			"请勿用于真实用途。",
			"Do not use it for anything real."},
		{reasonCheckReport, "",
			"这是一份查验报告，不是证书；它说明当时查验了什么、结果如何。",
			"This is a report of checks, not a certificate: it tells what was checked then and what came of it.",
			"需要现在的结果时，请重新查验。",
			"Check anew where you need to know how things stand now."},
	}
}
