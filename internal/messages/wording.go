package messages

import (
	"strconv"
	"strings"
	"time"
)

// wording is a message in both languages. Where its reader has chosen neither,
// both are sent, the Chinese first.
type wording struct {
	subjectZH, subjectEN string
	zh, en               string // {code}, {minutes}, {day} and {link} are filled in
}

func wordingOf(kind Kind) wording {
	switch kind {
	case ClaimCode:
		return wording{
			subjectZH: "核实本人", subjectEN: "Confirming your account",
			zh: "验证码 {code}，用于核实本人并查看证书，{minutes} 分钟内有效。不是您本人操作的，请不要告诉任何人。",
			en: "Your code is {code}. It confirms that an account is yours and is good for {minutes} minutes. If you did not ask for it, tell it to nobody.",
		}
	case RecoverCode:
		return wording{
			subjectZH: "重新设置密码", subjectEN: "Setting a new password",
			zh: "验证码 {code}，用于重新设置密码，{minutes} 分钟内有效。不是您本人操作的，请不要告诉任何人。",
			en: "Your code is {code}. It sets a new password and is good for {minutes} minutes. If you did not ask for it, tell it to nobody.",
		}
	case LookupCode:
		return wording{
			subjectZH: "确认查询证书", subjectEN: "Confirming a look-up",
			zh: "验证码 {code}，用于贵单位查询证书，{minutes} 分钟内有效。不是贵单位操作的，请不要告诉任何人，并更改账号密码。",
			en: "Your code is {code}. It lets your organisation look certificates up and is good for {minutes} minutes. If nobody there asked for it, tell it to nobody and change the account's password.",
		}
	case SecondRegistration:
		return wording{
			subjectZH: "有人用您的证件再次注册", subjectEN: "Your document was registered again",
			zh: "有人用您的证件又注册了一个账号。您的账号和证书不受影响。不是您本人操作的，请不要把收到的验证码告诉任何人。",
			en: "Somebody has registered another account with your identity document. Your account and certificates are unaffected. If it was not you, tell no code you receive to anybody.",
		}
	case PasswordChanged:
		return wording{
			subjectZH: "密码已更改", subjectEN: "Your password was changed",
			zh: "您账号的密码已重新设置，原来的登录都已退出。不是您本人操作的，请立即联系证书颁发机构。",
			en: "The password of your account has been set anew and every earlier sign-in has ended. If it was not you, contact the issuing authority at once.",
		}
	case WaysInChanged:
		return wording{
			subjectZH: "登录方式有变动", subjectEN: "Your ways of signing in changed",
			zh: "您账号的通行密钥或动态口令有变动，或有异常，请登录后在“我的账号”的“登录安全”里核对。不是您本人操作的，请立即删除陌生的通行密钥并修改密码。",
			en: "A passkey or the one-time passwords of your account were changed, or look unusual. Sign in and look under My account, Sign-in security. If it was not you, remove passkeys you do not know and change your password at once.",
		}
	case ClaimMoved:
		return wording{
			subjectZH: "证书已转到另一账号", subjectEN: "Your certificates moved to another account",
			zh: "经工作人员当面核实，您证件名下的证书已转到另一账号。不是您本人办理的，请立即联系证书颁发机构。",
			en: "After an officer confirmed the person, the certificates of your document were moved to another account. If it was not you, contact the issuing authority at once.",
		}
	}
	return wordingOfContacts(kind)
}

// wordingOfContacts is that of what keeps an account its owner's.
func wordingOfContacts(kind Kind) wording {
	switch kind {
	case ContactCode:
		return wording{
			subjectZH: "验证新的联系方式", subjectEN: "Confirming where you are reached",
			zh: "验证码 {code}，用于把这里设为账号的联系方式，{minutes} 分钟内有效。不是您本人操作的，请不要告诉任何人。",
			en: "Your code is {code}. It has an account reached here and is good for {minutes} minutes. If you did not ask for it, tell it to nobody.",
		}
	case ContactChanged:
		return wording{
			subjectZH: "账号的联系方式已更改", subjectEN: "Your account is reached elsewhere now",
			zh: "您账号的手机号码或邮箱已更改。不是您本人操作的，请在 72 小时内打开 {link} 改回原来的，并让对方的登录全部失效。是您本人操作的，不用理会。",
			en: "The telephone number or mail address of your account was changed. If it was not you, open {link} within 72 hours to put the old one back and lock out whoever did it. If it was you, there is nothing to do.",
		}
	case ContactRestored:
		return wording{
			subjectZH: "账号的联系方式已改回", subjectEN: "A change of where an account is reached was taken back",
			zh: "有人从原来的手机号码或邮箱撤销了更改，这里不再是该账号的联系方式。",
			en: "Somebody took the change back from the number or address used before. The account is no longer reached here.",
		}
	case RecoveryCodesMade:
		return wording{
			subjectZH: "恢复码已重新生成", subjectEN: "New recovery codes were made",
			zh: "您账号的恢复码已重新生成，原来的全部作废。不是您本人操作的，请立即更改密码。",
			en: "A new set of recovery codes was made for your account; the old ones no longer work. If it was not you, change your password at once.",
		}
	case AccountClosed:
		return wording{
			subjectZH: "账号已注销", subjectEN: "Your account was closed",
			zh: "您的账号已按您的申请注销，账号资料已删除。证书仍由颁发机构保存，需要时可以重新注册。",
			en: "Your account was closed as you asked and what it held has been deleted. Your certificates stay with the authority; you may register again at any time.",
		}
	}
	return wordingOfCorrections(kind)
}

