package verify

const (
	reasonSealUntrusted      = "seal_untrusted"
	reasonNotAnAuthoritySeal = "not_an_authority_seal"
	reasonSealExpired        = "seal_expired"
	reasonSealNotYetValid    = "seal_not_yet_valid"
	reasonKeyUsageWrong      = "key_usage_wrong"
	reasonWeakAlgorithm      = "weak_algorithm"
	reasonRootCompromised    = "root_compromised"
	reasonSealRevoked        = "seal_revoked"
	reasonSealCompromised    = "seal_compromised"
	reasonSealOutsideList    = "seal_outside_list"
)

// sealReasons are why a signer is not believed, or may not seal this.
func sealReasons() []Reason {
	return []Reason{
		{reasonSealUntrusted, Indeterminate,
			"签名者的证书不在您信任的范围内。",
			"The signer's certificate leads to no root you trust.",
			"请取得签发单位公布的根证书后再查验。",
			"Get the root the authority publishes and check again."},
		{reasonNotAnAuthoritySeal, Indeterminate,
			"文件自称是印信的证书，但签名者不是颁发机构的印章。",
			"The file passes itself off as a sealed copy, but its signer is no authority's seal.",
			"请勿采信，向签发单位核实。",
			"Do not rely on it; ask the authority."},
		{reasonSealExpired, Indeterminate,
			"印章证书已过期，文件中没有可信时间证明盖章在过期之前。",
			"The seal's certificate has expired and no trusted time proves the sealing to be earlier.",
			"请持有人从签发平台重新下载，或向签发单位核实。",
			"Ask the holder to download it again from the issuing service, or ask the authority."},
		{reasonSealNotYetValid, Indeterminate,
			"印章证书尚未生效。",
			"The seal's certificate is not valid yet.",
			"请核对查验时间。",
			"Check the time you asked about."},
		{reasonKeyUsageWrong, Indeterminate,
			"签名者的证书不能用于文件签章。",
			"The signer's certificate is not for sealing documents.",
			"请勿采信，向签发单位核实。",
			"Do not rely on it; ask the authority."},
		{reasonWeakAlgorithm, Indeterminate,
			"签名使用了已不安全的算法或过短的密钥。",
			"The signature uses an algorithm or key that is no longer safe.",
			"请签名方重新签名。",
			"Ask the signer to sign again."},
		{reasonRootCompromised, Indeterminate,
			"所信任的根证书已被宣布不安全。",
			"The trusted root has been declared compromised.",
			"请更新信任的根证书。",
			"Renew your trusted roots."},
		{reasonSealRevoked, Invalid,
			"印章证书已被吊销。",
			"The seal's certificate has been revoked.",
			"请持有人从签发平台重新下载，或向签发单位核实。",
			"Ask the holder to download it again from the issuing service, or ask the authority."},
		{reasonSealCompromised, Invalid,
			"印章的密钥已经失控，没有可信时间证明盖章在失控之前。",
			"The seal's key has been in other hands, and no trusted time proves the sealing to be earlier.",
			"请持有人从签发平台重新申请，或在签发平台在线查验、向签发单位核实。",
			"Ask the holder to apply for a new one, or check it online at the issuing service or ask the authority."},
		{reasonSealOutsideList, Invalid,
			"这枚印章无权为该证书盖章。",
			"This seal may not seal this certificate.",
			"请勿采信，向签发单位核实。",
			"Do not rely on it; ask the authority."},
	}
}
