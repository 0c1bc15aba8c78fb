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
	reasonEsealVersion       = "eseal_version_unknown"
	reasonEsealMaker         = "eseal_maker_untrusted"
	reasonEsealForged        = "eseal_forged"
	reasonEsealSigner        = "eseal_signer_not_listed"
	reasonEsealTime          = "eseal_time_wrong"
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
		{reasonEsealVersion, Indeterminate,
			"签名使用了本程序不能判断的电子印章版本；2014 年旧版的签章时间若不是 UTCTime 写法，也不能判断。",
			"The signature was made with an electronic seal of a version that is not judged here, or of 2014's with a time of signing that is no UTCTime.",
			"请用签发单位指定的工具查验。",
			"Check it with the tool that the issuer names."},
		{reasonEsealMaker, Indeterminate,
			"电子印章的制章单位不在您信任的范围内。",
			"Whoever made the electronic seal leads to no root you trust, or has been revoked.",
			"请取得制章单位的根证书后再查验。",
			"Get the root of the seal's maker and check again."},
		{reasonEsealForged, Invalid,
			"电子印章不是其制章单位制作的，或被改动。",
			"The electronic seal was not made by its maker, or was changed.",
			"请勿采信，向签发单位核实。",
			"Do not rely on it; ask the authority."},
		{reasonEsealSigner, Invalid,
			"签名者不在电子印章列明的使用者之中。",
			"The signer is not among those the electronic seal was made for.",
			"请勿采信，向签发单位核实。",
			"Do not rely on it; ask the authority."},
		{reasonEsealTime, Invalid,
			"签章时间不在电子印章或签名者证书的有效期内，或晚于时间戳。",
			"The time of signing lies outside the validity of the electronic seal or of the signer's certificate, or is later than the timestamp.",
			"请勿采信，向签发单位核实。",
			"Do not rely on it; ask the authority."},
	}
}
