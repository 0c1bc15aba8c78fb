package page

// What every certificate says, whatever it certifies. Text in quotes that a
// copy prints must be here or come from its statement.
const (
	wordTitle        = "职业资格证书"
	wordEnglishTitle = "CERTIFICATE OF PROFESSIONAL QUALIFICATION"
	wordStatement    = "本证书表明持证人通过国家统一组织的考试，"
	wordHas          = "具有"
	wordQualified    = "相应的专业技术职业资格。"
	wordNoPhoto      = "未提供照片"
	wordDemo         = "演示"
	wordPreview      = "预览"
	wordProof        = "样张"
	wordMark         = "印信"
	wordSealPurpose  = "职业资格证书专用章"
	// wordReportPurpose is on the seal of a report, which certifies nobody.
	wordReportPurpose = "查验报告专用章"
	wordNone          = "—"

	wordEndorsement    = "加注信息"
	wordNotNeeded      = "无须加注"
	wordNotNeededMore  = "本证书按规定无须申请加注。"
	wordScan           = "扫码查验"
	wordOnlyWithin     = "仅限上述场景在有效期内使用；"
	wordAsVerifiedFrom = "以 "
	wordAsVerifiedTo   = " 查验结果为准"
)

// The labels of the fields, and of the block at the foot.
const (
	labelName          = "姓名"
	labelSex           = "性别"
	labelBirthDate     = "出生日期"
	labelNumber        = "证件号码"
	labelQualification = "资格名称"
	labelLevel         = "级别"
	labelSpecialty     = "专业"
	labelApprovedOn    = "批准日期"
	labelManagement    = "管理号"
	labelQuery         = "查询编号"

	labelScenario   = "使用场景"
	labelRecipient  = "接收方"
	labelValidUntil = "有效期至"
	labelMaker      = "制作者"
	labelMadeAt     = "制作时间"
	labelCode       = "加注编号"
	labelFileCode   = "文件编号"
)

// fixedRegular lists text of the regular weight that the fixed part of every
// document can draw: the wording, and what most copies have in common.
func fixedRegular() []string {
	return []string{
		wordEnglishTitle, wordStatement, wordHas, wordQualified, wordNoPhoto, wordNone, wordNotNeededMore,
		wordScan, wordOnlyWithin, wordAsVerifiedFrom, wordAsVerifiedTo,
		labelName, labelSex, labelBirthDate, labelNumber, labelQualification, labelLevel, labelSpecialty,
		labelApprovedOn, labelManagement, labelQuery, labelScenario, labelRecipient, labelValidUntil, labelMaker, labelMadeAt,
		labelCode, labelFileCode,
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*-:./ ·（）年月日男女",
		"居民身份证港澳来往内地通行台湾大陆住外国永久护照",
		"一二三初中高级", "本人调用",
	}
}

// fixedBold is the same for the bold weight.
func fixedBold() []string {
	return []string{wordTitle, wordDemo, wordEndorsement, wordNotNeeded, "0123456789年月日"}
}