// wordingOfCorrections is that of what an authority sets right.
func wordingOfCorrections(kind Kind) wording {
	switch kind {
	case IdentityCode:
		return wording{
			subjectZH: "更新账号登记的姓名和证件", subjectEN: "Your corrected name and number",
			zh: "验证码 {code}，用于把账号改为更正后的姓名和证件，{minutes} 分钟内有效。不是您本人操作的，请不要告诉任何人。",
			en: "Your code is {code}. It puts your corrected name and number on your account and is good for {minutes} minutes. If you did not ask for it, tell it to nobody.",
		}
	case IdentityCorrected:
		return wording{
			subjectZH: "证书上的姓名或证件号码已更正", subjectEN: "Your name or number was corrected",
			zh: "证书颁发机构更正了您证书上的姓名或证件号码，原来的下载文件不再有效。请登录，在“更正申请”里把账号改为更正后的姓名和证件，才能看到更正后的证书。",
			en: "The issuing authority corrected the name or number on your certificates; files downloaded before are no longer valid. Sign in and, under Corrections, put the corrected name and number on your account to see them.",
		}
	case IdentityTied:
		return wording{
			subjectZH: "更多证书可以查看", subjectEN: "More certificates can be seen",
			zh: "证书颁发机构已确认您的另一个证件号码或姓名写法也是您本人，相关证书已列入“我的证书”。有疑问请联系证书颁发机构。",
			en: "The issuing authority has confirmed that another document or spelling of your name is yours; its certificates are in your list. If in doubt, contact the issuing authority.",
		}
	case RequestReceived:
		return wording{
			subjectZH: "更正申请已收到", subjectEN: "Your request was received",
			zh: "您的更正申请已收到。登录后在“更正申请”里可以看到办理进度和答复期限。",
			en: "Your request for a correction was received. Sign in and see under Corrections where it stands and by when it is answered.",
		}
	case RequestAnswered:
		return wording{
			subjectZH: "更正申请有了答复", subjectEN: "Your request has its answer",
			zh: "您的更正申请已经有了答复。请登录，在“更正申请”里查看。",
			en: "Your request for a correction has been answered. Sign in and see the answer under Corrections.",
		}
	}
	return wordingOfCertificates(kind)
}

// wordingOfCertificates is that of what becomes of certificates and copies. No
// message names either: whoever reads it may not be whom it is for.
func wordingOfCertificates(kind Kind) wording {
	switch kind {
	case CertificateIssued:
		return wording{
			subjectZH: "有新的证书可以查看", subjectEN: "A new certificate can be seen",
			zh: "您有新的证书可以查看。请登录，在“我的证书”里查看。",
			en: "A new certificate of yours can be seen. Sign in and see it under My certificates.",
		}
	case CertificateChanged:
		return wording{
			subjectZH: "证书状态有变化", subjectEN: "A certificate of yours has changed",
			zh: "证书颁发机构更正了您的一本证书，或改变了它的状态。请登录，在“我的证书”里查看原因和影响；有疑问请联系证书颁发机构。",
			en: "The issuing authority corrected one of your certificates or changed its state. Sign in and see under My certificates why and what follows; if in doubt, contact the authority.",
		}
	case CopyReady:
		return wording{
			subjectZH: "加注件已生成", subjectEN: "Your copy is ready",
			zh: "您申请的加注件已经生成，可以登录查看和下载。",
			en: "The copy you applied for is ready. Sign in to view or download it.",
		}
	case CopyExpiring:
		return wording{
			subjectZH: "加注件即将过期", subjectEN: "A copy of yours expires soon",
			zh: "您的加注件有效期至 {day}（含当日），之后不能查看、下载。仍需使用的，请登录后重新申请。",
			en: "A copy of yours is good through {day} and can be neither viewed nor downloaded after that. If you still need one, sign in and apply again.",
		}
	case NewDevice:
		return wording{
			subjectZH: "账号在新设备上登录", subjectEN: "Sign-in from a new device",
			zh: "您的账号在一台新的设备或浏览器上登录了。不是您本人操作的，请立即在“我的账号”里退出那台设备并更改密码。",
			en: "Your account was signed in to from a new device or browser. If it was not you, sign that device out under My account and change your password at once.",
		}
	}
	return wording{subjectZH: string(kind), subjectEN: string(kind)}
}

func (w wording) subject(l Language) string { return l.join(w.subjectZH, w.subjectEN, " ") }

func (w wording) fill(l Language, code string, good time.Duration, d Details) string {
	r := strings.NewReplacer("{code}", code, "{minutes}", strconv.Itoa(int(good/time.Minute)), "{day}", d.Day.String(), "{link}", d.Link)
	return l.join(r.Replace(w.zh), r.Replace(w.en), "\n")
}
